package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.graph.ElementType;
import org.junit.jupiter.api.Test;

class FormTest {
  private static Form atom(int id) {
    return Form.of(id, Taint.NONE, Chain.of(id, ElementType.FLOAT));
  }

  @Test
  void termsThatCancelAreLeftOut() {
    Form.Sum sum = new Form.Sum(3);
    Form form = sum.add(2, atom(2)).add(1, atom(0)).add(-2, atom(2)).add(1, Form.constant(7)).take();
    assertThat(form.size()).isEqualTo(1);
    assertThat(form.atom(0)).isZero();
    assertThat(form.offset()).isEqualTo(7);
    assertThat(sum.take().size()).as("the next sum").isZero();
  }

  @Test
  void theStrongestTaintOfASumStays() {
    Form map = atom(0).tainted(Taint.MAP);
    assertThat(new Form.Sum(2).add(1, map).add(1, atom(1).tainted(Taint.MODEL)).take().taint()).isEqualTo(Taint.MODEL);
    assertThat(map.affine(2, 1).taint()).isEqualTo(Taint.MAP);
  }

  @Test
  void aConstantOfAModelIsNoConstantOfTheFile() {
    assertThat(Form.constant(1).isConstant()).isTrue();
    assertThat(Form.constant(1).tainted(Taint.MODEL).isConstant()).isFalse();
  }

  @Test
  void stepsFollowTheChainAsTheirTypeRounds() {
    Form scaled = Rounding.times(ElementType.FLOAT, Rounding.plus(ElementType.FLOAT, atom(0), 1, 0.1f), -3);
    assertThat(scaled.weight(0)).isEqualTo(-3);
    assertThat(scaled.chain().falling()).isTrue();
    assertThat(scaled.chain().apply(0.7f)).isEqualTo((0.7f + 0.1f) * -3f);
    assertThat(Rounding.times(ElementType.FLOAT, scaled, 0).chain()).as("a constant has none").isNull();
  }
}
