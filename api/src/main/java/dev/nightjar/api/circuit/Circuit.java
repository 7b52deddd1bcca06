package dev.nightjar.api.circuit;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model as a graph of {@link Node}s in order of evaluation. Immutable and thread-safe.
 *
 * <p>Wires are numbered in the order in which nodes append them. Each has a {@link WireType}, its kind of ciphertext
 * and the parameter set of its key, which follows from its node.
 */
public final class Circuit {
  /** Most wires a circuit may have. */
  public static final int MAX_WIRES = 1 << 20;

  /** Most ciphertexts an answer may have. */
  public static final int MAX_OUTPUTS = 1 << 16;

  /**
   * Bits of a word of an answer that are tried first, fewest first: whole bytes. A word may have any number from
   * {@value #LEAST_OUTPUT_BITS} to 64.
   */
  public static final List<Integer> OUTPUT_BITS = List.of(16, 24, 32, 64);

  /** Fewest bits that a word of an answer may have. */
  public static final int LEAST_OUTPUT_BITS = 8;

  /** Half of the longest array, which leaves room for headers and for the words of all widths. */
  private static final long MAX_ANSWER_BYTES = 1L << 30;

  /** Most words that the ciphertexts of one batch may have: an engine takes them in one array. */
  static final long MAX_BATCH_WORDS = Integer.MAX_VALUE - 8;

  private final Parameters parameters;
  private final int inputs;
  private final List<Node> nodes;
  private final int[] outputs;
  private final int outputBits;
  private final Optional<AnswerHiding> hiding;
  private final Optional<StridedPacking> strided;
  private final Optional<AnswerPacking> packing;
  private final Optional<ShortQuery> shortQuery;
  private final List<WireType> types;

  /**
   * A checked circuit whose answers are not hidden, see {@link #hiding()}.
   *
   * @param parameters parameter set of the query and of the answer
   * @param inputs GLWE ciphertexts in a query that hold features
   * @param nodes steps in order
   * @param outputs wires that form the answer
   * @param outputBits bits of a word in the answer, {@value #LEAST_OUTPUT_BITS} to 64: the answer is rounded to that
   *     many bits, and the rounding counts in the failure bound
   * @throws NightjarException {@code INVALID_MODEL} when a node reads a wire that does not exist yet or is of a type
   *     that it cannot read, or shapes do not fit
   */
  public Circuit(Parameters parameters, int inputs, List<Node> nodes, int[] outputs, int outputBits) {
    this(parameters, inputs, nodes, outputs, outputBits, Optional.empty());
  }

  /**
   * The same, with or without hiding.
   *
   * @param hiding how the server hides the circuit in its answers; its noise counts in the failure bound
   */
  public Circuit(Parameters parameters, int inputs, List<Node> nodes, int[] outputs, int outputBits,
      Optional<AnswerHiding> hiding) {
    this(parameters, inputs, nodes, outputs, outputBits, hiding, Optional.empty(), Optional.empty());
  }

  private Circuit(Parameters parameters, int inputs, List<Node> nodes, int[] outputs, int outputBits,
      Optional<AnswerHiding> hiding, Optional<StridedPacking> strided, Optional<ShortQuery> shortQuery) {
    this.hiding = Objects.requireNonNull(hiding, "hiding");
    this.strided = strided;
    this.shortQuery = shortQuery;
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    this.inputs = inputs;
    this.nodes = List.copyOf(nodes);
    this.outputs = outputs.clone();
    this.outputBits = outputBits;
    require(inputs >= 1 && inputs <= PackedInput.MAX_CIPHERTEXTS - zeros(),
        "a circuit takes 1 to " + (PackedInput.MAX_CIPHERTEXTS - zeros()) + " GLWE ciphertexts, not " + inputs);
    require(outputBits >= LEAST_OUTPUT_BITS && outputBits <= Long.SIZE,
        "an answer has words of " + LEAST_OUTPUT_BITS + " to 64 bits, not " + outputBits);
    this.types = List.copyOf(inferTypes());
    require(outputs.length >= 1 && outputs.length <= MAX_OUTPUTS,
        "a circuit has 1 to " + MAX_OUTPUTS + " outputs, not " + outputs.length);
    long answerBytes = (long) outputs.length * answerType().words() * outputBits / Byte.SIZE;
    require(answerBytes <= MAX_ANSWER_BYTES, "an answer of " + answerBytes + " bytes is too long: use fewer outputs or "
        + "shorter words");
    for (int wire : outputs) {
      require(wire >= 0 && wire < wires(), "output wire " + wire + " does not exist; there are " + wires());
    }
    WireType found = WireType.common("the answer", Arrays.stream(outputs), types::get);
    require(found.equals(answerType()), "the outputs are " + found + " where an answer is " + answerType());
    strided.ifPresent(this::requirePackable);
    shortQuery.ifPresent(this::requireReadable);
    packing = strided.map(packed -> packed.of(outputs.length)).or(() -> hiding.isPresent() ? Optional.empty()
        : OutputPlaces.of(this.nodes, wires(), outputs));
  }

