package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * How closely a model follows another, the exact one, over rows: 1 where both give the same.
 *
 * <p>Of a classifier it is the share of rows that get the same class. Of a regressor it is 1 - d/s, where d is the
 * root-mean-square difference of the outputs and s the standard deviation of the exact ones; of several outputs the
 * worst counts. With 0.99, so, all but 1/10,000 of the variance of the exact model's outputs is kept, and an error of
 * the exact model that is no smaller than a tenth of s grows by 0.5 % at most. Labels are not needed for it. Where the
 * exact outputs do not vary, s is their magnitude, or 1 if they are 0. Immutable and thread-safe.
 */
public final class Agreement {
  private final Function<double[], Prediction> predict;
  private final Prediction[] exact;
  private final double[] spread;

  private Agreement(Function<double[], Prediction> predict, Prediction[] exact) {
    this.predict = predict;
    this.exact = exact;
    spread = new double[exact[0].outputs().length];
    Arrays.setAll(spread, this::spread);
  }

  /**
   * The agreement with these scores.
   *
   * @param task what scores mean
   * @param scores of the exact model, one array for each row, at least one
   * @throws NightjarException {@link ErrorCode#NOT_COMPILABLE} without rows
   */
  public static Agreement with(Task task, double[][] scores) {
    return with(task::predict, scores);
  }

  /**
   * The agreement with these scores.
   *
   * @param predict what scores mean: predictions with labels are compared by these, others by their outputs
   * @param scores of the exact model, one array for each row, at least one
   * @throws NightjarException {@link ErrorCode#NOT_COMPILABLE} without rows
   */
  public static Agreement with(Function<double[], Prediction> predict, double[][] scores) {
    if (scores.length == 0) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE, "to compare models takes at least one row");
    }
    return new Agreement(predict, Arrays.stream(scores).map(predict).toArray(Prediction[]::new));
  }

  /**
   * The agreement of predictions, of the same rows in the same order, at least one.
   *
   * @param exact those of the exact model
   */
  public static double between(List<Prediction> exact, List<Prediction> others) {
    return new Agreement(scores -> null, exact.toArray(Prediction[]::new)).of(others.toArray(Prediction[]::new));
  }

  private double spread(int output) {
    double mean = 0;
    double magnitude = 0;
    for (Prediction p : exact) {
      mean += p.outputs()[output] / exact.length;
      magnitude = Math.max(magnitude, Math.abs(p.outputs()[output]));
    }
    double variance = 0;
    for (Prediction p : exact) {
      variance += Math.pow(p.outputs()[output] - mean, 2) / exact.length;
    }
    double deviation = Math.sqrt(variance);
    return deviation > 1e-9 * magnitude ? deviation : magnitude > 0 ? magnitude : 1;
  }

  /** Number of rows. */
  public int rows() {
    return exact.length;
  }

  /**
   * The agreement of another model.
   *
   * @param scores of that model for the same rows
   * @return 1 where both give the same, 0 where nothing agrees or values differ by their spread and more
   */
  public double of(double[][] scores) {
    if (scores.length != exact.length) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, scores.length + " rows do not match " + exact.length);
    }
    return of(Arrays.stream(scores).map(predict).toArray(Prediction[]::new));
  }

  private double of(Prediction[] others) {
    return classifier() ? classes(others) : values(others);
  }

  /** Whether classes are compared, and not values. */
  public boolean classifier() {
    return exact[0].classifier();
  }

  private double classes(Prediction[] others) {
    int same = 0;
    for (int i = 0; i < exact.length; i++) {
      same += others[i].labels().equals(exact[i].labels()) ? 1 : 0;
    }
    return (double) same / exact.length;
  }

  private double values(Prediction[] others) {
    double[] squares = new double[spread.length];
    for (int i = 0; i < exact.length; i++) {
      double[] other = others[i].outputs();
      double[] outputs = exact[i].outputs();
      for (int o = 0; o < squares.length; o++) {
        squares[o] += Math.pow(other[o] - outputs[o], 2);
      }
    }
    double worst = 0;
    for (int o = 0; o < squares.length; o++) {
      worst = Math.max(worst, Math.sqrt(squares[o] / exact.length) / spread[o]);
    }
    // A difference that is no number agrees in nothing.
    return worst < 1 ? 1 - worst : 0;
  }
}
