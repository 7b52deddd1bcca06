package dev.nightjar.api.graph;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/** Elements as another type, by the element types of ONNX. */
final class CastKernels {
  private static final int FLOAT = 1;
  private static final int UINT8 = 2;
  private static final int INT8 = 3;
  private static final int INT16 = 5;
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int STRING = 8;
  private static final int BOOL = 9;
  private static final int DOUBLE = 11;

  private CastKernels() {
  }

  static Plan cast(NodeView node) {
    node.takes(1, 1, 1);
    node.flag("saturate", true);
    int to = (int) Math.max(0, Math.min(Byte.MAX_VALUE, node.integer("to")));
    ElementType type = switch (to) {
      case FLOAT -> ElementType.FLOAT;
      case DOUBLE -> ElementType.DOUBLE;
      case UINT8, INT8, INT16, INT32, INT64 -> ElementType.INT64;
      case STRING -> ElementType.STRING;
      case BOOL -> ElementType.BOOL;
      default -> throw node.refused("makes no elements of ONNX type " + to);
    };
    ElementType from = node.type(0);
    node.require(from != ElementType.STRING || type != ElementType.BOOL, "makes no bool of string");
    int work = from == ElementType.STRING || type == ElementType.STRING ? 1 << 8 : 1;
    return Plan.of(type, node.shape(0), (long) work * node.size(0), in -> convert(in[0], type, to));
  }

  private static Object convert(Tensor in, ElementType type, int to) {
    int n = in.size();
    if (in.type() == type && type != ElementType.INT64) {
      return in.data();
    }
    if (in.type() == ElementType.STRING) {
      return parsed(in.s(), type, to);
    }
    switch (type) {
      case FLOAT:
        float[] floats = new float[n];
        for (int i = 0; i < n; i++) {
          floats[i] = in.type() == ElementType.INT64 ? in.l()[i] : (float) in.number(i);
        }
        return floats;
      case DOUBLE:
        return Elements.doubles(in);
      case BOOL:
        boolean[] bools = new boolean[n];
        for (int i = 0; i < n; i++) {
          bools[i] = in.number(i) != 0;
        }
        return bools;
      case STRING:
        String[] texts = new String[n];
        for (int i = 0; i < n; i++) {
          texts[i] = NumberText.of(in, i);
        }
        return texts;
      default:
        long[] longs = in.type() == ElementType.INT64 ? in.l().clone() : integers(Elements.doubles(in));
        for (int i = 0; i < n; i++) {
          longs[i] = narrowed(longs[i], to, in.type() != ElementType.INT64);
        }
        return longs;
    }
  }

  private static Object parsed(String[] in, ElementType type, int to) {
    Object out = Elements.array(type, in.length);
    for (int i = 0; i < in.length; i++) {
      if (out instanceof long[] longs) {
        longs[i] = narrowed(NumberText.integer(in[i]), to, false);
      } else if (out instanceof float[] floats) {
        floats[i] = NumberText.singlePrecision(in[i]);
      } else {
        ((double[]) out)[i] = NumberText.doublePrecision(in[i]);
      }
    }
    return out;
  }

  /** Numbers rounded towards zero; what no 64 bits hold, and NaN, is the least one, as x86 processors have it. */
  static long[] integers(double[] values) {
    long[] out = new long[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i] >= -0x1p63 && values[i] < 0x1p63 ? (long) values[i] : Long.MIN_VALUE;
    }
    return out;
  }

  /** An integer in fewer bits: modulo, but the least one for numbers that 32 bits do not hold, as x86 has it. */
  private static long narrowed(long x, int to, boolean fromReal) {
    return switch (to) {
      case INT32 -> fromReal && x != (int) x ? Integer.MIN_VALUE : (int) x;
      case INT16 -> (short) x;
      case INT8 -> (byte) x;
      case UINT8 -> x & 0xff;
      default -> x;
    };
  }

  static NightjarException malformed(String message) {
    return new NightjarException(ErrorCode.MALFORMED_REQUEST, message);
  }
}
