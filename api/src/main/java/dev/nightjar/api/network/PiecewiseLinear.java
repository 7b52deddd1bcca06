package dev.nightjar.api.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A continuous piecewise linear function: {@code slopes_i x + offsets_i} up to {@code kinks_i}, the last piece without
 * end.
 */
record PiecewiseLinear(double[] kinks, double[] slopes, double[] offsets) {
  private static final int MAX_KINKS = 256;

  /** The pieces of a function, when its operations make them so. */
  static Optional<PiecewiseLinear> of(Activation f) {
    if (f.isInput()) {
      return Optional.of(line(1, 0));
    }
    if (f.isConstant()) {
      double value = f.apply(0);
      return Double.isFinite(value) ? Optional.of(line(0, value)) : Optional.empty();
    }
    RealOperation operation = f.operation().orElseThrow();
    if (operation.operands() == 1) {
      return operation == RealOperation.ABS ? of(f.operand(0)).flatMap(a -> a.largest(a.times(-1)))
          : Optional.empty();
    }
    if (operation == RealOperation.MIN || operation == RealOperation.MAX) {
      Optional<PiecewiseLinear> other = bounded(operation, f.operand(0), f.operand(1))
          .or(() -> bounded(operation, f.operand(1), f.operand(0)));
      if (other.isPresent()) {
        return other;
      }
    }
    Optional<PiecewiseLinear> a = of(f.operand(0));
    Optional<PiecewiseLinear> b = of(f.operand(1));
    return a.isEmpty() || b.isEmpty() ? Optional.empty() : joined(operation, a.get(), b.get());
  }

  /** A bound that is infinite and does not bind. */
  private static Optional<PiecewiseLinear> bounded(RealOperation operation, Activation f, Activation bound) {
    double none = operation == RealOperation.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    return bound.isConstant() && bound.apply(0) == none ? of(f) : Optional.empty();
  }

  private static Optional<PiecewiseLinear> joined(RealOperation operation, PiecewiseLinear a, PiecewiseLinear b) {
    return switch (operation) {
      case ADD -> a.plus(b, 1);
      case SUB -> a.plus(b, -1);
      case MUL -> a.isConstant() ? Optional.of(b.times(a.offsets[0]))
          : b.isConstant() ? Optional.of(a.times(b.offsets[0])) : Optional.empty();
      case DIV -> b.isConstant() && b.offsets[0] != 0 ? Optional.of(a.times(1 / b.offsets[0])) : Optional.empty();
      case MAX -> a.largest(b);
      case MIN -> a.times(-1).largest(b.times(-1)).map(c -> c.times(-1));
      default -> Optional.empty();
    };
  }

  private static PiecewiseLinear line(double slope, double offset) {
    return new PiecewiseLinear(new double[0], new double[] {slope}, new double[] {offset});
  }

  private boolean isConstant() {
    return slopes.length == 1 && slopes[0] == 0;
  }

  private PiecewiseLinear times(double factor) {
    if (factor == 0) {
      return line(0, 0);
    }
    double[] s = slopes.clone();
    double[] o = offsets.clone();
    for (int i = 0; i < s.length; i++) {
      s[i] *= factor;
      o[i] *= factor;
    }
    return new PiecewiseLinear(kinks, s, o);
  }

  private Optional<PiecewiseLinear> plus(PiecewiseLinear other, double factor) {
    Pieces sum = new Pieces();
    walk(other, (from, to, i, j) ->
        sum.add(to, slopes[i] + factor * other.slopes[j], offsets[i] + factor * other.offsets[j]));
    return sum.function();
  }

  private Optional<PiecewiseLinear> largest(PiecewiseLinear other) {
    Pieces most = new Pieces();
    walk(other, (from, to, i, j) -> {
      double slope = slopes[i] - other.slopes[j];
      double offset = offsets[i] - other.offsets[j];
      double cross = slope == 0 ? Double.NaN : 0 - offset / slope;
      if (cross > from && cross < to) {
        most.add(cross, slope < 0 ? slopes[i] : other.slopes[j], slope < 0 ? offsets[i] : other.offsets[j]);
        most.add(to, slope > 0 ? slopes[i] : other.slopes[j], slope > 0 ? offsets[i] : other.offsets[j]);
      } else {
        double inside = Double.isInfinite(from) ? Double.isInfinite(to) ? 0 : to - 1
            : Double.isInfinite(to) ? from + 1 : (from + to) / 2;
        boolean own = slope == 0 ? offset >= 0 : slope * (inside - cross) >= 0;
        most.add(to, own ? slopes[i] : other.slopes[j], own ? offsets[i] : other.offsets[j]);
      }
    });
    return most.function();
  }

  private interface Step {
    void piece(double from, double to, int own, int others);
  }

  /** Visits the pieces of both between the kinks of both. */
  private void walk(PiecewiseLinear other, Step step) {
    int i = 0;
    int j = 0;
    double from = Double.NEGATIVE_INFINITY;
    while (from < Double.POSITIVE_INFINITY) {
      double a = i < kinks.length ? kinks[i] : Double.POSITIVE_INFINITY;
      double b = j < other.kinks.length ? other.kinks[j] : Double.POSITIVE_INFINITY;
      double to = Math.min(a, b);
      step.piece(from, to, i, j);
      i += a == to ? 1 : 0;
      j += b == to ? 1 : 0;
      from = to;
    }
  }

  /** Pieces from left to right; neighbours on one line are one. */
  private static final class Pieces {
    private final List<double[]> pieces = new ArrayList<>();

    void add(double to, double slope, double offset) {
      double[] last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
      if (last != null && last[1] == slope && last[2] == offset) {
        last[0] = to;
      } else {
        pieces.add(new double[] {to, slope, offset});
      }
    }

    Optional<PiecewiseLinear> function() {
      int n = pieces.size();
      if (n > MAX_KINKS) {
        return Optional.empty();
      }
      return Optional.of(new PiecewiseLinear(pieces.stream().limit(n - 1).mapToDouble(p -> p[0]).toArray(),
          pieces.stream().mapToDouble(p -> p[1]).toArray(), pieces.stream().mapToDouble(p -> p[2]).toArray()));
    }
  }
}
