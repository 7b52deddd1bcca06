package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a constant table that a feature chooses, as in naive Bayes over categories: a tree of that one feature, so
 * that the table stays on the server. A number outside of the table, which runtimes refuse, gives the nearest row.
 */
final class TableRules {
  private static final int MAX_ROWS = 1 << 12;

  private final Atoms atoms;

  TableRules(Atoms atoms) {
    this.atoms = atoms;
  }

  /** The output of a node that reads a table, or null when it does not. */
  Value apply(GraphNode node, List<Value> inputs, Tensor like) {
    if (node.operator() != Operator.GATHER && node.operator() != Operator.ARRAY_FEATURE_EXTRACTOR) {
      return null;
    }
    Value table = inputs.get(0);
    Value chosen = inputs.get(1);
    boolean feature = chosen.size() == 1 && chosen.type() == ElementType.INT64
        && chosen.elements()[0] instanceof Form f && f.taint() == Taint.NONE && f.size() == 1;
    int rows = rows(node, table.shape());
    if (!table.isConstant() || !feature || rows < 2 || rows > MAX_ROWS
        || like.type() != ElementType.FLOAT && like.type() != ElementType.DOUBLE) {
      return null;
    }
    Tree.Leaf[] leaves = new Tree.Leaf[rows];
    for (int r = 0; r < rows; r++) {
      long[] index = {r};
      Tensor row = Kernels.run(node, List.of(table.constant(), Tensor.longs(chosen.shape(), index))).get(0);
      double[] values = new double[row.size()];
      Arrays.setAll(values, row::number);
      leaves[r] = new Tree.Leaf(values);
    }
    TreeEnsemble model = new TreeEnsemble(1, new double[like.size()], List.of(tree(leaves, 0, rows - 1)),
        Task.regression());
    TreeNode tree = new TreeNode("the table that makes '" + node.outputs().get(0) + "'", model, chosen);
    Element[] out = new Element[like.size()];
    Arrays.setAll(out, s -> atoms.column(new Atom.Column(tree, s)));
    return Value.of(node.outputs().get(0), like.type(), like.shape(), out);
  }

  private static int rows(GraphNode node, int[] shape) {
    if (shape.length == 0) {
      return 0;
    }
    long axis = node.operator() == Operator.ARRAY_FEATURE_EXTRACTOR ? shape.length - 1
        : node.attributes().get("axis") instanceof Attribute.Int i ? i.value() : 0;
    return shape[(int) Math.floorMod(axis, (long) shape.length)];
  }

  private static Tree tree(Tree.Leaf[] leaves, int first, int last) {
    if (first == last) {
      return leaves[first];
    }
    int middle = (first + last) / 2;
    return new Tree.Branch(0, middle + 0.5, tree(leaves, first, middle), tree(leaves, middle + 1, last));
  }
}
