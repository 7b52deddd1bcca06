package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.compiler.onnx.network.Places;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/**
 * Operators that are monotone in one element and have a result for every number: they prolong the chain of a feature,
 * and so fold into thresholds. Logarithms and roots are none of them, as they have no result for negative numbers.
 */
final class MonotoneRules {
  private static final Set<Operator> RISING = EnumSet.of(Operator.EXP, Operator.SIGMOID, Operator.TANH, Operator.RELU,
      Operator.CLIP, Operator.FLOOR, Operator.CEIL, Operator.ROUND, Operator.SIGN, Operator.SOFTPLUS, Operator.ERF,
      Operator.BINARIZER, Operator.MIN, Operator.MAX);
  private static final Set<Operator> ABOVE = EnumSet.of(Operator.GREATER, Operator.GREATER_OR_EQUAL);
  private static final Set<Operator> BELOW = EnumSet.of(Operator.LESS, Operator.LESS_OR_EQUAL);

  private MonotoneRules() {
  }

  /**
   * The chain of an output's element, or null when there is none.
   *
   * @param element index of the element, the same in the output and in the input that is not constant
   */
  static Chain chain(GraphNode node, List<Value> inputs, Value output, int element) {
    int varying = varying(inputs);
    boolean above = ABOVE.contains(node.operator());
    boolean below = BELOW.contains(node.operator());
    if (varying < 0 || !above && !below && !RISING.contains(node.operator())) {
      return null;
    }
    Value in = inputs.get(varying);
    Chain before = in.size() == output.size() && in.elements()[element] instanceof Form f ? f.chain() : null;
    boolean falls = varying == 0 ? below : above;
    return before == null ? null : before.then(step(node, inputs, varying, output.shape(), element), falls);
  }

  /** The only input that depends on the row, or -1. */
  private static int varying(List<Value> inputs) {
    int varying = -1;
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i) != null && !inputs.get(i).isConstant()) {
        if (varying >= 0) {
          return -1;
        }
        varying = i;
      }
    }
    return varying;
  }

  /** The client's own evaluator on one number. */
  private static DoubleUnaryOperator step(GraphNode node, List<Value> inputs, int varying, int[] shape, int element) {
    List<Tensor> row = new ArrayList<>();
    for (Value v : inputs) {
      row.add(v == null || !v.isConstant() ? null : v.size() == 1 ? v.constant()
          : single(v.type(), v.form(source(v.shape(), shape, element)).offset()));
    }
    ElementType type = inputs.get(varying).type();
    return x -> {
      row.set(varying, single(type, x));
      return Kernels.run(node, row).get(0).number(0);
    };
  }

  private static int source(int[] constant, int[] shape, int element) {
    return Arrays.equals(constant, shape) ? element : Places.repeated(constant, shape)[element];
  }

  private static Tensor single(ElementType type, double x) {
    int[] shape = {1, 1};
    return switch (type) {
      case FLOAT -> Tensor.floats(shape, (float) x);
      case DOUBLE -> Tensor.doubles(shape, x);
      case INT64 -> Tensor.longs(shape, (long) x);
      default -> Tensor.bools(shape, x != 0);
    };
  }
}
