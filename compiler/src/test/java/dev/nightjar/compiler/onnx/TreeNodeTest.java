package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeNodeTest {
  private static final Tree TREE = new Tree.Branch(0, 0.5, new Tree.Leaf(new double[] {1}),
      new Tree.Branch(0, 1.5, new Tree.Leaf(new double[] {2}), new Tree.Leaf(new double[] {4})));

  private final Atoms atoms = new Atoms();
  private final TreeNode node = new TreeNode("trees",
      new TreeEnsemble(1, new double[1], List.of(TREE), Task.regression()),
      Value.of("x", ElementType.FLOAT, new int[] {1, 1}, new Element[0]));

  @Test
  void anAffineFunctionOfAColumnTakesNoColumnOfItsOwn() {
    Form form = node.form(new double[] {10, 30, 70}, atoms);
    assertThat(node.columns()).isEqualTo(1);
    assertThat(form.weight(0)).isEqualTo(20);
    assertThat(form.offset()).isEqualTo(-10);
  }

  /** The logarithm of a share of 0 is one: a line through it would have no number for a slope. */
  @Test
  void aFunctionThatIsInfiniteSomewhereIsAColumnOfItsOwn() {
    Form form = node.form(new double[] {0, Double.NEGATIVE_INFINITY, 3}, atoms);
    assertThat(node.columns()).isEqualTo(2);
    assertThat(form.isAtom()).isTrue();
  }
}
