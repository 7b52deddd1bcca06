package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.primitives.NegacyclicFft;
import java.util.Arrays;
import java.util.Objects;

/**
 * {@link Products} in plain Java, by a Fourier transform in double precision: what engines without such an operation
 * are made up for with, and what those that have it must agree with, bit by bit.
 *
 * <p>Words are cut into signed limbs so short that {@link LimbBound} proves the transform's error to be below 1/4;
 * rounding then gives the integers. The factors are transformed once, here.
 */
public final class ExactProducts implements Products {
  private final int size;
  private final int outputs;
  private final int inputs;
  private final int limbBits;
  private final int limbs;
  private final NegacyclicFft fft;
  private final double[][] re;
  private final double[][] im;

  /**
   * Transforms factors.
   *
   * @throws NightjarException {@code INVALID_MODEL} when they are so large that no limb is short enough
   */
  public ExactProducts(IntegerPolynomials factors) {
    size = factors.polynomialSize();
    outputs = factors.outputs();
    inputs = factors.inputs();
    limbBits = LimbBound.bits(factors);
    limbs = LimbBound.limbs(limbBits);
    fft = new NegacyclicFft(size);
    int half = size / 2;
    re = new double[outputs * inputs][half];
    im = new double[outputs * inputs][half];
    for (int f = 0; f < re.length; f++) {
      for (int j = 0; j < half; j++) {
        re[f][j] = factors.coefficient(f / inputs, f % inputs, j);
        im[f][j] = factors.coefficient(f / inputs, f % inputs, half + j);
      }
      fft.forward(re[f], im[f]);
    }
  }

  @Override
  public void multiply(int components, long[] in, long[] out) {
    Objects.requireNonNull(out, "out");
    if (components < 1 || in.length != (long) inputs * components * size
        || out.length != (long) outputs * components * size) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "products of " + outputs + " by " + inputs
          + " polynomials of " + size + " words do not take " + in.length + " words to " + out.length + " in "
          + components + " components");
    }
    Arrays.fill(out, 0);
    int half = size / 2;
    double[][] inRe = new double[inputs][half];
    double[][] inIm = new double[inputs][half];
    double[] sumRe = new double[half];
    double[] sumIm = new double[half];
    for (int c = 0; c < components; c++) {
      for (int limb = 0; limb < limbs; limb++) {
        for (int i = 0; i < inputs; i++) {
          cut(in, (i * components + c) * size, limb, inRe[i], inIm[i]);
          fft.forward(inRe[i], inIm[i]);
        }
        for (int o = 0; o < outputs; o++) {
          Arrays.fill(sumRe, 0);
          Arrays.fill(sumIm, 0);
          for (int i = 0; i < inputs; i++) {
            multiplyAdd(inRe[i], inIm[i], re[o * inputs + i], im[o * inputs + i], sumRe, sumIm);
          }
          fft.backward(sumRe, sumIm);
          add(sumRe, sumIm, limb, out, (o * components + c) * size);
        }
      }
    }
  }

  /** A limb of the N words from {@code at} on: rounded to nearest, so that the limbs below make up the rest. */
  private void cut(long[] words, int at, int limb, double[] limbRe, double[] limbIm) {
    int half = limbRe.length;
    for (int j = 0; j < half; j++) {
      limbRe[j] = LimbBound.limb(words[at + j], limb, limbBits);
      limbIm[j] = LimbBound.limb(words[at + half + j], limb, limbBits);
    }
  }

  private static void multiplyAdd(double[] aRe, double[] aIm, double[] bRe, double[] bIm, double[] toRe,
      double[] toIm) {
    for (int j = 0; j < toRe.length; j++) {
      toRe[j] += aRe[j] * bRe[j] - aIm[j] * bIm[j];
      toIm[j] += aRe[j] * bIm[j] + aIm[j] * bRe[j];
    }
  }

  private void add(double[] sumRe, double[] sumIm, int limb, long[] to, int at) {
    int shift = limb * limbBits;
    int half = sumRe.length;
    for (int j = 0; j < half; j++) {
      to[at + j] += (long) Math.rint(sumRe[j]) << shift;
      to[at + half + j] += (long) Math.rint(sumIm[j]) << shift;
    }
  }

  @Override
  public long memoryBytes() {
    return (long) outputs * inputs * size * Double.BYTES;
  }

  @Override
  public void close() {
    // The collector frees the arrays.
  }
}
