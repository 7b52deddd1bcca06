package dev.nightjar.api.model;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.crypto.StridedPacking;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A compiled model but for the bits of an answer's words: a plugin's last step. Rounding words to fewer bits makes an
 * answer shorter and adds noise, so that the fewest bits follow from the bound on a wrong inference. Immutable and
 * thread-safe.
 */
public final class Assembly {
  private final ClientSpec client;
  private final List<Node> nodes;
  private final int[] outputs;
  private final List<Map.Entry<String, String>> notes;
  private final Optional<StridedPacking> packing;

  /**
   * The parts of a model. They are checked against each other when a model is made of them.
   *
   * @param client the client's half, which also says the parameter set and the ciphertexts of a query
   * @param nodes of the circuit, in order of evaluation
   * @param outputs wires that form the answer, one for each of the client's results; copied
   * @param notes facts for the compiler's report, see {@link CompiledModel#notes()}
   */
  public Assembly(ClientSpec client, List<Node> nodes, int[] outputs, List<Map.Entry<String, String>> notes) {
    this(client, nodes, outputs, notes, Optional.empty());
  }

  private Assembly(ClientSpec client, List<Node> nodes, int[] outputs, List<Map.Entry<String, String>> notes,
      Optional<StridedPacking> packing) {
    this.packing = packing;
    this.client = Objects.requireNonNull(client, "client");
    this.nodes = List.copyOf(nodes);
    this.outputs = outputs.clone();
    this.notes = List.copyOf(notes);
  }

  /** The same model with answers whose outputs share masks, see {@link Circuit#packed}. */
  public Assembly packed(StridedPacking packing) {
    return new Assembly(client, nodes, outputs, notes, Optional.of(packing));
  }

  /**
   * The model whose answers have words of as few bits as the bound allows, of {@link Circuit#OUTPUT_BITS}: what then
   * is left of the bound is for shorter queries, and {@link CompiledModel#withShortestAnswer} takes the rest.
   *
   * @param failureLog2 log2 of the wanted bound on a wrong inference, e.g. -64
   * @return empty when the bound is missed with words of 64 bits, too: then noise is too large for the results'
   *     steps, and only smaller sums, other parameters or a larger bound help
   * @throws NightjarException {@code INVALID_MODEL} when the parts do not fit each other
   */
  public Optional<CompiledModel> withShortestAnswer(int failureLog2) {
    return Circuit.OUTPUT_BITS.stream().map(this::withOutputBits)
        .filter(model -> model.failure().failureLog2() <= failureLog2).findFirst();
  }

  /**
   * The model whose answers have words of this many bits, whatever its bound is.
   *
   * @param outputBits {@value Circuit#LEAST_OUTPUT_BITS} to 64
   * @throws NightjarException {@code INVALID_MODEL} for other bits, or when the parts do not fit each other
   */
  public CompiledModel withOutputBits(int outputBits) {
    Circuit circuit = new Circuit(client.parameters(), client.ciphertexts(), nodes, outputs, outputBits);
    return new CompiledModel(client, packing.map(circuit::packed).orElse(circuit), notes);
  }
}
