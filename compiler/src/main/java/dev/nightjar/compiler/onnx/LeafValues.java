package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * An output of a node for each leaf that a tree can reach, computed when it is first asked for: most are never needed.
 * Not thread-safe.
 */
final class LeafValues {
  /** Operators that compute each element of its own, so that rows for several leaves can be computed at once. */
  private static final Set<Operator> ELEMENTWISE = EnumSet.of(Operator.ADD, Operator.SUB, Operator.MUL, Operator.DIV,
      Operator.SUM, Operator.MIN, Operator.MAX, Operator.NEG, Operator.ABS, Operator.EXP, Operator.LOG, Operator.SQRT,
      Operator.POW, Operator.SIGMOID, Operator.CAST, Operator.CLIP, Operator.WHERE, Operator.EQUAL, Operator.GREATER,
      Operator.GREATER_OR_EQUAL, Operator.LESS, Operator.LESS_OR_EQUAL, Operator.AND, Operator.OR, Operator.NOT,
      Operator.LABEL_ENCODER);

  private final TreeNode tree;
  private final Atoms atoms;
  private final GraphNode node;
  private final List<Value> inputs;
  private final int output;
  private final int[] shape;
  private Tensor[] rows;

  /**
   * An output of a node all of whose inputs are constant or functions of a tree's leaf.
   *
   * @param output index of the output
   * @param shape of the output for one row
   */
  LeafValues(TreeNode tree, Atoms atoms, GraphNode node, List<Value> inputs, int output, int[] shape) {
    this.tree = tree;
    this.atoms = atoms;
    this.node = node;
    this.inputs = inputs;
    this.output = output;
    this.shape = shape;
  }

  /** An element as a number. */
  double number(int leaf, int index) {
    if (rows == null) {
      rows = compute();
    }
    return rows.length == 1 && tree.leaves() > 1 ? rows[0].number(leaf * Elements.size(shape) + index)
        : rows[leaf].number(index);
  }

  /** One tensor for each leaf, or one for all leaves, row by row. */
  private Tensor[] compute() {
    if (ELEMENTWISE.contains(node.operator()) && stacks(shape) && inputs.stream().allMatch(this::stacks)) {
      Tensor all = Kernels.run(node, rows(0, tree.leaves())).get(output);
      int[] wanted = shape.clone();
      wanted[0] = tree.leaves();
      if (Arrays.equals(all.shape(), wanted)) {
        return new Tensor[] {all};
      }
    }
    Tensor[] each = new Tensor[tree.leaves()];
    for (int leaf = 0; leaf < each.length; leaf++) {
      each[leaf] = Kernels.run(node, rows(leaf, 1)).get(output);
    }
    return each;
  }

  private static boolean stacks(int[] shape) {
    return shape.length > 0 && shape[0] == 1;
  }

  private boolean stacks(Value input) {
    return input == null || (input.isConstant() ? input.shape().length < shape.length || stacks(input.shape())
        : input.shape().length == shape.length && stacks(input.shape()));
  }

  private List<Tensor> rows(int firstLeaf, int leaves) {
    List<Tensor> rows = new ArrayList<>();
    for (Value input : inputs) {
      rows.add(input == null ? null : input.isConstant() ? input.constant() : row(input, firstLeaf, leaves));
    }
    return rows;
  }

  private Tensor row(Value input, int firstLeaf, int leaves) {
    int[] dims = input.shape();
    if (leaves > 1) {
      dims = dims.clone();
      dims[0] = leaves;
    }
    double[] numbers = new double[leaves * input.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = tree.number(input.elements()[i % input.size()], firstLeaf + i / input.size(), atoms);
    }
    return Kernels.tensor(input.type(), dims, numbers);
  }
}
