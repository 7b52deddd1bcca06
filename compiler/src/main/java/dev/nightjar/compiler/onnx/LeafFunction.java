package dev.nightjar.compiler.onnx;

/**
 * An element that is a function of the leaf which one tree reaches, whatever operators compute it: it folds into the
 * values of that tree's leaves where it is added to something else.
 *
 * @param tree the tree
 * @param values the value that this is an element of, for each leaf
 * @param index index of the element
 */
record LeafFunction(TreeNode tree, LeafValues values, int index) implements Element {
  /** The same as a form: a column of the tree. */
  Form form(Atoms atoms) {
    double[] column = new double[tree.leaves()];
    for (int leaf = 0; leaf < column.length; leaf++) {
      column[leaf] = values.number(leaf, index);
    }
    return tree.form(column, atoms);
  }
}
