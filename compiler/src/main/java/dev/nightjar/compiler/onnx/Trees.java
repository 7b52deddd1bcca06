package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/** Trees of the same shape with other features or leaves. */
final class Trees {
  private Trees() {
  }

  static Tree mapFeatures(Tree tree, IntUnaryOperator feature) {
    return map(tree, feature, UnaryOperator.identity());
  }

  static Tree mapLeaves(Tree tree, UnaryOperator<double[]> values) {
    return map(tree, f -> f, values);
  }

  private static Tree map(Tree tree, IntUnaryOperator feature, UnaryOperator<double[]> values) {
    if (tree instanceof Tree.Branch b) {
      return new Tree.Branch(feature.applyAsInt(b.feature()), b.threshold(), map(b.below(), feature, values),
          map(b.above(), feature, values), b.missingBelow());
    }
    if (tree instanceof Tree.Member m) {
      return new Tree.Member(feature.applyAsInt(m.feature()), m.values(), m.missingIn(), map(m.in(), feature, values),
          map(m.out(), feature, values));
    }
    return new Tree.Leaf(values.apply(((Tree.Leaf) tree).values()));
  }
}
