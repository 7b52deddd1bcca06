package dev.nightjar.api.circuit;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.Diagram.Kind;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.LevelledNoise;
import dev.nightjar.api.params.Parameters;

/** The noise of each step of a diagram, see {@link DiagramNoise}. */
final class StepNoise {
  private final Diagram diagram;
  private final Parameters parameters;
  private final double externalProduct;
  private final int bodyBits;

  /** Variance of the sources on the worst path to a step. */
  private final double[] variance;

  /** Sum of the standard deviations of products of trivial values. */
  private final double[] trivialDeviation;
  private final double[] offset;

  StepNoise(Diagram diagram, Parameters parameters) {
    this.diagram = diagram;
    this.parameters = parameters;
    externalProduct = LevelledNoise.externalProduct(parameters);
    Gadget body = parameters.levelled().orElseThrow().body();
    bodyBits = body.baseLog() * body.level();
    variance = new double[diagram.steps()];
    trivialDeviation = new double[diagram.steps()];
    offset = new double[diagram.steps()];
    SumNoise sums = new SumNoise(diagram, externalProduct, variance);
    for (int step = 0; step < diagram.steps(); step++) {
      switch (diagram.kind(step)) {
        case CONSTANT -> { }
        case SELECT -> product(step, diagram.first(step), diagram.second(step));
        case ROTATE -> product(step, diagram.first(step), diagram.first(step));
        case SHIFT -> copy(step, diagram.first(step));
        case SUM -> sum(step, sums);
      }
    }
  }

  double variance(int step) {
    return variance[step] + trivialDeviation[step] * trivialDeviation[step];
  }

  double offset(int step) {
    return offset[step];
  }

  private void product(int step, int zero, int one) {
    if (diagram.isTrivialProduct(step)) {
      int coefficients = Math.min(parameters.polynomialSize(), diagram.length(zero) + diagram.length(one));
      trivialDeviation[step] = Math.sqrt(LevelledNoise.trivialProduct(parameters, coefficients));
      offset[step] = Math.min(zeroBits(zero), zeroBits(one)) >= Long.SIZE - bodyBits ? 0
          : Math.scalb(0.5, -bodyBits);
      return;
    }
    variance[step] = Math.max(variance[zero], variance[one]) + externalProduct;
    trivialDeviation[step] = Math.max(trivialDeviation[zero], trivialDeviation[one]);
    offset[step] = Math.max(offset[zero], offset[one]);
  }

  /** Low bits that are zero in all words of a constant. */
  private int zeroBits(int step) {
    long all = 0;
    for (int i = 0; i < diagram.length(step); i++) {
      all |= diagram.word(step, i);
    }
    return Long.numberOfTrailingZeros(all);
  }

  private void copy(int step, int source) {
    variance[step] = variance[source];
    trivialDeviation[step] = trivialDeviation[source];
    offset[step] = offset[source];
  }

  private void sum(int step, SumNoise sums) {
    variance[step] = sums.variance(step);
    for (int t = 0; t < diagram.terms(step); t++) {
      trivialDeviation[step] += trivialDeviation[diagram.term(step, t)];
      offset[step] += offset[diagram.term(step, t)];
    }
  }

  /** Whether a step multiplies by a bit and makes noise of its own. */
  static boolean isSource(Diagram diagram, int step) {
    Kind kind = diagram.kind(step);
    return (kind == Kind.SELECT || kind == Kind.ROTATE) && !diagram.isTrivialProduct(step);
  }
}
