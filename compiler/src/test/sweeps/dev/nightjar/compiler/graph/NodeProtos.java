package dev.nightjar.compiler.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Tensor;
import java.util.Arrays;

/** Tensors and attributes as ONNX has them. */
final class NodeProtos {
  private NodeProtos() {
  }

  static int type(ElementType type) {
    return switch (type) {
      case FLOAT -> TensorProto.DataType.FLOAT_VALUE;
      case DOUBLE -> TensorProto.DataType.DOUBLE_VALUE;
      case INT64 -> TensorProto.DataType.INT64_VALUE;
      case BOOL -> TensorProto.DataType.BOOL_VALUE;
      case STRING -> TensorProto.DataType.STRING_VALUE;
    };
  }

  static TensorProto of(Tensor tensor) {
    TensorProto.Builder proto = TensorProto.newBuilder().setDataType(type(tensor.type()));
    Arrays.stream(tensor.shape()).forEach(proto::addDims);
    for (int i = 0; i < tensor.size(); i++) {
      switch (tensor.type()) {
        case FLOAT -> proto.addFloatData(tensor.floats()[i]);
        case DOUBLE -> proto.addDoubleData(tensor.doubles()[i]);
        case INT64 -> proto.addInt64Data(tensor.longs()[i]);
        case BOOL -> proto.addInt32Data(tensor.bools()[i] ? 1 : 0);
        case STRING -> proto.addStringData(ByteString.copyFromUtf8(tensor.strings()[i]));
      }
    }
    return proto.build();
  }

  static AttributeProto of(String name, Attribute value) {
    AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
    if (value instanceof Attribute.Int one) {
      proto.setType(AttributeType.INT).setI(one.value());
    } else if (value instanceof Attribute.Float one) {
      proto.setType(AttributeType.FLOAT).setF(one.value());
    } else if (value instanceof Attribute.Text one) {
      proto.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(one.value()));
    } else if (value instanceof Attribute.Ints many) {
      proto.setType(AttributeType.INTS);
      Arrays.stream(many.values()).forEach(proto::addInts);
    } else if (value instanceof Attribute.Floats many) {
      proto.setType(AttributeType.FLOATS);
      for (float f : many.values()) {
        proto.addFloats(f);
      }
    } else if (value instanceof Attribute.Texts many) {
      proto.setType(AttributeType.STRINGS);
      many.values().forEach(text -> proto.addStrings(ByteString.copyFromUtf8(text)));
    } else {
      proto.setType(AttributeType.TENSOR).setT(of(((Attribute.TensorValue) value).value()));
    }
    return proto.build();
  }
}
