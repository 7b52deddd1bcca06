package dev.nightjar.api.circuit;

import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;

/**
 * The bound on the probability that one inference gives a wrong answer, from the noise formulas.
 *
 * <p>Variances flow through the circuit: fresh coefficients start at the GLWE noise, a linear map gives
 * {@code Σ w² V} over its independent sources (wires that share a coefficient or a look-up are not independent, and
 * their weights are added first), a look-up gives {@link NoiseModel#bootstrapVarianceBound}. A look-up decides wrongly when the noise of its input after
 * keyswitch and modulus switch passes its margin; an output decodes wrongly when its noise passes the output margin.
 * The bound is the union over all of them.
 *
 * @param log2Failure log2 of the bound on a wrong inference
 * @param log2WorstLookup log2 of the worst single look-up, negative infinity when there is none
 * @param log2WorstOutput log2 of the worst single output
 */
public record FailureAnalysis(double log2Failure, double log2WorstLookup, double log2WorstOutput) {
  /**
   * Analyses a circuit.
   *
   * @param outputMargins for each output the torus distance at which it decodes wrongly (half a message step)
   */
  public static FailureAnalysis of(Circuit circuit, double[] outputMargins) {
    int[] outputs = circuit.outputs();
    if (outputMargins.length != outputs.length) {
      throw new IllegalArgumentException(outputs.length + " outputs have " + outputMargins.length + " margins");
    }
    Parameters p = circuit.parameters();
    WireNoise noise = new WireNoise(circuit);
    double total = Double.NEGATIVE_INFINITY;
    double worstLookup = Double.NEGATIVE_INFINITY;
    double worstOutput = Double.NEGATIVE_INFINITY;
    for (Node node : circuit.nodes()) {
      if (node instanceof Node.Lookup lookup) {
        int theta = lookup.tables().theta();
        int[] inputs = lookup.inputs();
        double[] margins = lookup.margins();
        for (int i = 0; i < inputs.length; i++) {
          double f = NoiseModel.log2FailureOfDecision(margins[i],
              NoiseModel.lookUpVariance(p, noise.variance(inputs[i]), theta));
          worstLookup = Math.max(worstLookup, f);
          total = NoiseModel.log2Sum(total, f);
        }
      }
    }
    double rounding = NoiseModel.replyRoundingVariance(p, circuit.outputBits());
    for (int i = 0; i < outputs.length; i++) {
      double f = NoiseModel.log2FailureOfDecision(outputMargins[i], noise.variance(outputs[i]) + rounding);
      worstOutput = Math.max(worstOutput, f);
      total = NoiseModel.log2Sum(total, f);
    }
    return new FailureAnalysis(Math.min(0, total), worstLookup, worstOutput);
  }
}
