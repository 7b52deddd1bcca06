package dev.nightjar.plugin.network;

import dev.nightjar.api.network.Activation;

/**
 * How a function of a real number is read off the torus: {@code f(u) = slope · u + level + residual(phase)} with
 * {@code phase = scale · (u - centre)}. Residuals of phases half a torus apart are negatives of each other, as those
 * of test polynomials are. Where the function without its slope is so by nature, as {@code |u|} is, the whole torus
 * holds the range of u; otherwise the half torus {@code [-1/4, 1/4)} does, and beyond it the residual folds back.
 *
 * @param function f
 * @param slope of the linear part, which needs no look-up
 * @param level constant
 * @param centre of the range of u
 * @param scale torus per unit of u
 * @param amplitude largest residual; 0 where there is none
 */
record Shape(Activation function, double slope, double level, double centre, double scale, double amplitude) {
  private static final double QUARTER = 0.25;
  private static final int PROBES = 64;

  /** A shape whose residual is continuous where it folds; its amplitude is not looked for, and 1. */
  static Shape of(Activation function, double slope, double centre, double scale) {
    double reach = QUARTER / scale;
    double top = function.apply(centre + reach) - slope * (centre + reach);
    double bottom = function.apply(centre - reach) - slope * (centre - reach);
    return new Shape(function, slope, top / 2 + bottom / 2, centre, scale, 1);
  }

  /** The same with its amplitude. */
  Shape measured() {
    double largest = 0;
    for (int i = 0; i <= PROBES; i++) {
      largest = Math.max(largest, Math.abs(direct(-QUARTER + i * 2 * QUARTER / PROBES)));
    }
    return new Shape(function, slope, level, centre, scale, largest);
  }

  /** Whether all is finite and there is something to look up. */
  boolean isUsable() {
    return amplitude > 0 && Double.isFinite(amplitude) && Double.isFinite(level) && scale > 0
        && Double.isFinite(scale);
  }

  /** Whether there is nothing to look up: the function is its linear part. */
  boolean isAffine() {
    return amplitude == 0;
  }

  /** The phase of u, not reduced. */
  double phase(double u) {
    return scale * (u - centre);
  }

  /** The residual at any phase, in units of the function. */
  double residual(double phase) {
    double reduced = phase - Math.floor(phase + QUARTER);
    return reduced < QUARTER ? direct(reduced) : -direct(reduced - 2 * QUARTER);
  }

  private double direct(double phase) {
    double u = centre + phase / scale;
    return function.apply(u) - slope * u - level;
  }

  /** What is read at a phase where u would be the true value. */
  double read(double u, double phase) {
    return slope * u + level + residual(phase);
  }
}
