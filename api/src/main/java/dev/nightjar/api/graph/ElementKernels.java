package dev.nightjar.api.graph;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/** Functions of single elements. */
final class ElementKernels {
  private static final int HARD = 16;

  private ElementKernels() {
  }

  /** A function of floating point numbers, and of integers where there is one for them. */
  static Operator.Planner function(DoubleUnaryOperator real, LongUnaryOperator integer) {
    return node -> {
      node.takes(1, 1, 1);
      ElementType type = node.type(0);
      node.require(type == ElementType.FLOAT || type == ElementType.DOUBLE
          || type == ElementType.INT64 && integer != null, "does not take " + type.text());
      return Plan.of(type, node.shape(0), (long) HARD * node.size(0), in -> Elements.map(in[0], real, integer));
    };
  }

  static Operator.Planner function(DoubleUnaryOperator real) {
    return function(real, null);
  }

  static double sign(double x) {
    return x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x;
  }

  static double relu(double x) {
    return x > 0 || Double.isNaN(x) ? x : 0;
  }

  /** Limits a range; a bound that is left out is the last finite number. */
  static Plan clip(NodeView node) {
    node.takes(1, 3, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64);
    ElementType type = node.type(0);
    double limit = type == ElementType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
    double least = node.hasAttribute("min") ? node.number("min", 0) : -limit;
    double most = node.hasAttribute("max") ? node.number("max", 0) : limit;
    for (int i = 1; i < node.inputs(); i++) {
      node.require(!node.has(i) || node.type(i) == type && node.size(i) == 1, "takes one " + type.text()
          + " as a bound");
    }
    boolean attributes = node.hasAttribute("min") || node.hasAttribute("max");
    node.require(!attributes || node.inputs() == 1 && type != ElementType.INT64,
        "has bounds as attributes and as inputs");
    return Plan.of(type, node.shape(0), node.size(0), in -> {
      Tensor low = in.length > 1 ? in[1] : null;
      Tensor high = in.length > 2 ? in[2] : null;
      if (type == ElementType.INT64) {
        long from = low == null ? Long.MIN_VALUE : low.l()[0];
        long to = high == null ? Long.MAX_VALUE : high.l()[0];
        return Elements.map(in[0], null, x -> Math.min(Math.max(x, from), to));
      }
      double from = low == null ? least : low.number(0);
      double to = high == null ? most : high.number(0);
      return Elements.map(in[0], x -> x < from ? Math.min(from, to) : x > to ? to : x, null);
    });
  }

  static Plan not(NodeView node) {
    node.takes(1, 1, 1).typed(0, ElementType.BOOL);
    return test(node, (in, i) -> !in.b()[i]);
  }

  static Plan isNaN(NodeView node) {
    node.takes(1, 1, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE);
    return test(node, (in, i) -> Double.isNaN(in.number(i)));
  }

  static Plan isInf(NodeView node) {
    node.takes(1, 1, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE);
    boolean negative = node.flag("detect_negative", true);
    boolean positive = node.flag("detect_positive", true);
    return test(node, (in, i) -> positive && in.number(i) == Double.POSITIVE_INFINITY
        || negative && in.number(i) == Double.NEGATIVE_INFINITY);
  }

  private interface Test {
    boolean of(Tensor in, int i);
  }

  private static Plan test(NodeView node, Test test) {
    int size = node.size(0);
    return Plan.of(ElementType.BOOL, node.shape(0), size, in -> {
      boolean[] out = new boolean[size];
      for (int i = 0; i < size; i++) {
        out[i] = test.of(in[0], i);
      }
      return out;
    });
  }
}
