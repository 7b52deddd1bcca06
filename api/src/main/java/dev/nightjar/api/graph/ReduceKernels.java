package dev.nightjar.api.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Reductions over axes, taken in double precision and rounded once, and of integers modulo 2^64. */
final class ReduceKernels {
  /** What becomes of the elements that are reduced to one. */
  enum Kind {
    SUM, MEAN, MAX, MIN, PROD, L1, L2, SUM_SQUARE, LOG_SUM, LOG_SUM_EXP;

    private boolean integers() {
      return this == SUM || this == MAX || this == MIN || this == PROD || this == L1 || this == SUM_SQUARE;
    }
  }

  private ReduceKernels() {
  }

  static Operator.Planner of(Kind kind) {
    return node -> reduce(node, kind);
  }

  private static Plan reduce(NodeView node, Kind kind) {
    node.takes(1, 2, 1);
    ElementType type = node.type(0);
    node.require(type == ElementType.FLOAT || type == ElementType.DOUBLE
        || type == ElementType.INT64 && kind.integers(), "does not take " + type.text());
    int[] shape = node.shape(0);
    boolean keep = node.flag("keepdims", true);
    long[] axes = ShapeKernels.axes(node);
    boolean none = node.flag("noop_with_empty_axes", false);
    if (axes == null || axes.length == 0) {
      axes = none ? new long[0] : IntStream.range(0, shape.length).asLongStream().toArray();
    }
    boolean[] reduced = new boolean[shape.length];
    for (long axis : axes) {
      reduced[node.axis(axis, shape.length)] = true;
    }
    int[] kept = shape.clone();
    int[] over = shape.clone();
    for (int d = 0; d < shape.length; d++) {
      kept[d] = reduced[d] ? 1 : shape[d];
      over[d] = reduced[d] ? shape[d] : 1;
    }
    int[] strides = Shapes.strides(shape);
    int[] base = Indices.walk(kept, strides, 0);
    int[] run = Indices.walk(over, strides, 0);
    node.require(run.length > 0 || kind != Kind.MAX && kind != Kind.MIN, "has nothing to choose from");
    int[] out = keep ? kept : IntStream.range(0, shape.length).filter(d -> !reduced[d]).map(d -> shape[d]).toArray();
    long work = (long) base.length * run.length * (kind == Kind.LOG_SUM_EXP ? 16 : 1)
        + GraphBounds.INDEX * (base.length + run.length);
    return Plan.of(type, out, work, in -> type == ElementType.INT64 ? integers(in[0].l(), base, run, kind)
        : Elements.rounded(type, reals(Elements.doubles(in[0]), base, run, kind)));
  }

  private static double[] reals(double[] x, int[] base, int[] run, Kind kind) {
    double[] out = new double[base.length];
    double[] values = new double[run.length];
    for (int i = 0; i < out.length; i++) {
      for (int k = 0; k < run.length; k++) {
        values[k] = x[base[i] + run[k]];
      }
      out[i] = real(values, kind);
    }
    return out;
  }

  private static double real(double[] v, Kind kind) {
    return switch (kind) {
      case SUM -> Arrays.stream(v).reduce(0, Double::sum);
      case MEAN -> Arrays.stream(v).reduce(0, Double::sum) / v.length;
      case MAX -> Arrays.stream(v).reduce(Double.NEGATIVE_INFINITY, Math::max);
      case MIN -> Arrays.stream(v).reduce(Double.POSITIVE_INFINITY, Math::min);
      case PROD -> Arrays.stream(v).reduce(1, (a, b) -> a * b);
      case L1 -> Arrays.stream(v).reduce(0, (a, b) -> a + Math.abs(b));
      case L2 -> Math.sqrt(Arrays.stream(v).reduce(0, (a, b) -> a + b * b));
      case SUM_SQUARE -> Arrays.stream(v).reduce(0, (a, b) -> a + b * b);
      case LOG_SUM -> Math.log(Arrays.stream(v).reduce(0, Double::sum));
      case LOG_SUM_EXP -> logSumExp(v);
    };
  }

  /** Taken relative to the largest, so that nothing overflows. */
  static double logSumExp(double[] v) {
    double max = Double.NEGATIVE_INFINITY;
    for (double x : v) {
      max = Math.max(max, x);
    }
    if (Double.isInfinite(max)) {
      return max;
    }
    double sum = 0;
    for (double x : v) {
      sum += Math.exp(x - max);
    }
    return max + Math.log(sum);
  }

  private static long[] integers(long[] x, int[] base, int[] run, Kind kind) {
    long[] out = new long[base.length];
    for (int i = 0; i < out.length; i++) {
      long value = kind == Kind.PROD ? 1 : kind == Kind.MAX ? Long.MIN_VALUE : kind == Kind.MIN ? Long.MAX_VALUE : 0;
      for (int offset : run) {
        long next = x[base[i] + offset];
        value = switch (kind) {
          case MAX -> Math.max(value, next);
          case MIN -> Math.min(value, next);
          case PROD -> value * next;
          case L1 -> value + Math.abs(next);
          case SUM_SQUARE -> value + next * next;
          default -> value + next;
        };
      }
      out[i] = value;
    }
    return out;
  }
}
