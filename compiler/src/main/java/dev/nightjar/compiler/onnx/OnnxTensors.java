package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.nightjar.api.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/** Tensors of an ONNX file: integers of any width are read as 64-bit ones, half precision as single precision. */
final class OnnxTensors {
  private final TensorProto proto;
  private final int[] shape;
  private final int size;
  private final ByteBuffer raw;

  private OnnxTensors(TensorProto proto) {
    this.proto = proto;
    long elements = 1;
    shape = new int[proto.getDimsCount()];
    for (int d = 0; d < shape.length; d++) {
      long dim = proto.getDims(d);
      elements = dim < 0 || dim > Tensor.MAX_ELEMENTS ? -1 : elements * Math.max(1, dim);
      if (elements < 0 || elements > Tensor.MAX_ELEMENTS) {
        throw refused("has the shape " + proto.getDimsList() + "; at most " + Tensor.MAX_ELEMENTS
            + " elements are supported");
      }
      shape[d] = (int) dim;
    }
    size = Elements.size(shape);
    raw = proto.hasRawData() ? proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN) : null;
  }

  /** A constant of the file. */
  static Tensor read(TensorProto proto) {
    return new OnnxTensors(proto).read();
  }

  private RuntimeException refused(String why) {
    return OnnxImporter.invalid("the constant '" + proto.getName() + "' " + why);
  }

  private Tensor read() {
    if (proto.getExternalDataCount() > 0) {
      throw refused("lies outside of the file; save the model with its data inside");
    }
    return switch (proto.getDataType()) {
      case TensorProto.DataType.FLOAT_VALUE -> Tensor.floats(shape, floats());
      case TensorProto.DataType.DOUBLE_VALUE -> Tensor.doubles(shape, doubles());
      case TensorProto.DataType.FLOAT16_VALUE -> Tensor.floats(shape, halves());
      case TensorProto.DataType.BFLOAT16_VALUE -> Tensor.floats(shape, upperHalves());
      case TensorProto.DataType.INT64_VALUE -> Tensor.longs(shape, raw == null
          ? counted(proto.getInt64DataList().stream().mapToLong(Long::longValue).toArray())
          : longs(Long.BYTES, i -> raw.getLong(Long.BYTES * i)));
      case TensorProto.DataType.INT32_VALUE -> integers(Integer.BYTES, i -> raw.getInt(Integer.BYTES * i));
      case TensorProto.DataType.INT16_VALUE -> integers(Short.BYTES, i -> raw.getShort(Short.BYTES * i));
      case TensorProto.DataType.UINT16_VALUE -> integers(Short.BYTES, i -> raw.getShort(Short.BYTES * i) & 0xffff);
      case TensorProto.DataType.INT8_VALUE -> integers(1, i -> raw.get(i));
      case TensorProto.DataType.UINT8_VALUE -> integers(1, i -> raw.get(i) & 0xff);
      case TensorProto.DataType.BOOL_VALUE -> Tensor.bools(shape, truths(integers(1, i -> raw.get(i)).longs()));
      case TensorProto.DataType.STRING_VALUE -> Tensor.strings(shape,
          proto.getStringDataList().stream().map(ByteString::toStringUtf8).toArray(String[]::new));
      default -> throw refused("has the element type " + proto.getDataType() + ", which is not supported");
    };
  }

  private Tensor integers(int bytes, IntToLongFunction element) {
    return Tensor.longs(shape, raw == null
        ? counted(proto.getInt32DataList().stream().mapToLong(Integer::longValue).toArray())
        : longs(bytes, element));
  }

  private long[] counted(long[] values) {
    requireCount(values.length);
    return values;
  }

  private long[] longs(int bytes, IntToLongFunction element) {
    requireBytes(bytes);
    long[] out = new long[size];
    Arrays.setAll(out, element);
    return out;
  }

  private float[] floats() {
    float[] out = new float[size];
    if (raw == null) {
      requireCount(proto.getFloatDataCount());
      for (int i = 0; i < size; i++) {
        out[i] = proto.getFloatData(i);
      }
    } else {
      requireBytes(Float.BYTES);
      raw.asFloatBuffer().get(out);
    }
    return out;
  }

  private double[] doubles() {
    double[] out = new double[size];
    if (raw == null) {
      requireCount(proto.getDoubleDataCount());
      Arrays.setAll(out, proto::getDoubleData);
    } else {
      requireBytes(Double.BYTES);
      raw.asDoubleBuffer().get(out);
    }
    return out;
  }

  /** The upper halves of numbers of single precision. */
  private float[] upperHalves() {
    long[] bits = integers(Short.BYTES, i -> raw.getShort(Short.BYTES * i)).longs();
    float[] out = new float[size];
    for (int i = 0; i < size; i++) {
      out[i] = Float.intBitsToFloat((int) bits[i] << Short.SIZE);
    }
    return out;
  }

  private float[] halves() {
    long[] bits = integers(Short.BYTES, i -> raw.getShort(Short.BYTES * i)).longs();
    float[] out = new float[size];
    for (int i = 0; i < size; i++) {
      out[i] = half((int) bits[i]);
    }
    return out;
  }

  /** IEEE 754 binary16: a sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
  private static float half(int bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude = exponent == 0x1f ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
        : exponent == 0 ? fraction * 0x1p-24f : Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }

  private static boolean[] truths(long[] numbers) {
    boolean[] out = new boolean[numbers.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = numbers[i] != 0;
    }
    return out;
  }

  private void requireBytes(int each) {
    if (raw.remaining() != (long) each * size) {
      throw refused("has " + raw.remaining() + " bytes, not " + (long) each * size);
    }
  }

  private void requireCount(int found) {
    if (found != size) {
      throw refused("holds " + found + " numbers, not " + size);
    }
  }
}
