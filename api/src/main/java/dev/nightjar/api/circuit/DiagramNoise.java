package dev.nightjar.api.circuit;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.params.LevelledNoise;
import dev.nightjar.api.params.Parameters;

/**
 * A bound on the noise of a diagram's outputs, whatever the bits are. Immutable and thread-safe.
 *
 * <p>An external product of a ciphertext that is not trivial is a source of its own, of the variance
 * {@link LevelledNoise#externalProduct}: its digits look like independent uniform ones. The noise of a value is that of
 * the sources on its worst path.
 *
 * <p>Summands may pass the same step. When m summands of a sum can reach a step, its source counts m times for each
 * summand that takes it: {@code Σ_s n_s² V_s ≤ Σ_s n_s m_s V_s} for sources that are there {@code n_s ≤ m_s} times. So
 * the variance of a sum is at most the sum, over its summands, of their worst paths with each source times its m. Where
 * that is not worked out (sums below products of summands, or too much work), standard deviations are added, which
 * holds whatever summands share.
 *
 * <p>Products of trivial values meet the rows of a bit with digits that are known, the same error for each product of
 * that bit: {@link LevelledNoise#trivialProduct}. Their standard deviations are added, those of different bits too.
 * What the decomposition cuts off such a value is no noise but an {@link #offset}.
 */
public final class DiagramNoise {
  private final double[] variance;
  private final double[] offset;

  private DiagramNoise(double[] variance, double[] offset) {
    this.variance = variance;
    this.offset = offset;
  }

  /**
   * The noise of a diagram. Takes time in proportion to its steps, but for sums of more than 64 values, which take that
   * of their steps for each 64 of them.
   *
   * @throws dev.nightjar.api.NightjarException {@code INVALID_PARAMETERS} for a set that is not levelled
   */
  public static DiagramNoise of(Diagram diagram, Parameters parameters) {
    StepNoise steps = new StepNoise(diagram, parameters);
    double[] variance = new double[diagram.outputs()];
    double[] offset = new double[variance.length];
    for (int o = 0; o < variance.length; o++) {
      variance[o] = steps.variance(diagram.output(o));
      offset[o] = steps.offset(diagram.output(o));
    }
    return new DiagramNoise(variance, offset);
  }

  /** Variance of every coefficient of an output at most, relative to the torus. */
  public double variance(int output) {
    return variance[output];
  }

  /** Torus distance by which a coefficient of an output is off at most beside its noise. */
  public double offset(int output) {
    return offset[output];
  }
}
