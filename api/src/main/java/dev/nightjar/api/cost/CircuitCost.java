package dev.nightjar.api.cost;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The work of one inference, counted. Immutable.
 *
 * @param parameters parameter set of everything that is counted
 * @param ciphertexts GLWE ciphertexts of a query
 * @param rows integer combinations that are computed, of coefficients or of wires
 * @param terms summands of all of them
 * @param bootstraps bootstraps of each batch, in order; none when nothing is bootstrapped
 * @param levelled expansion and diagrams; {@link LevelledWork#NONE} when there are none
 * @param outputs ciphertexts or coefficients of an answer
 * @param masks of an answer: fewer than outputs where these share them
 * @param zeros ciphertexts of the query, counted among them, that encrypt zero and hide the answer, see
 *     {@link dev.nightjar.api.circuit.AnswerHiding}; 0 where it is not hidden
 */
public record CircuitCost(Parameters parameters, int ciphertexts, long rows, long terms, List<Integer> bootstraps,
    LevelledWork levelled, int outputs, int masks, int zeros) {

  /** Takes a list of its own. */
  public CircuitCost {
    bootstraps = List.copyOf(bootstraps);
    Objects.requireNonNull(levelled, "levelled");
  }

  /** The work of batches of bootstraps, on a query of one ciphertext and for an answer of one. */
  public static CircuitCost ofBootstraps(Parameters parameters, List<Integer> bootstraps) {
    return new CircuitCost(parameters, 1, 0, 0, bootstraps, LevelledWork.NONE, 1, 1, 0);
  }

  /** The work of a circuit. */
  public static CircuitCost of(Circuit circuit) {
    Count count = new Count(circuit);
    circuit.nodes().forEach(node -> node.match(count));
    int outputs = circuit.outputs().length;
    return new CircuitCost(circuit.parameters(), circuit.inputs() + circuit.zeros(), count.rows, count.terms,
        count.bootstraps, count.levelled, outputs, circuit.packing().map(AnswerPacking::ciphertexts).orElse(outputs),
        circuit.zeros());
  }

  /** The work of each node of a circuit alone, in order: without the query, and without hiding the answer. */
  public static List<CircuitCost> ofNodes(Circuit circuit) {
    List<CircuitCost> costs = new ArrayList<>();
    for (Node node : circuit.nodes()) {
      Count count = new Count(circuit);
      node.match(count);
      costs.add(new CircuitCost(circuit.parameters(), 0, count.rows, count.terms, count.bootstraps, count.levelled,
          0, 0, 0));
    }
    return List.copyOf(costs);
  }

  /** The work that every inference of such a query and answer has, without that of any node. */
  public CircuitCost withoutNodes() {
    return new CircuitCost(parameters, ciphertexts, 0, 0, List.of(), LevelledWork.NONE, outputs, masks, zeros);
  }

  /** Words of an answer: masks, and one for each output. */
  public long answerWords() {
    return (long) masks * parameters.bigLweDimension() + outputs;
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
    private LevelledWork levelled = LevelledWork.NONE;

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
      levelled = levelled.plus(LevelledWork.expansion(
          circuit.parameters().levelled().map(l -> (long) node.bits() * l.mask().level()).orElse(0L)));
      return null;
    }

    @Override
    public Void evaluate(Node.Evaluate node) {
      levelled = levelled.plus(LevelledWork.of(node.diagram()));
      return null;
    }

    @Override
    public Void sampleExtract(Node.SampleExtract node) {
      return null;
    }
  }
}
