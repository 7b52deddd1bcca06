package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.network.Activation;
import dev.nightjar.api.network.RealOperation;
import java.util.EnumMap;
import java.util.Map;

/** Functions of single elements, and of several elements that are functions of one form. */
final class ElementRules {
  private static final Activation X = Activation.input();
  private static final Map<Operator, RealOperation> UNARY = new EnumMap<>(Map.ofEntries(
      Map.entry(Operator.ABS, RealOperation.ABS), Map.entry(Operator.EXP, RealOperation.EXP),
      Map.entry(Operator.LOG, RealOperation.LOG), Map.entry(Operator.SQRT, RealOperation.SQRT),
      Map.entry(Operator.SIN, RealOperation.SIN), Map.entry(Operator.COS, RealOperation.COS),
      Map.entry(Operator.TANH, RealOperation.TANH), Map.entry(Operator.SIGMOID, RealOperation.SIGMOID),
      Map.entry(Operator.SOFTPLUS, RealOperation.SOFTPLUS), Map.entry(Operator.ERF, RealOperation.ERF),
      Map.entry(Operator.SIGN, RealOperation.SIGN), Map.entry(Operator.ROUND, RealOperation.ROUND),
      Map.entry(Operator.FLOOR, RealOperation.FLOOR), Map.entry(Operator.CEIL, RealOperation.CEIL)));
  private static final Map<Operator, RealOperation> BINARY = new EnumMap<>(Map.of(Operator.MUL, RealOperation.MUL,
      Operator.DIV, RealOperation.DIV, Operator.POW, RealOperation.POW, Operator.LESS, RealOperation.LESS,
      Operator.LESS_OR_EQUAL, RealOperation.LESS_OR_EQUAL, Operator.EQUAL, RealOperation.EQUAL,
      Operator.AND, RealOperation.MUL));

  private final PairRules pairs;
  private final LinearRules linear;

  ElementRules(PairRules pairs, LinearRules linear) {
    this.pairs = pairs;
    this.linear = linear;
  }

  /** The output of a node, or null when it is none of this class. */
  Form[] apply(NodeInputs node) {
    Operator operator = node.operator();
    if (UNARY.containsKey(operator)) {
      return each(node, Activation.of(UNARY.get(operator), X));
    }
    if (BINARY.containsKey(operator)) {
      return binary(node, BINARY.get(operator), 0, 1);
    }
    return switch (operator) {
      case RELU -> each(node, Activation.relu());
      case RECIPROCAL -> each(node, Activation.of(RealOperation.DIV, Activation.constant(1), X));
      case CLIP -> each(node, clip(node));
      case CAST -> cast(node);
      case BINARIZER -> each(node, Activation.of(RealOperation.LESS, Activation.constant(node.real("threshold", 0)),
          X));
      case GREATER -> binary(node, RealOperation.LESS, 1, 0);
      case GREATER_OR_EQUAL -> binary(node, RealOperation.LESS_OR_EQUAL, 1, 0);
      case MIN, MAX, OR -> extremes(node, operator == Operator.MIN ? RealOperation.MIN : RealOperation.MAX);
      case WHERE -> where(node);
      default -> null;
    };
  }

  private Form[] each(NodeInputs node, Activation f) {
    Form[] out = new Form[node.in(0).size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = pairs.function(node.in(0).forms()[i], f, node.origin());
    }
    return out;
  }

  private static Activation clip(NodeInputs node) {
    double least = node.has(1) ? node.constant(1, "bounds")[0] : node.real("min", Double.NEGATIVE_INFINITY);
    double most = node.has(2) ? node.constant(2, "bounds")[0] : node.real("max", Double.POSITIVE_INFINITY);
    Activation low = least <= -Float.MAX_VALUE ? X : Activation.of(RealOperation.MAX, X, Activation.constant(least));
    return most >= Float.MAX_VALUE ? low : Activation.of(RealOperation.MIN, low, Activation.constant(most));
  }

  private Form[] cast(NodeInputs node) {
    ElementType from = node.types().get(0);
    if (from == ElementType.STRING || node.type() == ElementType.STRING) {
      throw NodeInputs.refused("makes texts of numbers, or numbers of texts");
    }
    boolean whole = from == ElementType.INT64 || from == ElementType.BOOL;
    if (node.type() == ElementType.BOOL && from != ElementType.BOOL) {
      Activation zero = Activation.of(RealOperation.EQUAL, X, Activation.constant(0));
      return each(node, Activation.of(RealOperation.SUB, Activation.constant(1), zero));
    }
    if (node.type() == ElementType.INT64 && !whole) {
      return each(node, Activation.of(RealOperation.MUL, Activation.of(RealOperation.SIGN, X),
          Activation.of(RealOperation.FLOOR, Activation.of(RealOperation.ABS, X))));
    }
    return node.in(0).forms();
  }

  private Form[] binary(NodeInputs node, RealOperation operation, int first, int second) {
    boolean integers = operation == RealOperation.DIV && node.type() == ElementType.INT64;
    if (integers) {
      throw NodeInputs.refused("divides integers");
    }
    Form[] a = node.repeated(first);
    Form[] b = node.repeated(second);
    for (int i = 0; i < a.length; i++) {
      boolean scales = operation == RealOperation.MUL && (a[i].isConstant() || b[i].isConstant())
          || operation == RealOperation.DIV && b[i].isConstant() && b[i].bias() != 0;
      a[i] = !scales ? pairs.of(operation, a[i], b[i], node.origin())
          : operation == RealOperation.DIV ? linear.scaled(a[i], 1 / b[i].bias())
          : a[i].isConstant() ? linear.scaled(b[i], a[i].bias()) : linear.scaled(a[i], b[i].bias());
    }
    return a;
  }

  private Form[] extremes(NodeInputs node, RealOperation operation) {
    Form[] out = node.repeated(0);
    for (int n = 1; n < node.cells().size(); n++) {
      Form[] other = node.repeated(n);
      for (int i = 0; i < out.length; i++) {
        out[i] = pairs.extreme(operation, out[i], other[i], node.origin());
      }
    }
    return out;
  }

  /** {@code c a + (1 - c) b} of a truth value c. */
  private Form[] where(NodeInputs node) {
    Form[] c = node.repeated(0);
    Form[] a = node.repeated(1);
    Form[] b = node.repeated(2);
    for (int i = 0; i < c.length; i++) {
      if (c[i].isConstant()) {
        c[i] = c[i].bias() != 0 ? a[i] : b[i];
      } else {
        Form not = linear.sum(-1, c[i], 0, c[i], 1);
        Form then = pairs.of(RealOperation.WHEN, c[i], a[i], node.origin());
        Form otherwise = pairs.of(RealOperation.WHEN, not, b[i], node.origin());
        c[i] = pairs.joined(linear.sum(1, then, 1, otherwise, 0), node.origin());
      }
    }
    return c;
  }
}
