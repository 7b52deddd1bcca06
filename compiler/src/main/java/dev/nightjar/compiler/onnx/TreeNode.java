package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tree model of the graph: what it computes, and of what. Its columns are its scores; one of a single tree may get
 * more, functions of the leaf that is reached. Equal to itself alone. Not thread-safe.
 */
final class TreeNode {
  /** Most leaves of a tree that functions are computed of. */
  private static final int MAX_LEAVES = 1 << 16;

  /** How far a column may be from an affine function of another, in relation to it: roundings of double precision. */
  private static final double TOLERANCE = 1e-12;

  private final String described;
  private final TreeEnsemble model;
  private final Value input;
  private final Map<double[], Integer> leaves = new IdentityHashMap<>();
  private final List<double[]> values = new ArrayList<>();
  private final List<double[]> added = new ArrayList<>();

  TreeNode(String described, TreeEnsemble model, Value input) {
    this.described = described;
    this.model = model;
    this.input = input;
    if (model.trees().size() == 1) {
      number(model.trees().get(0));
    }
  }

  private void number(Tree root) {
    Deque<Tree> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Tree tree = open.pop();
      if (tree instanceof Tree.Branch b) {
        open.push(b.above());
        open.push(b.below());
      } else if (tree instanceof Tree.Member m) {
        open.push(m.out());
        open.push(m.in());
      } else if (leaves.putIfAbsent(((Tree.Leaf) tree).values(), values.size()) == null) {
        values.add(((Tree.Leaf) tree).values());
      }
    }
  }

  /** What messages call it. */
  String described() {
    return described;
  }

  /** The trees over the elements of the input. */
  TreeEnsemble model() {
    return model;
  }

  /** What they read. */
  Value input() {
    return input;
  }

  /** Whether it is one tree, of whose leaves functions can be computed. */
  boolean folds() {
    return !values.isEmpty() && values.size() <= MAX_LEAVES;
  }

  /** Number of leaves of one tree. */
  int leaves() {
    return values.size();
  }

  /** Number of columns. */
  int columns() {
    return model.base().length + added.size();
  }

  /** A function of the leaf as a form: of a column that it is an affine function of, else of a new one. */
  Form form(double[] ofLeaves, Atoms atoms) {
    int first = 0;
    int other = 0;
    while (other < ofLeaves.length && ofLeaves[other] == ofLeaves[first]) {
      other++;
    }
    if (other == ofLeaves.length) {
      return Form.constant(ofLeaves[first]).tainted(Taint.MODEL);
    }
    for (int c = 0; c < columns(); c++) {
      double range = number(c, other) - number(c, first);
      double factor = (ofLeaves[other] - ofLeaves[first]) / range;
      double shift = ofLeaves[first] - factor * number(c, first);
      if (range != 0 && isAffine(c, factor, shift, ofLeaves)) {
        return atoms.column(new Atom.Column(this, c)).affine(factor, shift);
      }
    }
    added.add(ofLeaves);
    return atoms.column(new Atom.Column(this, columns() - 1));
  }

  private boolean isAffine(int column, double factor, double shift, double[] ofLeaves) {
    for (int leaf = 0; leaf < ofLeaves.length; leaf++) {
      double value = factor * number(column, leaf) + shift;
      // What is no number, as the logarithm of a share of 0, is no affine function of anything.
      if (!(Math.abs(value - ofLeaves[leaf]) <= TOLERANCE * (Math.abs(ofLeaves[leaf]) + Math.abs(shift)))) {
        return false;
      }
    }
    return true;
  }

  /** An element that depends on nothing but the leaf, in that leaf. */
  double number(Element element, int leaf, Atoms atoms) {
    if (element instanceof LeafFunction function) {
      return function.values().number(leaf, function.index());
    }
    Form form = (Form) element;
    double sum = form.offset();
    for (int t = 0; t < form.size(); t++) {
      sum += form.weight(t) * number(((Atom.Column) atoms.get(form.atom(t))).index(), leaf);
    }
    return sum;
  }

  private double number(int column, int leaf) {
    int own = model.base().length;
    return column < own ? model.base()[column] + values.get(leaf)[column] : added.get(column - own)[leaf];
  }

  /** All columns of a leaf, by the values that it has in the model; without the base of the model. */
  double[] columns(double[] leafValues) {
    double[] all = Arrays.copyOf(leafValues, columns());
    for (int c = 0; c < added.size(); c++) {
      all[leafValues.length + c] = added.get(c)[leaves.get(leafValues)];
    }
    return all;
  }
}
