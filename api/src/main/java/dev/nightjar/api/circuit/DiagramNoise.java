package dev.nightjar.api.circuit;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.params.Parameters;

/** Placeholder body follows. */
public final class DiagramNoise {
  private final double[] variance;
  private final double[] offset;

  private DiagramNoise(double[] variance, double[] offset) {
    this.variance = variance;
    this.offset = offset;
  }

  /** The noise of a diagram under a levelled set. */
  public static DiagramNoise of(Diagram diagram, Parameters parameters) {
    throw new UnsupportedOperationException("follows");
  }

  /** Variance of every coefficient of an output, relative to the torus. */
  public double variance(int output) {
    return variance[output];
  }

  /** Torus distance by which a coefficient of an output may be off beside its noise. */
  public double offset(int output) {
    return offset[output];
  }
}
