package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Probabilities of two classes of the probability r of the first, as LIBSVM and ONNX Runtime compute them: by the
 * iteration of Wu, Lin and Weng (2004, algorithm 2), which stops early. Its limit is r, from which what it gives is off
 * by up to 0.002. Two rounds are enough for every r.
 */
final class PairCoupling {
  private static final int ROUNDS = 2;

  /** What the iteration may be off when it stops: 0.005 over the number of classes. */
  private static final float EPSILON = 0.0025f;

  /** Least probability of a class. */
  private static final float LEAST = 1e-7f;

  private final String base;
  private final List<GraphNode> nodes = new ArrayList<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();
  private int made;

  /**
   * The nodes.
   *
   * @param base what the names of all values start with
   * @param first name of r
   * @param outputs name of the two probabilities to make
   */
  PairCoupling(String base, String first, String outputs) {
    this.base = base;
    String one = constant(1);
    String r = limited(first);
    String rest = node(Operator.SUB, one, r);
    String p = constant(0.5f);
    String q = p;
    for (int round = 0; round < ROUNDS; round++) {
      String error = off(r, rest, p, q);
      String square = node(Operator.MUL, error, error);
      String ofFirst = node(Operator.SUB, square, node(Operator.MUL, rest, error));
      String ofSecond = node(Operator.ADD, square, node(Operator.MUL, r, error));
      String largest = node(Operator.MAX, node(Operator.ABS, ofFirst), node(Operator.ABS, ofSecond));
      String goesOn = node(Operator.GREATER_OR_EQUAL, largest, constant(EPSILON));
      String step = node(Operator.DIV, ofFirst, node(Operator.MUL, rest, rest));
      String grown = node(Operator.ADD, one, step);
      String nextP = node(Operator.DIV, node(Operator.ADD, p, step), grown);
      String nextQ = node(Operator.DIV, q, grown);
      String left = off(r, rest, nextP, nextQ);
      String back = node(Operator.ADD, node(Operator.MUL, left, left), node(Operator.MUL, r, left));
      String stepBack = node(Operator.DIV, back, node(Operator.MUL, r, r));
      String grownBack = node(Operator.ADD, one, stepBack);
      String lastP = node(Operator.DIV, nextP, grownBack);
      String lastQ = node(Operator.DIV, node(Operator.ADD, nextQ, stepBack), grownBack);
      p = node(Operator.WHERE, goesOn, lastP, p);
      q = node(Operator.WHERE, goesOn, lastQ, q);
    }
    nodes.add(new GraphNode(Operator.CONCAT, List.of(p, q), List.of(outputs), ModelHeads.AXIS));
  }

  /** (1 - r) p - r q, which is 0 where p is r and q is the rest. */
  private String off(String r, String rest, String p, String q) {
    return node(Operator.SUB, node(Operator.MUL, rest, p), node(Operator.MUL, r, q));
  }

  private String limited(String first) {
    return node(Operator.MAX, constant(LEAST), node(Operator.MIN, constant(1 - LEAST), first));
  }

  private String node(Operator operator, String... inputs) {
    String name = base + "/coupled" + made++;
    nodes.add(GraphNode.of(operator, name, inputs));
    return name;
  }

  private String constant(float value) {
    String name = base + "/constant" + made++;
    constants.put(name, Tensor.floats(new int[] {1, 1}, value));
    return name;
  }

  /** The nodes, in an order of evaluation. */
  List<GraphNode> nodes() {
    return nodes;
  }

  /** The constants that they read. */
  Map<String, Tensor> constants() {
    return constants;
  }
}