  /** A product of polynomials has all outputs: each is a sum of coefficients below the stride, and nothing else. */
  private void requirePackable(StridedPacking packed) {
    packed.requireFits(parameters);
    require(inputs == 1, "a packed answer is that of one ciphertext, not of " + inputs);
    Optional<SparseMap> sums = nodes.size() == 1 ? nodes.get(0).match(new Shapes(0, new boolean[1])) : Optional.empty();
    require(sums.isPresent() && outputs.length == wires()
        && Arrays.equals(outputs, IntStream.range(0, wires()).toArray()),
        "a packed answer is that of one extraction, all of it, in order");
    sums.get().requireBelow(packed.stride(), parameters.polynomialSize());
  }

  /** The same circuit with answers in words of so many bits. */
  public Circuit withOutputBits(int bits) {
    return new Circuit(parameters, inputs, nodes, outputs, bits, hiding, strided, shortQuery);
  }

  /** The same circuit, hidden in its answers. */
  public Circuit hidden(AnswerHiding hiding) {
    return new Circuit(parameters, inputs, nodes, outputs, outputBits, Optional.of(hiding), strided, Optional.empty());
  }

  /**
   * The same circuit with answers whose outputs share masks. The noise of an output is then that of all outputs of its
   * ciphertext, and a query's coefficients from the stride on must encrypt zero: they would be added to outputs.
   *
   * @throws NightjarException {@code INVALID_MODEL} for a circuit that reads several ciphertexts, or that is more than
   *     one extraction, all of it, of coefficients below the stride; and when the outputs do not fit in a ciphertext
   */
  public Circuit packed(StridedPacking packing) {
    return new Circuit(parameters, inputs, nodes, outputs, outputBits, hiding, Optional.of(packing), shortQuery);
  }

  /**
   * The same circuit that takes short queries, too. Their rounding counts in the failure bound.
   *
   * @throws NightjarException {@code INVALID_MODEL} when nodes read coefficients that do not travel, and when there are
   *     not as many encryptions of zero as {@link #hiding()} needs
   */
  public Circuit taking(ShortQuery format) {
    return new Circuit(parameters, inputs, nodes, outputs, outputBits, hiding, strided, Optional.of(format));
  }

  private void requireReadable(ShortQuery format) {
    require(format.ciphertexts(parameters) == inputs, "a short query of " + format.words()
        + " words fills other ciphertexts than the " + inputs + " that the circuit reads");
    require(format.zeros() == zeros(), "a short query has " + format.zeros() + " encryptions of zero where the circuit "
        + "needs " + zeros());
    require(CoefficientsRead.of(this) <= format.words(), "a circuit that reads " + CoefficientsRead.of(this)
        + " coefficients of a query takes no query of " + format.words());
  }

  /** The types of all wires, once each node is checked. */
  private List<WireType> inferTypes() {
    List<WireType> found = new ArrayList<>();
    boolean[] expanded = new boolean[1];
    for (Node node : nodes) {
      int before = found.size();
      require((long) before + node.width() <= MAX_WIRES, "a circuit has at most " + MAX_WIRES + " wires");
      node.match(new Shapes(before, expanded));
      node.reads().forEach(wire -> require(wire >= 0 && wire < before,
          "a node reads wire " + wire + ", which does not exist yet"));
      found.addAll(node.types(parameters, found::get));
    }
    return found;
  }

  /** The shapes that a node of each kind must have, after {@code before} wires; gives the sums of an extraction. */
  private final class Shapes implements Node.Cases<Optional<SparseMap>> {
    private final int before;
    private final boolean[] expanded;

