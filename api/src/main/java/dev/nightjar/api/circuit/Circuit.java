package dev.nightjar.api.circuit;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model as a graph of {@link Node}s in order of evaluation. Immutable and thread-safe.
 *
 * <p>Wires are LWE ciphertexts under the big key (dimension kN), numbered in the order in which nodes append them.
 */
public final class Circuit {
  /** Most wires a circuit may have. */
  public static final int MAX_WIRES = 1 << 20;

  /** Most ciphertexts an answer may have. */
  public static final int MAX_OUTPUTS = 1 << 16;

  /** Bits that a word of an answer may have, fewest first. */
  public static final List<Integer> OUTPUT_BITS = List.of(16, 32, 64);

  /** Half of the longest array, which leaves room for headers and for the words of all widths. */
  private static final long MAX_ANSWER_BYTES = 1L << 30;

  /** Most words that the ciphertexts of one batch may have: an engine takes them in one array. */
  private static final long MAX_BATCH_WORDS = Integer.MAX_VALUE - 8;

  private final Parameters parameters;
  private final int inputs;
  private final List<Node> nodes;
  private final int[] outputs;
  private final int outputBits;
  private final int wires;

  /**
   * A checked circuit.
   *
   * @param parameters parameter set of the whole circuit
   * @param inputs GLWE ciphertexts in a query
   * @param nodes steps in order
   * @param outputs wires that form the answer
   * @param outputBits bits of a word in the answer, one of {@link #OUTPUT_BITS}: the answer is rounded to that many
   *     bits, and the rounding counts in the failure bound
   * @throws NightjarException {@code INVALID_MODEL} when a node reads a wire that does not exist yet, or shapes do not
   *     fit
   */
  public Circuit(Parameters parameters, int inputs, List<Node> nodes, int[] outputs, int outputBits) {
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    this.inputs = inputs;
    this.nodes = List.copyOf(nodes);
    this.outputs = outputs.clone();
    this.outputBits = outputBits;
    require(inputs >= 1 && inputs <= PackedInput.MAX_CIPHERTEXTS,
        "a circuit takes 1 to " + PackedInput.MAX_CIPHERTEXTS + " GLWE ciphertexts, not " + inputs);
    require(OUTPUT_BITS.contains(outputBits), "an answer has words of 64, 32 or 16 bits, not " + outputBits);
    long count = 0;
    for (Node node : this.nodes) {
      check(node, (int) count);
      count += node.width();
      require(count <= MAX_WIRES, "a circuit has at most " + MAX_WIRES + " wires");
    }
    this.wires = (int) count;
    require(outputs.length >= 1 && outputs.length <= MAX_OUTPUTS,
        "a circuit has 1 to " + MAX_OUTPUTS + " outputs, not " + outputs.length);
    long answerBytes = (long) outputs.length * (parameters.bigLweDimension() + 1L) * (outputBits / Byte.SIZE);
    require(answerBytes <= MAX_ANSWER_BYTES, "an answer of " + answerBytes + " bytes is too long: use fewer outputs or "
        + "shorter words");
    for (int wire : outputs) {
      require(wire >= 0 && wire < wires, "output wire " + wire + " does not exist; there are " + wires);
    }
  }

  private void check(Node node, int before) {
    node.match(new Checks(before));
    node.reads().forEach(wire -> require(wire >= 0 && wire < before,
        "a node reads wire " + wire + ", which does not exist yet"));
  }

  /** The shapes that a node of each kind must have, after {@code before} wires. */
  private final class Checks implements Node.Cases<Void> {
    private final int before;

    Checks(int before) {
      this.before = before;
    }

    @Override
    public Void extract(Node.Extract extract) {
      require(extract.map().columns() == inputs * parameters.polynomialSize(), "an extraction reads "
          + extract.map().columns() + " coefficients where the query has " + inputs * parameters.polynomialSize());
      return null;
    }

    @Override
    public Void linear(Node.Linear linear) {
      require(linear.map().columns() == before, "a linear map reads " + linear.map().columns()
          + " wires where there are " + before + " before it");
      return null;
    }

    @Override
    public Void lookup(Node.Lookup lookup) {
      require(lookup.tables().polynomialSize() == parameters.tableSize(), "a look-up has tables of "
          + lookup.tables().polynomialSize() + " coefficients where the parameters have " + parameters.tableSize());
      require(lookup.width() * (parameters.bigLweDimension() + 1L) <= MAX_BATCH_WORDS, lookup.width()
          + " results of one look-up node do not fit one array: split the node");
      return null;
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, message);
    }
  }

  /** The parameter set. */
  public Parameters parameters() {
    return parameters;
  }

  /** GLWE ciphertexts in a query. */
  public int inputs() {
    return inputs;
  }

  /** The steps in order of evaluation. */
  public List<Node> nodes() {
    return nodes;
  }

  /** The wires that form the answer, a copy. */
  public int[] outputs() {
    return outputs.clone();
  }

  /** Bits of a word in the answer. */
  public int outputBits() {
    return outputBits;
  }

  /** Number of wires. */
  public int wires() {
    return wires;
  }

  /** Number of programmable bootstraps in one inference. */
  public int bootstraps() {
    return nodes.stream().mapToInt(Node::bootstraps).sum();
  }

  /** Number of look-up layers: bootstraps that must follow one another. */
  public int depth() {
    return (int) nodes.stream().filter(node -> node.bootstraps() > 0).count();
  }

  /** The parts of an evaluation key that an inference needs; none when there is nothing to bootstrap. */
  public Set<KeyPart> keyParts() {
    return nodes.stream().flatMap(node -> node.keyParts().stream()).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Circuit that && parameters.equals(that.parameters) && inputs == that.inputs
        && nodes.equals(that.nodes) && Arrays.equals(outputs, that.outputs) && outputBits == that.outputBits;
  }

  @Override
  public int hashCode() {
    return Objects.hash(parameters, inputs, nodes, Arrays.hashCode(outputs), outputBits);
  }

  @Override
  public String toString() {
    return "Circuit[" + inputs + " inputs, " + nodes.size() + " nodes, " + bootstraps() + " bootstraps, "
        + outputs.length + " outputs, " + parameters.id() + "]";
  }
}
