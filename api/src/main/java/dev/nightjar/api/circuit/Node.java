package dev.nightjar.api.circuit;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * One step of a circuit. Each node appends its results to the wires: the first node's results are wires
 * {@code 0, 1, …}, the next node's follow. A node reads only wires of earlier nodes.
 *
 * <p>The kinds are a closed list. Every interpreter of circuits goes through {@link #match}, so that a new kind does
 * not compile until each of them handles it.
 */
public sealed interface Node {
  /** Number of wires that this node appends. */
  int width();

  /**
   * The types of the wires that this node appends, in order.
   *
   * @param query parameter set of the query
   * @param wires type of each wire that this node reads
   * @throws NightjarException {@code INVALID_MODEL} when it cannot read wires of these types
   */
  List<WireType> types(Parameters query, IntFunction<WireType> wires);

  /** The wires that this node reads, in any order and perhaps repeated; none when it reads the query alone. */
  IntStream reads();

  /** Bootstraps that one evaluation of this node takes. */
  int bootstraps();

  /** The parts of an evaluation key without which this node cannot be computed. */
  Set<KeyPart> keyParts();

  /**
   * Calls the method for this node's kind.
   *
   * @param cases an interpreter
   * @return what the method returned
   */
  <R> R match(Cases<R> cases);

  /**
   * An interpreter of nodes: one method for each kind, none with a default.
   *
   * @param <R> what it makes of a node
   */
  interface Cases<R> {
    /** For an extraction. */
    R extract(Extract node);

    /** For a linear map. */
    R linear(Linear node);

    /** For a batch of table look-ups. */
    R lookup(Lookup node);

    /** For the expansion of packed bits. */
    R expand(Expand node);

    /** For the evaluation of a diagram. */
    R evaluate(Evaluate node);

    /** For sample extraction from GLWE wires. */
    R sampleExtract(SampleExtract node);
  }

  /**
   * Linear maps on the packed input: column {@code gN + h} is coefficient {@code h} of GLWE ciphertext {@code g}, read
   * by sample extraction. No key is needed, no bootstrap.
   *
   * @param map from the {@code inputs * N} coefficients
   */
  record Extract(SparseMap map) implements Node {
    public Extract {
      Objects.requireNonNull(map, "map");
    }

    @Override
    public int width() {
      return map.rows();
    }

    @Override
    public List<WireType> types(Parameters query, IntFunction<WireType> wires) {
      return match(new NodeTypes(query, wires));
    }

    @Override
    public IntStream reads() {
      return IntStream.empty();
    }

    @Override
    public int bootstraps() {
      return 0;
    }

    @Override
    public Set<KeyPart> keyParts() {
      return Set.of();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.extract(this);
    }
  }

  /**
   * Integer linear maps on wires.
   *
   * @param map columns are wire numbers; it has as many columns as there are wires before this node
   */
  record Linear(SparseMap map) implements Node {
    public Linear {
      Objects.requireNonNull(map, "map");
    }

    @Override
    public int width() {
      return map.rows();
    }

    @Override
    public List<WireType> types(Parameters query, IntFunction<WireType> wires) {
      return match(new NodeTypes(query, wires));
    }

    @Override
    public IntStream reads() {
      return IntStream.range(0, map.terms()).map(map::column);
    }

    @Override
    public int bootstraps() {
      return 0;
    }

    @Override
    public Set<KeyPart> keyParts() {
      return Set.of();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.linear(this);
    }
  }

  /**
   * A table look-up on each of some wires: one bootstrap each, all in one batch. Output {@code o} of look-up {@code i}
   * is wire {@code first + i * tables.outputs() + o}.
   */
  final class Lookup implements Node {
    private final int[] inputs;
    private final int[] tableOf;
    private final double[] margins;
    private final LookupTables tables;

    /**
     * A batch of look-ups; the arrays are copied.
     *
     * @param inputs wire that each look-up reads
     * @param tableOf table of each look-up
     * @param margins for each look-up the smallest distance, on the torus, between a phase that can occur and the
     *     nearest phase at which the result changes wrongly; what the failure analysis uses
     * @param tables the tables
     * @throws NightjarException {@code INVALID_MODEL} when the arrays do not fit each other or the tables
     */
    public Lookup(int[] inputs, int[] tableOf, double[] margins, LookupTables tables) {
      this.inputs = inputs.clone();
      this.tableOf = tableOf.clone();
      this.margins = margins.clone();
      this.tables = Objects.requireNonNull(tables, "tables");
      requireModel(inputs.length >= 1, "a look-up node needs at least one input");
      requireModel(tableOf.length == inputs.length && margins.length == inputs.length, inputs.length + " inputs have "
          + tableOf.length + " table indices and " + margins.length + " margins");
      requireModel((long) inputs.length * tables.outputs() <= Circuit.MAX_WIRES, inputs.length + " look-ups with "
          + tables.outputs() + " outputs each are more than the " + Circuit.MAX_WIRES + " wires of a circuit");
      for (int t : tableOf) {
        requireModel(t >= 0 && t < tables.count(), "table " + t + " is outside 0.." + (tables.count() - 1));
      }
      for (double m : margins) {
        requireModel(m > 0 && m <= 0.25, "a margin lies in (0, 1/4], not " + m);
      }
    }

    /** Number of bootstraps. */
    public int count() {
      return inputs.length;
    }

    /** The wires read, a copy. */
    public int[] inputs() {
      return inputs.clone();
    }

    /** The table of each look-up, a copy. */
    public int[] tableOf() {
      return tableOf.clone();
    }

    /** The margin of each look-up, a copy. */
    public double[] margins() {
      return margins.clone();
    }

    /** The tables. */
    public LookupTables tables() {
      return tables;
    }

    @Override
    public int width() {
      return inputs.length * tables.outputs();
    }

    @Override
    public List<WireType> types(Parameters query, IntFunction<WireType> wires) {
      return match(new NodeTypes(query, wires));
    }

    @Override
    public IntStream reads() {
      return Arrays.stream(inputs);
    }

    @Override
    public int bootstraps() {
      return inputs.length;
    }

    @Override
    public Set<KeyPart> keyParts() {
      return KeyPart.FOR_BOOTSTRAPS;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.lookup(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Lookup that && Arrays.equals(inputs, that.inputs)
          && Arrays.equals(tableOf, that.tableOf) && Arrays.equals(margins, that.margins)
          && tables.equals(that.tables);
    }

    @Override
    public int hashCode() {
      return Objects.hash(Arrays.hashCode(inputs), Arrays.hashCode(tableOf), tables);
    }
  }

  /**
   * Expands the whole query, which is packed bits, into GGSW ciphertexts: one wire for each bit, in order. Needs a
   * levelled parameter set.
   *
   * @param bits number of bits
   */
  record Expand(int bits) implements Node {
    public Expand {
      requireModel(bits >= 1 && bits <= Diagram.MAX_BITS, "an expansion makes 1 to " + Diagram.MAX_BITS
          + " bits, not " + bits);
    }

    @Override
    public int width() {
      return bits;
    }

    @Override
    public List<WireType> types(Parameters query, IntFunction<WireType> wires) {
      return match(new NodeTypes(query, wires));
    }

    @Override
    public IntStream reads() {
      return IntStream.empty();
    }

    @Override
    public int bootstraps() {
      return 0;
    }

    @Override
    public Set<KeyPart> keyParts() {
      return KeyPart.FOR_LEVELLED;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.expand(this);
    }
  }

  /**
   * Evaluates a diagram: one GLWE wire for each of its outputs, in order.
   *
   * @param diagram the diagram
   * @param bits for each bit of the diagram the GGSW wire that it is; copied
   */
  record Evaluate(Diagram diagram, int[] bits) implements Node {
    public Evaluate {
      Objects.requireNonNull(diagram, "diagram");
      bits = bits.clone();
      requireModel(bits.length == diagram.bits(), "a diagram of " + diagram.bits() + " bits is given "
          + bits.length);
    }

    /** For each bit of the diagram the wire that it is, a copy. */
    @Override
    public int[] bits() {
      return bits.clone();
    }

    @Override
    public int width() {
      return diagram.outputs();
    }

    @Override
    public List<WireType> types(Parameters query, IntFunction<WireType> wires) {
      return match(new NodeTypes(query, wires));
    }

    @Override
    public IntStream reads() {
      return Arrays.stream(bits);
    }

    @Override
    public int bootstraps() {
      return 0;
    }

    /** What its bits were expanded with is all that it needs. */
    @Override
    public Set<KeyPart> keyParts() {
      return Set.of();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.evaluate(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Evaluate that && diagram.equals(that.diagram) && Arrays.equals(bits, that.bits);
    }

    @Override
    public int hashCode() {
      return 31 * diagram.hashCode() + Arrays.hashCode(bits);
    }
  }

  /**
   * Reads coefficients of GLWE wires by sample extraction: one LWE wire each, in order.
   *
   * @param wires the GLWE wire of each; copied
   * @param coefficients the coefficient of each, 0 to {@code N - 1}; copied
   */
  record SampleExtract(int[] wires, int[] coefficients) implements Node {
    public SampleExtract {
      wires = wires.clone();
      coefficients = coefficients.clone();
      requireModel(wires.length >= 1, "a sample extraction reads at least one coefficient");
      requireModel(wires.length == coefficients.length, wires.length + " wires have " + coefficients.length
          + " coefficients to extract");
    }

    /** The GLWE wire of each coefficient, a copy. */
    @Override
    public int[] wires() {
      return wires.clone();
    }

    /** The coefficients, a copy. */
    @Override
    public int[] coefficients() {
      return coefficients.clone();
    }

    @Override
    public int width() {
      return wires.length;
    }

    @Override
    public List<WireType> types(Parameters query, IntFunction<WireType> types) {
      return match(new NodeTypes(query, types));
    }

    @Override
    public IntStream reads() {
      return Arrays.stream(wires);
    }

    @Override
    public int bootstraps() {
      return 0;
    }

    @Override
    public Set<KeyPart> keyParts() {
      return Set.of();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.sampleExtract(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof SampleExtract that && Arrays.equals(wires, that.wires)
          && Arrays.equals(coefficients, that.coefficients);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(wires) + Arrays.hashCode(coefficients);
    }
  }

  private static void requireModel(boolean condition, String message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, message);
    }
  }
}