    /** After so many wires; {@code expanded} holds whether the query was expanded by a node before. */
    Shapes(int before, boolean[] expanded) {
      this.before = before;
      this.expanded = expanded;
    }

    @Override
    public Optional<SparseMap> extract(Node.Extract extract) {
      require(extract.map().columns() == inputs * parameters.polynomialSize(), "an extraction reads "
          + extract.map().columns() + " coefficients where the query has " + inputs * parameters.polynomialSize());
      return Optional.of(extract.map());
    }

    @Override
    public Optional<SparseMap> linear(Node.Linear linear) {
      require(linear.map().columns() == before, "a linear map reads " + linear.map().columns()
          + " wires where there are " + before + " before it");
      return Optional.empty();
    }

    /** Its shape depends on the types of the wires that it reads, see {@link Node.Lookup#types}. */
    @Override
    public Optional<SparseMap> lookup(Node.Lookup lookup) {
      return Optional.empty();
    }

    @Override
    public Optional<SparseMap> expand(Node.Expand expand) {
      require(!expanded[0], "a circuit expands its query once; read the wires of one expansion instead");
      expanded[0] = true;
      parameters.levelled().ifPresent(levelled -> require(inputs == levelled.ciphertexts(expand.bits()),
          expand.bits() + " bits are expanded from " + levelled.ciphertexts(expand.bits())
              + " GLWE ciphertexts where the query has " + inputs));
      return Optional.empty();
    }

    /** Its shape depends on the types of the wires that it reads, see {@link Node.Evaluate#types}. */
    @Override
    public Optional<SparseMap> evaluate(Node.Evaluate evaluate) {
      return Optional.empty();
    }

    /** As does that of an extraction from GLWE wires. */
    @Override
    public Optional<SparseMap> sampleExtract(Node.SampleExtract extract) {
      return Optional.empty();
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, message);
    }
  }

  /** The parameter set of the query and of the answer. */
  public Parameters parameters() {
    return parameters;
  }

  /** GLWE ciphertexts in a query that hold features: those that the circuit reads. */
  public int inputs() {
    return inputs;
  }

  /** GLWE encryptions of zero that follow them in a query, for {@link #hiding()}; 0 where nothing is hidden. */
  public int zeros() {
    return hiding.map(how -> how.zeros(parameters)).orElse(0);
  }

  /** How the server hides the circuit in its answers; empty when it does not, and answers may tell what it computes. */
  public Optional<AnswerHiding> hiding() {
    return hiding;
  }

  /**
   * How outputs share masks in an answer: those that are extracted from one GLWE wire, or of one product
   * ({@link #packed}). Empty where each is an LWE ciphertext of its own, as where they are hidden.
   */
  public Optional<AnswerPacking> packing() {
    return packing;
  }

  /** The short form of queries that the circuit takes; empty where it takes whole ones alone. */
  public Optional<ShortQuery> shortQuery() {
    return shortQuery;
  }

  /** The rule by which products share masks, see {@link #packed}; empty where they do not. */
  public Optional<StridedPacking> strided() {
    return strided;
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
    return types.size();
  }

  /** The type of a wire; {@link IndexOutOfBoundsException} for one that is not in 0 to {@code wires() - 1}. */
  public WireType type(int wire) {
    return types.get(wire);
  }

  /** Whether a wire carries an encrypted bit, as a GGSW ciphertext. */
  public boolean isBit(int wire) {
    return types.get(wire).kind() == WireType.Kind.GGSW;
  }

  /** The type of every output. */
  public WireType answerType() {
    return WireType.lwe(parameters);
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
        && nodes.equals(that.nodes) && Arrays.equals(outputs, that.outputs) && outputBits == that.outputBits
        && hiding.equals(that.hiding) && strided.equals(that.strided)
        && shortQuery.equals(that.shortQuery);
  }

  @Override
  public int hashCode() {
    return Objects.hash(parameters, inputs, nodes, Arrays.hashCode(outputs), outputBits, hiding, strided,
        shortQuery);
  }

  @Override
  public String toString() {
    return "Circuit[" + inputs + " inputs, " + nodes.size() + " nodes, " + bootstraps() + " bootstraps, "
        + outputs.length + (hiding.isPresent() ? " hidden" : packing.isPresent() ? " packed" : "") + " outputs, "
        + parameters.id() + "]";
  }
}
