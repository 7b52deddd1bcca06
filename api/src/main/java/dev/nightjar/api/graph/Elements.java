package dev.nightjar.api.graph;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Loops over arrays of elements. Single precision numbers are computed in double precision and rounded once, which
 * gives the single precision result of {@code + - * /} and square roots exactly, as 53 ≥ 2 · 24 + 2 (Figueroa,
 * <em>When is double rounding innocuous?</em>, 1995), and the nearest one of what runtimes approximate.
 */
final class Elements {
  private Elements() {
  }

  /** The elements at these indices; where an index is -1, the filler, which is zero or empty if null. */
  static Object pick(ElementType type, Object data, int[] from, Object filler) {
    int n = from.length;
    switch (type) {
      case FLOAT:
        float[] floats = new float[n];
        for (int i = 0; i < n; i++) {
          floats[i] = from[i] < 0 ? filler == null ? 0 : ((Number) filler).floatValue() : ((float[]) data)[from[i]];
        }
        return floats;
      case DOUBLE:
        double[] doubles = new double[n];
        for (int i = 0; i < n; i++) {
          doubles[i] = from[i] < 0 ? filler == null ? 0 : ((Number) filler).doubleValue() : ((double[]) data)[from[i]];
        }
        return doubles;
      case INT64:
        long[] longs = new long[n];
        for (int i = 0; i < n; i++) {
          longs[i] = from[i] < 0 ? filler == null ? 0 : ((Number) filler).longValue() : ((long[]) data)[from[i]];
        }
        return longs;
      case BOOL:
        boolean[] bools = new boolean[n];
        for (int i = 0; i < n; i++) {
          bools[i] = from[i] >= 0 && ((boolean[]) data)[from[i]];
        }
        return bools;
      default:
        String[] texts = new String[n];
        for (int i = 0; i < n; i++) {
          texts[i] = from[i] < 0 ? "" : ((String[]) data)[from[i]];
        }
        return texts;
    }
  }

  /** An array of a type, of zeros. */
  static Object array(ElementType type, int length) {
    return switch (type) {
      case FLOAT -> new float[length];
      case DOUBLE -> new double[length];
      case INT64 -> new long[length];
      case BOOL -> new boolean[length];
      case STRING -> {
        String[] texts = new String[length];
        Arrays.fill(texts, "");
        yield texts;
      }
    };
  }

  /** The numbers as doubles: the array itself where it has doubles. */
  static double[] doubles(Tensor tensor) {
    if (tensor.type() == ElementType.DOUBLE) {
      return tensor.d();
    }
    double[] out = new double[tensor.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = tensor.number(i);
    }
    return out;
  }

  /** Doubles as an array of a floating point type. */
  static Object rounded(ElementType type, double[] values) {
    return type == ElementType.DOUBLE ? values : floats(values);
  }

  static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }

  /** A function of each element; integers by the second one. */
  static Object map(Tensor in, DoubleUnaryOperator real, LongUnaryOperator integer) {
    int n = in.size();
    switch (in.type()) {
      case FLOAT:
        float[] f = in.f();
        float[] floats = new float[n];
        for (int i = 0; i < n; i++) {
          floats[i] = (float) real.applyAsDouble(f[i]);
        }
        return floats;
      case DOUBLE:
        double[] d = in.d();
        double[] doubles = new double[n];
        for (int i = 0; i < n; i++) {
          doubles[i] = real.applyAsDouble(d[i]);
        }
        return doubles;
      default:
        long[] l = in.l();
        long[] longs = new long[n];
        for (int i = 0; i < n; i++) {
          longs[i] = integer.applyAsLong(l[i]);
        }
        return longs;
    }
  }

  /** A function of pairs of elements, at the indices of the maps. */
  static Object zip(Tensor a, Tensor b, Broadcast pairs, DoubleBinaryOperator real, LongBinaryOperator integer) {
    int n = pairs.size();
    switch (a.type()) {
      case FLOAT:
        float[] floats = new float[n];
        for (int i = 0; i < n; i++) {
          floats[i] = (float) real.applyAsDouble(a.f()[pairs.index(0, i)], b.f()[pairs.index(1, i)]);
        }
        return floats;
      case DOUBLE:
        double[] doubles = new double[n];
        for (int i = 0; i < n; i++) {
          doubles[i] = real.applyAsDouble(a.d()[pairs.index(0, i)], b.d()[pairs.index(1, i)]);
        }
        return doubles;
      default:
        long[] longs = new long[n];
        for (int i = 0; i < n; i++) {
          longs[i] = integer.applyAsLong(a.l()[pairs.index(0, i)], b.l()[pairs.index(1, i)]);
        }
        return longs;
    }
  }
}
