package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.nightjar.api.graph.ElementType;

/** Codes of element types. */
final class OnnxTypes {
  private OnnxTypes() {
  }

  /** The code by which a cast names a type. */
  static long code(ElementType type) {
    return switch (type) {
      case FLOAT -> TensorProto.DataType.FLOAT_VALUE;
      case DOUBLE -> TensorProto.DataType.DOUBLE_VALUE;
      case INT64 -> TensorProto.DataType.INT64_VALUE;
      case BOOL -> TensorProto.DataType.BOOL_VALUE;
      case STRING -> TensorProto.DataType.STRING_VALUE;
    };
  }
}
