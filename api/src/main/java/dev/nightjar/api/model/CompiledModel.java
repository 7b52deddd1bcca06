package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.ClearEvaluator;
import dev.nightjar.api.circuit.FailureAnalysis;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model in two halves that fit each other: the client's and the server's.
 *
 * @param client what goes into {@code client.zip}
 * @param circuit what goes into {@code server.zip}
 * @param strategy how it runs, the name of a {@link Strategy}
 * @param notes facts for the compiler's report, in order: e.g. {@code leaves -> 63}
 */
public record CompiledModel(ClientSpec client, Circuit circuit, String strategy,
    List<Map.Entry<String, String>> notes) {
  public CompiledModel {
    Strategy.requireName(strategy);
    notes = List.copyOf(notes);
    if (!client.parameters().equals(circuit.parameters()) || client.ciphertexts() != circuit.inputs()
        || client.results().size() != circuit.outputs().length
        || !client.keyParts().equals(circuit.keyParts())
        || (client.privacy() == ModelPrivacy.HIDDEN) != circuit.hiding().isPresent()
        || client.zeros() != circuit.zeros() || !client.shortQuery().equals(circuit.shortQuery())
        || circuit.strided().filter(packing -> packing.stride() < client.layout().slots()).isPresent()) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "the client and server halves do not fit each other");
    }
  }

  /** A model that is keyless where its circuit needs no key, and bootstrapped otherwise. */
  public CompiledModel(ClientSpec client, Circuit circuit, List<Map.Entry<String, String>> notes) {
    this(client, circuit, circuit.keyParts().isEmpty() ? Strategy.KEYLESS : Strategy.BOOTSTRAPPED, notes);
  }

  /** The same model, said to run in another way. */
  public CompiledModel withStrategy(String name) {
    return new CompiledModel(client, circuit, name, notes);
  }

  /** The same model with other facts for the report. */
  public CompiledModel withNotes(List<Map.Entry<String, String>> facts) {
    return new CompiledModel(client, circuit, strategy, facts);
  }

  /** The same circuit with another client's half, which must fit it. */
  public CompiledModel withClient(ClientSpec half) {
    return new CompiledModel(half, circuit, strategy, notes);
  }

  /** What holds of the answers to encrypted rows: what {@link ClientSpec#claim()} tells clients. */
  public Claim claim() {
    return client.claim();
  }

  /** The integers that the encrypted run of a raw row of numbers must decode to. */
  public long[] clearIntegers(double[] x) {
    return client.integers(ClearEvaluator.run(circuit, client.encode(x)));
  }

  /** The integers that the encrypted run of a raw row must decode to. */
  public long[] clearIntegers(FeatureRow row) {
    return client.integers(ClearEvaluator.run(circuit, client.encode(row)));
  }

  /** The prediction of the quantised model for a raw row of numbers, in the clear. */
  public Prediction clearPrediction(double[] x) {
    return client.decode(ClearEvaluator.run(circuit, client.encode(x)));
  }

  /** The prediction of the quantised model for a raw row, in the clear. */
  public Prediction clearPrediction(FeatureRow row) {
    return client.decode(ClearEvaluator.run(circuit, client.encode(row)));
  }

  /**
   * The same model with answers that hide it: with words of as few bits as the bound allows, but at least as many as
   * now, and with a flood as wide as the bound then allows.
   *
   * @param failureLog2 log2 of the wanted bound on a wrong inference, e.g. -64
   * @return this when it is hidden already; empty when no words leave room for a flood: then only smaller sums, other
   *     parameters or a larger bound help
   */
  public Optional<CompiledModel> hidden(int failureLog2) {
    return hidden(failureLog2, Double.NEGATIVE_INFINITY);
  }

  /**
   * The same, where outputs that share masks are so few that their noise does not tell a bit of a weight too soon.
   *
   * @param failureLog2 log2 of the wanted bound on a wrong inference, e.g. -64
   * @param leastAnswersLog2 log2 of the answers that a client must have seen before, see
   *     {@link dev.nightjar.api.circuit.AnswerLeak#noiseAnswersLog2()}; outputs with masks of their own are not held to
   *     it
   */
  public Optional<CompiledModel> hidden(int failureLog2, double leastAnswersLog2) {
    return client.privacy() == ModelPrivacy.HIDDEN ? Optional.of(this)
        : new HidingSearch(this, failureLog2, leastAnswersLog2).best();
  }

  /**
   * The same model with queries as short as the bound allows: of the coefficients that the circuit reads, in words of
   * as few bits. Where the model is hidden, the noise of its outputs does not tell a bit of a weight sooner than after
   * {@code 2^20} answers, or not sooner than with whole queries.
   *
   * @param failureLog2 log2 of the wanted bound on a wrong inference, e.g. -64
   * @return this when nothing shorter keeps the bound
   */
  public CompiledModel withShortestQuery(int failureLog2) {
    return new QuerySearch(this, failureLog2).best();
  }

  /**
   * The same model with answers in words of as few bits as the bound allows, of any number of bits; the last step of
   * a compilation, as whatever rounds takes its share of the bound. An analogue model stays as it is: its scores would
   * get the noise that words of fewer bits have.
   *
   * @param failureLog2 log2 of the wanted bound on a wrong inference, e.g. -64
   * @return this when no shorter words keep the bound
   */
  public CompiledModel withShortestAnswer(int failureLog2) {
    int low = claim() == Claim.ANALOGUE ? circuit.outputBits() : Circuit.LEAST_OUTPUT_BITS;
    int high = circuit.outputBits();
    while (low < high) {
      int middle = (low + high) / 2;
      if (withOutputBits(middle).failure().failureLog2() <= failureLog2) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return high == circuit.outputBits() ? this : withOutputBits(high);
  }

  private CompiledModel withOutputBits(int bits) {
    return new CompiledModel(client, circuit.withOutputBits(bits), strategy, notes);
  }

  /** The bound on a wrong inference. */
  public FailureAnalysis failure() {
    return FailureAnalysis.of(circuit, client.outputMargins());
  }
}
