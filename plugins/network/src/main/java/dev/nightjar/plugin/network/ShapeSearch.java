package dev.nightjar.plugin.network;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.network.Activation;
import dev.nightjar.api.network.RealOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Finds the shape under which a function is read with the least mean square error over given inputs, with noise of a
 * given deviation on the phase. Wider ranges of the torus make noise smaller and fold rare inputs back; the search
 * weighs one against the other.
 */
final class ShapeSearch {
  /** Inputs that are looked at: quantiles of those that there are. */
  private static final int MOST_INPUTS = 96;
  /** By how much of the range the inputs of unseen rows may lie outside of it, at each end. */
  private static final double SLACK = 0.1;
  /** Scales that are tried, by this factor between neighbours, from the one at which the half torus holds all. */
  private static final double SCALE_STEP = Math.pow(2, 0.125);
  /** What is off a straight line by no more than this share of its values is one. */
  private static final double AFFINE = 1e-9;
  private static final int COARSEST = -3;
  private static final int FINEST = 16;
  /** Three-point rule for the mean over normal noise: deviations and weights. */
  private static final double OUTER = Math.sqrt(3);

  private final double deviation;

  /** For noise of this standard deviation, of the torus, on phases. */
  ShapeSearch(double deviation) {
    this.deviation = deviation;
  }

  double deviation() {
    return deviation;
  }

