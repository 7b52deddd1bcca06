package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.nightjar.api.NightjarException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The attributes of a node by name and type; a reader must know all of them. */
final class OnnxAttributes {
  private final String operator;
  private final Map<String, AttributeProto> attributes = new HashMap<>();
  private final Set<String> unread = new HashSet<>();

  OnnxAttributes(NodeProto node) {
    operator = node.getOpType();
    for (AttributeProto a : node.getAttributeList()) {
      if (attributes.put(a.getName(), a) != null) {
        throw OnnxImporter.invalid(operator + " has the attribute '" + a.getName() + "' twice");
      }
      unread.add(a.getName());
    }
  }

  String operator() {
    return operator;
  }

  /** Requires that every attribute was read or is named here as harmless. */
  void requireAllKnown(String... ignored) {
    Arrays.asList(ignored).forEach(unread::remove);
    if (!unread.isEmpty()) {
      throw OnnxImporter.invalid(operator + " has the attribute '" + unread.iterator().next()
          + "', which is not supported");
    }
  }

  private AttributeProto get(String name, AttributeType type) {
    unread.remove(name);
    AttributeProto a = attributes.get(name);
    if (a != null && a.getType() != type) {
      throw OnnxImporter.invalid(
          operator + ": attribute '" + name + "' is of type " + a.getType() + ", not " + type);
    }
    return a;
  }

  boolean has(String name) {
    return attributes.containsKey(name);
  }

  long integer(String name, long otherwise) {
    AttributeProto a = get(name, AttributeType.INT);
    return a == null ? otherwise : a.getI();
  }

  String text(String name, String otherwise) {
    AttributeProto a = get(name, AttributeType.STRING);
    return a == null ? otherwise : a.getS().toStringUtf8();
  }

  /** Integers, empty when there are none. */
  long[] integers(String name) {
    AttributeProto a = get(name, AttributeType.INTS);
    return a == null ? new long[0] : a.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  List<String> texts(String name) {
    AttributeProto a = get(name, AttributeType.STRINGS);
    return a == null ? List.of() : a.getStringsList().stream().map(ByteString::toStringUtf8).toList();
  }

  /** Single-precision numbers, or those of the tensor {@code name_as_tensor}; empty when there are none. */
  double[] numbers(String name) {
    AttributeProto a = get(name, AttributeType.FLOATS);
    AttributeProto tensor = get(name + "_as_tensor", AttributeType.TENSOR);
    if (a != null && tensor != null && a.getFloatsCount() > 0) {
      throw OnnxImporter.invalid(operator + " has both '" + name + "' and '" + name + "_as_tensor'");
    }
    if (tensor != null) {
      return numbers(name + "_as_tensor", tensor.getT());
    }
    return a == null ? new double[0] : a.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray();
  }

  /** Whether numbers are double precision, and so compared in it. */
  boolean isDouble(String name) {
    AttributeProto tensor = attributes.get(name + "_as_tensor");
    return tensor != null && tensor.getT().getDataType() == TensorProto.DataType.DOUBLE_VALUE;
  }

  /** The numbers of a tensor of float or double, empty when there is none. */
  double[] tensor(String name) {
    AttributeProto a = get(name, AttributeType.TENSOR);
    return a == null ? new double[0] : numbers(name, a.getT());
  }

  /** Whether a tensor holds double precision. */
  boolean isDoubleTensor(String name) {
    AttributeProto a = attributes.get(name);
    return a != null && a.getT().getDataType() == TensorProto.DataType.DOUBLE_VALUE;
  }

  /** The codes of a tensor of bytes, empty when there is none. */
  int[] codes(String name) {
    AttributeProto a = get(name, AttributeType.TENSOR);
    if (a == null) {
      return new int[0];
    }
    TensorProto t = a.getT();
    if (t.getDimsCount() != 1 || t.getExternalDataCount() > 0
        || t.getDataType() != TensorProto.DataType.UINT8_VALUE) {
      throw OnnxImporter.invalid(operator + ": '" + name + "' must be a list of bytes inside the file");
    }
    ByteString raw = t.getRawData();
    int[] out = new int[t.hasRawData() ? raw.size() : t.getInt32DataCount()];
    Arrays.setAll(out, i -> t.hasRawData() ? raw.byteAt(i) & 0xff : t.getInt32Data(i));
    if (out.length != t.getDims(0)) {
      throw OnnxImporter.invalid(operator + ": '" + name + "' holds " + out.length + " bytes, not " + t.getDims(0));
    }
    return out;
  }

  private double[] numbers(String name, TensorProto t) {
    if (t.getDimsCount() != 1 || t.getExternalDataCount() > 0) {
      throw OnnxImporter.invalid(operator + ": '" + name + "' must be a list of numbers inside the file");
    }
    ByteBuffer raw = t.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    double[] out = switch (t.getDataType()) {
      case TensorProto.DataType.FLOAT_VALUE -> t.hasRawData() ? floats(raw)
          : t.getFloatDataList().stream().mapToDouble(Float::doubleValue).toArray();
      case TensorProto.DataType.DOUBLE_VALUE -> t.hasRawData() ? doubles(raw)
          : t.getDoubleDataList().stream().mapToDouble(Double::doubleValue).toArray();
      default -> throw OnnxImporter.invalid(operator + ": '" + name + "' must hold float or double");
    };
    if (out.length != t.getDims(0)) {
      throw OnnxImporter.invalid(operator + ": '" + name + "' holds " + out.length + " numbers, not " + t.getDims(0));
    }
    return out;
  }

  private static double[] floats(ByteBuffer raw) {
    double[] out = new double[raw.remaining() / Float.BYTES];
    Arrays.setAll(out, i -> raw.getFloat(Float.BYTES * i));
    return out;
  }

  private static double[] doubles(ByteBuffer raw) {
    double[] out = new double[raw.remaining() / Double.BYTES];
    Arrays.setAll(out, i -> raw.getDouble(Double.BYTES * i));
    return out;
  }

  /** The labels of a classifier, under one of two names. */
  List<String> labels(String integers, String texts) {
    List<String> named = texts(texts);
    List<String> labels = named.isEmpty()
        ? Arrays.stream(integers(integers)).mapToObj(Long::toString).toList() : named;
    if (labels.isEmpty()) {
      throw OnnxImporter.invalid(operator + " has no class labels; a classifier has at least 2");
    }
    if (labels.size() == 1) {
      throw OnnxImporter.invalid(operator + " knows one class alone, '" + labels.get(0)
          + "', and gives it to every row: there is nothing to encrypt; train it on rows of at least two classes");
    }
    return labels;
  }

  NightjarException refused(String attribute, String value, String supported) {
    return OnnxImporter.invalid(operator + ": " + attribute + " " + value + " is not supported; "
        + supported);
  }
}
