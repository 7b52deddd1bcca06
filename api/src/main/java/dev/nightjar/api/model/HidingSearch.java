package dev.nightjar.api.model;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.params.SecurityCurve;
import dev.nightjar.api.params.TUniform;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** How a model can be hidden in its answers within a bound on a wrong inference. */
final class HidingSearch {
  /**
   * Steps that {@code 2^b}, the bound of a draw, may stay below the result's unit, log2. With 3 the flood takes three
   * quarters of the margin; with 6 a tenth, and an output tells at most 4.6 bits more than its result has.
   */
  private static final int WIDEST_STEP = 3;
  private static final int NARROWEST_STEP = 6;

  /** The noise of the mask, seen through the key, may have a standard deviation of this share of the margin. */
  private static final double MASK_NOISE_SHARE = 1.0 / 64;

  /** Rank 1 leaves no room for bodies that tell of one secret. */
  private static final int LEAST_RANK = 2;
  private static final int MOST_RANK = 8;
  private static final int USUAL_ZERO_BYTES = 5;

  private final CompiledModel open;
  private final int failureLog2;
  private final int unitLog2;
  private final double leastAnswersLog2;

  HidingSearch(CompiledModel open, int failureLog2, double leastAnswersLog2) {
    this.leastAnswersLog2 = leastAnswersLog2;
    this.open = open;
    this.failureLog2 = failureLog2;
    this.unitLog2 = open.client().results().stream().mapToInt(ResultSpec::deltaLog2).min().orElseThrow();
  }

  /** The hidden model with the shortest words, and of those the widest flood; of products the shortest traffic. */
  Optional<CompiledModel> best() {
    if (open.circuit().strided().isPresent()) {
      return IntStream.rangeClosed(LEAST_RANK, MOST_RANK).boxed().flatMap(rank -> best(bits -> flood ->
          packed(bits, flood, rank)).stream()).filter(this::isQuiet)
          .min(Comparator.comparingLong(HidingSearch::traffic));
    }
    return best(bits -> flood -> Optional.of(hidden(bits, flood)));
  }

  private boolean isQuiet(CompiledModel model) {
    return AnswerLeak.of(model.circuit()).noiseAnswersLog2() >= leastAnswersLog2;
  }

  private Optional<CompiledModel> best(IntFunction<IntFunction<Optional<CompiledModel>>> model) {
    return Circuit.OUTPUT_BITS.stream().filter(bits -> bits >= open.circuit().outputBits())
        .flatMap(bits -> floods().mapToObj(flood -> model.apply(bits).apply(flood)).flatMap(Optional::stream))
        .filter(found -> found.failure().failureLog2() <= failureLog2).findFirst();
  }

  /**
   * Bytes of a query's encryptions of zero, in words as long as they usually are, and of its answer, which count twice:
   * servers pay for what they send.
   */
  private static long traffic(CompiledModel model) {
    return (long) model.circuit().zeros() * model.circuit().parameters().polynomialSize() * USUAL_ZERO_BYTES
        + 2 * EncryptedResultCodec.encodedBytes(model.circuit());
  }

  /**
   * A product whose mask stays at the floor of all keys, whatever the bodies of its outputs tell of the server's secret
   * when a client makes its encryptions of zero dishonestly: with as many outputs in a product as that leaves room for.
   * Empty where there is room for less than two.
   */
  private Optional<CompiledModel> packed(int outputBits, int flood, int rank) {
    Circuit circuit = open.circuit();
    Parameters p = circuit.parameters();
    TUniform noise = Rerandomisation.widestMaskNoise(p, margin() * MASK_NOISE_SHARE);
    AnswerHiding hiding = new AnswerHiding(noise, new TUniform(flood), rank);
    double spare = Rerandomisation.securityBits(p, noise, rank) - SecurityCurve.FLOOR_BITS;
    StridedPacking wanted = circuit.strided().orElseThrow();
    int outputs = (int) Math.min(Math.min(wanted.outputs(), circuit.outputs().length),
        spare / Math.min(outputBits, hiding.bodyBits()));
    if (outputs < 2) {
      return Optional.empty();
    }
    int size = p.polynomialSize();
    ShortQuery whole = new ShortQuery(circuit.inputs() * size, Long.SIZE, hiding.zeros(p), Long.SIZE);
    Circuit bare = new Circuit(p, circuit.inputs(), circuit.nodes(), circuit.outputs(), outputBits);
    return Optional.of(new CompiledModel(open.client().withShortQuery(ModelPrivacy.HIDDEN, whole),
        bare.hidden(hiding).packed(new StridedPacking(outputs, wanted.stride())).taking(whole), open.strategy(),
        open.notes()));
  }

  private double margin() {
    return Math.scalb(0.5, unitLog2 - Long.SIZE);
  }

  /** Bounds of a draw, log2, the widest first. */
  private IntStream floods() {
    return IntStream.rangeClosed(WIDEST_STEP, NARROWEST_STEP).map(step -> unitLog2 - step).filter(log2 -> log2 >= 0);
  }

  private CompiledModel hidden(int outputBits, int flood) {
    Circuit circuit = open.circuit();
    AnswerHiding hiding = new AnswerHiding(maskNoise(outputBits), new TUniform(flood));
    return new CompiledModel(open.client().withPrivacy(ModelPrivacy.HIDDEN), new Circuit(circuit.parameters(),
        circuit.inputs(), circuit.nodes(), circuit.outputs(), outputBits, Optional.of(hiding)), open.strategy(),
        open.notes());
  }

  /**
   * Hard enough to stay at the floor of all keys when a dishonest client makes the body, a word of so many bits, tell
   * of the server's randomness.
   */
  private TUniform maskNoise(int outputBits) {
    Parameters p = open.circuit().parameters();
    return Rerandomisation.maskNoise(p, (double) SecurityCurve.FLOOR_BITS + outputBits, margin() * MASK_NOISE_SHARE);
  }
}
