package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Operators on what a single tree gives: their results are functions of the leaf that is reached. */
final class LeafRules {
  private final Atoms atoms;

  LeafRules(Atoms atoms) {
    this.atoms = atoms;
  }

  /** The outputs of a node whose inputs are all functions of one tree's leaf, or null when they are not. */
  List<Value> apply(GraphNode node, List<Value> inputs, List<Tensor> shapes) {
    TreeNode tree = null;
    for (Value input : inputs) {
      if (input != null && !input.isConstant()) {
        for (Element element : input.elements()) {
          TreeNode own = treeOf(element);
          boolean constant = element instanceof Form f && f.size() == 0;
          if (!constant && (own == null || tree != null && own != tree)) {
            return null;
          }
          tree = constant ? tree : own;
        }
      }
    }
    return tree == null || !tree.folds() ? null : outputs(tree, node, inputs, shapes);
  }

  /** The one tree whose leaf decides an element, or null. */
  private TreeNode treeOf(Element element) {
    if (element instanceof LeafFunction leaf) {
      return leaf.tree();
    }
    TreeNode tree = null;
    if (element instanceof Form form) {
      for (int t = 0; t < form.size(); t++) {
        if (!(atoms.get(form.atom(t)) instanceof Atom.Column column) || tree != null && tree != column.model()) {
          return null;
        }
        tree = column.model();
      }
    }
    return tree;
  }

  private List<Value> outputs(TreeNode tree, GraphNode node, List<Value> inputs, List<Tensor> shapes) {
    List<Value> outputs = new ArrayList<>();
    for (int o = 0; o < shapes.size(); o++) {
      Tensor like = shapes.get(o);
      if (like != null && like.type() == ElementType.STRING) {
        return null;
      }
      outputs.add(like == null ? null : output(tree, node, inputs, o, like));
    }
    return outputs;
  }

  private Value output(TreeNode tree, GraphNode node, List<Value> inputs, int output, Tensor like) {
    LeafValues values = new LeafValues(tree, atoms, node, inputs, output, like.shape());
    Element[] elements = new Element[like.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = new LeafFunction(tree, values, i);
    }
    return Value.of(node.outputs().get(output), like.type(), like.shape(), elements);
  }

  /** Values with forms for functions of leaves; null when there are no such functions, or others than forms remain. */
  List<Value> forms(List<Value> values) {
    boolean any = false;
    for (Value value : values) {
      if (value != null) {
        for (Element element : value.elements()) {
          any |= element instanceof LeafFunction;
          if ((element instanceof Opaque || element instanceof Behind) && !value.isConstant()) {
            return null;
          }
        }
      }
    }
    if (!any) {
      return null;
    }
    List<Value> forms = new ArrayList<>();
    values.forEach(value -> forms.add(value == null || value.isConstant() ? value : form(value)));
    return forms;
  }

  private Value form(Value value) {
    Element[] elements = value.elements().clone();
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] instanceof LeafFunction leaf) {
        elements[i] = leaf.form(atoms);
      }
    }
    return Value.of(value.name(), value.type(), value.shape(), elements);
  }
}
