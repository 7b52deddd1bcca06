package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models that give every row the same, as libraries export them. */
class ConstantOnnxTest {
  private static void refused(ModelProto.Builder model, String... words) {
    assertThatThrownBy(() -> Onnx.pipeline(model)).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll(words).hasMessageContaining("nothing to encrypt")
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.INVALID_MODEL);
  }

  @Test
  void aClassifierOfOneClassIsNamedWithIt() {
    NodeProto.Builder one = Onnx.with(Onnx.linearClassifier("NONE", new float[] {1, 2}, 3),
        Onnx.ints("classlabels_ints", 7));
    refused(Onnx.model(2, one), "knows one class alone, '7'", "at least two classes");
  }

  /** So skl2onnx writes a decision tree of one class. */
  @Test
  void aLabelThatIsMadeOfTheShapeAloneIsNamed() {
    AttributeProto seven = AttributeProto.newBuilder().setName("value").setType(AttributeProto.AttributeType.TENSOR)
        .setT(TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64_VALUE).addDims(1).addInt64Data(7))
        .build();
    refused(Onnx.model(2, Onnx.node("", "Shape", List.of("x"), List.of("shape")),
        Onnx.node("", "ConstantOfShape", List.of("shape"), List.of("label")).addAttribute(seven)),
        "the model is a constant", "every row gets '7'", "labels that vary");
  }
}
