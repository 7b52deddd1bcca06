package dev.nightjar.api.cost;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * The work of one inference, counted. Immutable.
 *
 * @param parameters parameter set of everything that is counted
 * @param ciphertexts GLWE ciphertexts of a query
 * @param rows integer combinations that are computed, of coefficients or of wires
 * @param terms summands of all of them
 * @param bootstraps bootstraps of each batch, in order; none when nothing is bootstrapped
 * @param slots slots of the query that are expanded; 0 when there are none
 * @param externalProducts external products of ciphertexts that are not trivial
 * @param trivialProducts external products of trivial ciphertexts
 * @param chainedProducts external products on the longest path of all diagrams, which follow one another
 * @param outputs ciphertexts or coefficients of an answer
 * @param hidden whether each output is hidden, see {@link dev.nightjar.api.circuit.AnswerHiding}
 */
public record CircuitCost(Parameters parameters, int ciphertexts, long rows, long terms, List<Integer> bootstraps,
    long slots, long externalProducts, long trivialProducts, long chainedProducts, int outputs, boolean hidden) {

  /** Takes a list of its own. */
  public CircuitCost {
    bootstraps = List.copyOf(bootstraps);
  }

  /** The work of a circuit. */
  public static CircuitCost of(Circuit circuit) {
    Count count = new Count(circuit);
    circuit.nodes().forEach(node -> node.match(count));
    return new CircuitCost(circuit.parameters(), circuit.inputs() + circuit.zeros(), count.rows, count.terms,
        count.bootstraps, count.slots, count.externalProducts, count.trivialProducts, count.chainedProducts,
        circuit.outputs().length, circuit.hiding().isPresent());
  }

  /** The work of each node of a circuit alone, in order: without the query, and without hiding the answer. */
  public static List<CircuitCost> ofNodes(Circuit circuit) {
    List<CircuitCost> costs = new ArrayList<>();
    for (Node node : circuit.nodes()) {
      Count count = new Count(circuit);
      node.match(count);
      costs.add(new CircuitCost(circuit.parameters(), 0, count.rows, count.terms, count.bootstraps, count.slots,
          count.externalProducts, count.trivialProducts, count.chainedProducts, 0, false));
    }
    return List.copyOf(costs);
  }

  /** The work that every inference of such a query and answer has, without that of any node. */
  public CircuitCost withoutNodes() {
    return new CircuitCost(parameters, ciphertexts, 0, 0, List.of(), 0, 0, 0, 0, outputs, hidden);
  }

  /** Bootstraps of all batches. */
  public long allBootstraps() {
    return bootstraps.stream().mapToLong(Integer::longValue).sum();
  }

  /** Adds node to node. */
  private static final class Count implements Node.Cases<Void> {
    private final Circuit circuit;
    private final List<Integer> bootstraps = new ArrayList<>();
    private long rows;
    private long terms;
    private long slots;
    private long externalProducts;
    private long trivialProducts;
    private long chainedProducts;

    Count(Circuit circuit) {
      this.circuit = circuit;
    }

    private Void map(SparseMap map) {
      rows += map.rows();
      terms += map.terms();
      return null;
    }

    @Override
    public Void extract(Node.Extract node) {
      return map(node.map());
    }

    @Override
    public Void linear(Node.Linear node) {
      return map(node.map());
    }

    @Override
    public Void lookup(Node.Lookup node) {
      bootstraps.add(node.count());
      return null;
    }

    @Override
    public Void expand(Node.Expand node) {
      slots += circuit.parameters().levelled().map(l -> (long) node.bits() * l.mask().level()).orElse(0L);
      return null;
    }

    @Override
    public Void evaluate(Node.Evaluate node) {
      externalProducts += node.diagram().externalProducts();
      trivialProducts += node.diagram().trivialProducts();
      chainedProducts += longestPath(node.diagram());
      return null;
    }

    @Override
    public Void sampleExtract(Node.SampleExtract node) {
      return null;
    }

    /** Steps read earlier ones alone, so that one pass finds the longest path. */
    private static int longestPath(Diagram diagram) {
      int[] depth = new int[diagram.steps()];
      int longest = 0;
      for (int i = 0; i < depth.length; i++) {
        depth[i] = switch (diagram.kind(i)) {
          case CONSTANT -> 0;
          case SELECT -> Math.max(depth[diagram.first(i)], depth[diagram.second(i)]) + 1;
          case ROTATE -> depth[diagram.first(i)] + 1;
          case SHIFT -> depth[diagram.first(i)];
          case SUM -> deepestTerm(diagram, i, depth);
        };
        depth[i] -= diagram.isTrivialProduct(i) ? 1 : 0;
        longest = Math.max(longest, depth[i]);
      }
      return longest;
    }

    private static int deepestTerm(Diagram diagram, int sum, int[] depth) {
      int deepest = 0;
      for (int t = 0; t < diagram.terms(sum); t++) {
        deepest = Math.max(deepest, depth[diagram.term(sum, t)]);
      }
      return deepest;
    }
  }
}