  /**
   * The best shape.
   *
   * @param inputs of the function on calibration rows, at least one
   * @return one that {@link Shape#isAffine()} where the function is so over the range of inputs
   * @throws NightjarException {@code NOT_COMPILABLE} where the function is no finite number near inputs
   */
  Shape best(Activation function, double[] inputs) {
    double[] points = points(inputs);
    double low = points[0];
    double high = points[points.length - 1];
    Shape line = line(function, points);
    Shape best = line.isAffine() ? line : best(function, points, scales(function, high - low));
    if (!best.isAffine() && !best.isUsable()) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE, "the function " + function.name() + " is no finite number "
          + "between " + low + " and " + high + ", where calibration rows lead: scale the features");
    }
    return best;
  }

  /** The best shape of this scale, of a function that is not affine; not always one that is usable. */
  Shape best(Activation function, double[] inputs, double scale) {
    return best(function, points(inputs), new double[] {scale});
  }

  private Shape best(Activation function, double[] points, double[] scales) {
    double low = points[0];
    double high = points[points.length - 1];
    Shape best = new Shape(function, 0, 0, 0, 1, Double.POSITIVE_INFINITY);
    double least = Double.POSITIVE_INFINITY;
    double[] exact = Arrays.stream(points).map(function::apply).toArray();
    for (double slope : slopes(function, low, high, high - low)) {
      for (double centre : centres(function, low, high)) {
        for (double scale : scales) {
          Shape shape = Shape.of(function, slope, centre, scale);
          double error = error(shape, points, exact, least);
          Shape measured = error < least ? shape.measured() : shape;
          if (error < least && measured.isUsable()) {
            least = error;
            best = measured;
          }
        }
      }
    }
    return best;
  }

  /** From the scale at which the half torus holds twice the range, and those of periods of a function of waves. */
  private static double[] scales(Activation function, double span) {
    return DoubleStream.concat(periods(function).map(period -> 1 / period), IntStream.rangeClosed(COARSEST, FINEST)
        .mapToDouble(step -> 0.5 / span * Math.pow(SCALE_STEP, step))).toArray();
  }

  /** The periods of sines and cosines of straight lines in a function: one turn may be one of them. */
  private static DoubleStream periods(Activation function) {
    if (function.operation().isEmpty()) {
      return DoubleStream.empty();
    }
    RealOperation operation = function.operation().get();
    Activation first = function.operand(0);
    if (operation == RealOperation.SIN || operation == RealOperation.COS) {
      double slope = first.kinks().filter(kinks -> kinks.length == 0).map(line -> first.apply(1) - first.apply(0))
          .orElse(0.0);
      return slope == 0 ? DoubleStream.empty() : DoubleStream.of(2 * Math.PI / Math.abs(slope));
    }
    return operation.operands() == 1 ? periods(first)
        : DoubleStream.concat(periods(first), periods(function.operand(1))).distinct();
  }

  /** The mean square error of a shape over inputs with noise; infinite where it is not usable. */
  double error(Shape shape, double[] inputs) {
    double[] points = points(inputs);
    return !shape.isUsable() ? Double.POSITIVE_INFINITY : error(shape, points,
        Arrays.stream(points).map(shape.function()::apply).toArray(), Double.POSITIVE_INFINITY);
  }

  /** The straight line that a function is over these inputs; its amplitude is infinite where it is none. */
  static Shape affine(Activation f, double[] inputs) {
    return line(f, points(inputs));
  }

  private static Shape line(Activation f, double[] points) {
    double low = points[0];
    double high = points[points.length - 1];
    double slope = high > low ? (f.apply(high) - f.apply(low)) / (high - low) : 0;
    double level = f.apply(low) - slope * low;
    double off = 0;
    double largest = Double.MIN_NORMAL;
    for (double u : points) {
      off = Math.max(off, Math.abs(f.apply(u) - slope * u - level));
      largest = Math.max(largest, Math.max(Math.abs(slope * u), Math.abs(level)));
    }
    return new Shape(f, slope, level, 0, 1, off <= AFFINE * largest ? 0 : Double.POSITIVE_INFINITY);
  }

  /** Ascending quantiles of inputs, with points a little outside of them at the ends. */
  private static double[] points(double[] inputs) {
    double[] sorted = inputs.clone();
    Arrays.sort(sorted);
    int count = Math.min(MOST_INPUTS, sorted.length);
    double[] out = new double[count + 2];
    for (int i = 0; i < count; i++) {
      out[i + 1] = sorted[count == 1 ? 0 : (int) ((long) i * (sorted.length - 1) / (count - 1))];
    }
    double slack = SLACK * (out[count] - out[1]);
    out[0] = out[1] - slack;
    out[count + 1] = out[count] + slack;
    return out;
  }

  /** No linear part, or the mean of the slopes at both ends of the range and far beyond. */
  private static double[] slopes(Activation f, double low, double high, double span) {
    double near = span / 16;
    double inner = (f.apply(high) - f.apply(high - near) + f.apply(low + near) - f.apply(low)) / near / 2;
    double far = 8 * span;
    double outer = (f.apply(high + far) - f.apply(high + far - near) + f.apply(low - far + near) - f.apply(low - far))
        / near / 2;
    return Arrays.stream(new double[] {0, inner, outer}).filter(Double::isFinite).distinct().toArray();
  }

  /** The middle of the range, zero and kinks within it. */
  private static double[] centres(Activation f, double low, double high) {
    List<Double> out = new ArrayList<>(List.of(low / 2 + high / 2));
    Arrays.stream(f.kinks().orElseGet(() -> new double[1])).filter(k -> k > low && k < high).forEach(out::add);
    return out.stream().mapToDouble(Double::doubleValue).distinct().toArray();
  }

  /** The mean square error of a shape, or more than so much as soon as it is known to be. */
  private double error(Shape shape, double[] points, double[] exact, double most) {
    double whole = 6 * points.length;
    double sum = 0;
    for (int i = 0; i < points.length && !(sum > most * whole); i++) {
      double phase = shape.phase(points[i]);
      sum += 4 * square(shape.read(points[i], phase) - exact[i])
          + square(shape.read(points[i], phase + OUTER * deviation) - exact[i])
          + square(shape.read(points[i], phase - OUTER * deviation) - exact[i]);
    }
    return sum / whole;
  }

  private static double square(double x) {
    return x * x;
  }
}
