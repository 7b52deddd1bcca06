package dev.nightjar.api.circuit;

import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The bound on the probability that one inference gives a wrong answer, from the noise formulas.
 *
 * <p>Variances flow through the circuit: fresh coefficients start at the GLWE noise, a linear map gives
 * {@code Σ w² V} over its independent sources (wires that share a coefficient or a look-up are not independent, and
 * their weights are added first), a look-up gives {@link NoiseModel#bootstrapVarianceBound}. Outputs of one many-table
 * look-up count with their covariance, {@link NoiseModel#bootstrapCovarianceBound}, and equal look-ups as one source.
 * A look-up decides wrongly when the noise of its input after keyswitch and modulus switch passes its margin; an output
 * decodes wrongly when its noise passes the output margin. Where answers are hidden, an output has the noise of the
 * server's encryption of zero, too, and the bound of the flood is taken off its margin, as if each flood were the
 * worst.
 * Where outputs are packed, each has the noise of all of its ciphertext. Outputs of diagrams have the noise of
 * {@link DiagramNoise}. Words of short queries have the noise of their rounding. The failure bound is the union over
 * all of them.
 *
 * @param failureLog2 log2 of the bound on a wrong inference
 * @param worstLookupFailureLog2 log2 of the worst single look-up, negative infinity when there is none
 * @param worstOutputFailureLog2 log2 of the worst single output
 */
public record FailureAnalysis(double failureLog2, double worstLookupFailureLog2, double worstOutputFailureLog2) {
  /**
   * Analyses a circuit.
   *
   * @param outputMargins for each output the torus distance at which it decodes wrongly (half a message step)
   */
  public static FailureAnalysis of(Circuit circuit, double[] outputMargins) {
    return of(circuit, outputMargins, WireType::parameters);
  }

  /**
   * Analyses a circuit as if it were computed under another parameter set: the same sums and margins, with that set's
   * noise. Whether the circuit's tables fit that set is not looked at.
   *
   * @param parameters the other set
   * @param outputMargins as in {@link #of}
   */
  public static FailureAnalysis under(Parameters parameters, Circuit circuit, double[] outputMargins) {
    return of(circuit, outputMargins, type -> parameters);
  }

  private static FailureAnalysis of(Circuit circuit, double[] outputMargins, Function<WireType, Parameters> setOf) {
    int[] outputs = circuit.outputs();
    if (outputMargins.length != outputs.length) {
      throw new IllegalArgumentException(outputs.length + " outputs have " + outputMargins.length + " margins");
    }
    Union union = new Union(circuit, setOf);
    circuit.nodes().forEach(node -> node.match(union));
    Parameters answer = setOf.apply(circuit.answerType());
    double zeroVariance = circuit.shortQuery().map(ShortQuery::zeroVariance).orElse(0.0);
    double added = NoiseModel.replyRoundingVariance(answer, circuit.outputBits())
        + circuit.hiding().map(hiding -> hiding.variance(answer, zeroVariance)).orElse(0.0);
    double flood = circuit.hiding().map(AnswerHiding::floodBound).orElse(0.0);
    double[] variances = IntStream.of(outputs).mapToDouble(union.noise::variance).toArray();
    circuit.strided().ifPresent(packing -> share(packing, variances));
    for (int i = 0; i < outputs.length; i++) {
      union.output(Math.max(0, outputMargins[i] - flood - union.noise.offset(outputs[i])), variances[i] + added);
    }
    return new FailureAnalysis(Math.min(0, union.total), union.worstLookup, union.worstOutput);
  }

  /**
   * The noise of a coefficient of a product is that of all terms of the product, whatever outputs they are for: each
   * meets a coefficient of the query of its own.
   */
  static void share(StridedPacking packing, double[] variances) {
    for (int from = 0; from < variances.length; from += packing.outputs()) {
      int to = Math.min(variances.length, from + packing.outputs());
      Arrays.fill(variances, from, to, Arrays.stream(variances, from, to).sum());
    }
  }

  /** The union bound over the decisions of the nodes and of the outputs that were added. */
  private static final class Union implements Node.Cases<Void> {
    private final Circuit circuit;
    private final Function<WireType, Parameters> setOf;
    private final WireNoise noise;
    private double total = Double.NEGATIVE_INFINITY;
    private double worstLookup = Double.NEGATIVE_INFINITY;
    private double worstOutput = Double.NEGATIVE_INFINITY;

    Union(Circuit circuit, Function<WireType, Parameters> setOf) {
      this.circuit = circuit;
      this.setOf = setOf;
      noise = new WireNoise(circuit, setOf);
    }

    /** Decides nothing. */
    @Override
    public Void extract(Node.Extract node) {
      return null;
    }

    /** Decides nothing. */
    @Override
    public Void linear(Node.Linear node) {
      return null;
    }

    @Override
    public Void lookup(Node.Lookup node) {
      int theta = node.tables().theta();
      int[] inputs = node.inputs();
      Parameters parameters = setOf.apply(circuit.type(inputs[0]));
      double[] margins = node.margins();
      for (int i = 0; i < inputs.length; i++) {
        double f = NoiseModel.failureLog2OfDecision(margins[i],
            NoiseModel.lookupVariance(parameters, noise.variance(inputs[i]), theta));
        worstLookup = Math.max(worstLookup, f);
        total = NoiseModel.log2Sum(total, f);
      }
      return null;
    }

    /** Decides nothing: a bit is 0 or 1 whatever its noise, which the diagrams that read it count. */
    @Override
    public Void expand(Node.Expand node) {
      return null;
    }

    /** Decides nothing. */
    @Override
    public Void evaluate(Node.Evaluate node) {
      return null;
    }

    /** Decides nothing. */
    @Override
    public Void sampleExtract(Node.SampleExtract node) {
      return null;
    }

    void output(double margin, double variance) {
      double f = NoiseModel.failureLog2OfDecision(margin, variance);
      worstOutput = Math.max(worstOutput, f);
      total = NoiseModel.log2Sum(total, f);
    }
  }
}
