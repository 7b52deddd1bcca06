package dev.nightjar.plugin.linear;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The step that values are multiples of, as counts are of 1 and centimetres in metres of 0.01. */
final class Raster {
  private static final double[] STEPS = {10, 5, 2, 1, 0.5, 0.25, 0.2, 0.125, 0.1, 0.0625, 0.05, 0.04, 0.025, 0.02,
      0.0125, 0.01, 0.005, 0.0025, 0.002, 0.001, 0.0005, 0.0002, 0.0001};

  /** How far from a multiple values may be, in steps: those of single precision are, in relation to them. */
  private static final double TOLERANCE = 1e-3;
  private static final double RELATIVE_TOLERANCE = 1e-7;

  private Raster() {
  }

  /** The largest step of a short decimal number that all values are multiples of; empty where there is none. */
  static OptionalDouble of(double[] values) {
    return Arrays.stream(STEPS).filter(step -> Arrays.stream(values).allMatch(v -> isMultiple(v, step))).findFirst();
  }

  /** Whether a value is a multiple of a step, but for rounding. */
  static boolean isMultiple(double value, double step) {
    double steps = value / step;
    return Math.abs(steps - Math.rint(steps)) <= TOLERANCE + RELATIVE_TOLERANCE * Math.abs(steps);
  }
}
