package dev.nightjar.api.graph;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void aTensorHoldsCopies() {
    float[] values = {1, 2};
    int[] shape = {2};
    Tensor tensor = Tensor.floats(shape, values);
    values[0] = 9;
    shape[0] = 7;
    tensor.floats()[0] = 9;
    tensor.shape()[0] = 7;
    assertThat(tensor.floats()).containsExactly(1, 2);
    assertThat(tensor).hasToString("float[2]").isEqualTo(Tensor.floats(new int[] {2}, 1, 2))
        .isNotEqualTo(Tensor.floats(new int[] {1, 2}, 1, 2)).isNotEqualTo(Tensor.doubles(new int[] {2}, 1, 2));
    assertThat(Tensor.floats(new int[0], Float.NaN)).isEqualTo(Tensor.floats(new int[0], Float.NaN));
  }

  @Test
  void elementsAreReadAsNumbers() {
    assertThat(Tensor.bools(new int[] {2}, true, false).number(0)).isEqualTo(1);
    assertThat(Tensor.longs(new int[] {1}, 7).number(0)).isEqualTo(7);
    assertRefused(ErrorCode.INVALID_MODEL, () -> Tensor.strings(new int[] {1}, "a").number(0), "a text is no number");
    assertRefused(ErrorCode.INVALID_MODEL, () -> Tensor.longs(new int[] {1}, 7).floats(), "int64 holds no float");
  }

  @Test
  void shapesThatNoTensorHasAreRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> Tensor.floats(new int[] {2}, 1), "has 2 elements, not 1");
    assertRefused(ErrorCode.INVALID_MODEL, () -> Tensor.floats(new int[] {-1}), "negative");
    assertRefused(ErrorCode.INVALID_MODEL, () -> Tensor.floats(new int[9]), "at most 8 dimensions, not 9");
    assertRefused(ErrorCode.INVALID_MODEL, () -> Tensor.floats(new int[] {1 << 16, 1 << 16}), "at most 4194304");
    assertRefused(ErrorCode.INVALID_MODEL, () -> Tensor.floats(new int[] {0, 1 << 30, 1 << 30}), "at most 4194304");
    assertRefused(ErrorCode.INVALID_MODEL, () -> Tensor.strings(new int[] {1}, "x".repeat(65537)), "not 65537");
  }
}
