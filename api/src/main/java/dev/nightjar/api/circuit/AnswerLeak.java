package dev.nightjar.api.circuit;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What the answers of a hidden circuit still tell of it beside their results, by the argument of
 * {@code docs/model-privacy.md}.
 *
 * <p><em>The mask.</em> To tell it from uniform words is module-LWE of dimension kN with the server's ternary secret,
 * which each output has anew: {@link #maskBits}. The client cannot choose the masks of its encryptions of zero, since
 * the server expands them from a seed; their bodies it can, and so make the body of an output tell of that secret. A
 * body raises the chance of any guess by at most {@code 2^bodyBits}: {@link #dishonestMaskBits} is what is left.
 *
 * <p><em>The body.</em> Whatever the query, an output tells at most {@link #bodyBits} bits of the circuit, its result
 * included: the flood makes no word likelier than {@code 2^(bodyBits - 64)}.
 *
 * <p><em>The noise</em> of an honest query, {@code v = Σ w e}, which the client can compute for any weights that it
 * guesses. Taken as normal with variance s² (as all noise here), n answers tell at most {@code 1/2 log2(1 + n s² J)}
 * bits of a weight, even to a client that knows all others, where J is the Fisher information of the flood (from de
 * Bruijn's identity and Stam's inequality, {@code 1/J(X+Y) ≥ 1/J(X) + 1/J(Y)}).
 *
 * <p>Outputs of one product share its mask, and the r that hides it. The bodies of all of them together raise the
 * chance of a guess by the product of what each does, so that their bits add up: {@link #dishonestMaskBits}. Rank, the
 * number of encryptions of zero that r runs over, makes up for that. The noise of an output is then that of the whole
 * product, and a weight is in the noise of each: what they tell of it adds up, too.
 *
 * @param maskBits hardness of telling a mask from uniform words, against an honest client
 * @param bodyBits most bits that an output tells, of its circuit and of the server's randomness
 * @param noiseAnswersLog2 log2 of the answers whose noise tells at most one bit of a weight; infinite where the circuit
 *     leaves no noise that depends on it
 * @param outputsOfMask most outputs that share a mask
 */
public record AnswerLeak(double maskBits, double bodyBits, double noiseAnswersLog2, int outputsOfMask) {
  /** {@code 1/2 log2(1 + x) = 1}. */
  private static final double ONE_BIT = 3;

  /**
   * The leak of a circuit.
   *
   * @throws IllegalArgumentException when it is not hidden: then there is nothing to bound
   */
  public static AnswerLeak of(Circuit circuit) {
    AnswerHiding hiding = circuit.hiding().orElseThrow(() ->
        new IllegalArgumentException("the circuit is not hidden in its answers"));
    WireNoise noise = new WireNoise(circuit, WireType::parameters);
    double[] variances = IntStream.of(circuit.outputs()).mapToDouble(noise::variance).toArray();
    circuit.strided().ifPresent(packing -> FailureAnalysis.share(packing, variances));
    int shared = circuit.strided().map(packing -> Math.min(packing.outputs(), variances.length)).orElse(1);
    double most = DoubleStream.of(variances).max().orElseThrow();
    return new AnswerLeak(hiding.maskBits(circuit.parameters()),
        Math.min(circuit.outputBits(), hiding.bodyBits()),
        Math.log(ONE_BIT * hiding.floodingVariance() / (shared * most)) / Math.log(2), shared);
  }

  /**
   * What is left of {@link #maskBits} against a client that makes the bodies of its encryptions of zero as it likes.
   */
  public double dishonestMaskBits() {
    return Math.max(0, maskBits - outputsOfMask * bodyBits);
  }

  /**
   * Bits that the noise of an output tells at most.
   *
   * @param answers number of answers
   */
  public double noiseBits(double answers) {
    return Math.log1p(ONE_BIT * answers * Math.pow(2, -noiseAnswersLog2)) / Math.log(2) / 2;
  }
}
