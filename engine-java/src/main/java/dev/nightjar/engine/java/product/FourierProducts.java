package dev.nightjar.engine.java.product;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.IntegerPolynomials;
import dev.nightjar.api.engine.LimbBound;
import dev.nightjar.api.engine.Products;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.ring.Shape;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * {@link Products} by the kernel of polynomials that blind rotation has, exact as {@link
 * dev.nightjar.api.engine.ExactProducts} is: words are cut into signed limbs, and a limb's product is an integer so
 * small that the transform's error cannot change its rounding ({@link LimbBound}).
 *
 * <p>The factors of one output are the one column of a {@link FourierGgsw} without secret: k = 0 and a level for each
 * input. A limb is divided by a power of two that is larger than twice any coefficient of its products, so that they
 * stay in (-1/2, 1/2), where reduction modulo 1 leaves them as they are. The limbs' transforms are spread over the
 * engine's threads, then the outputs.
 */
public final class FourierProducts implements Products {
  /** Sizes of polynomials for which there are kernels. */
  private static final int LEAST_SIZE = 256;
  private static final int MOST_SIZE = 1 << 14;

  /** Inputs at most: levels of a {@link Shape} of one bit each. */
  private static final int MOST_INPUTS = 50;

  private final Shape shape;
  private final Supplier<PolynomialKernel> kernel;
  private final Workers workers;
  private final int outputs;
  private final int inputs;
  private final int size;
  private final int limbBits;
  private final int limbs;
  /** A limb is multiplied by the first, a coefficient of a product by the second: powers of two. */
  private final double down;
  private final double up;
  private final ConcurrentLinkedDeque<PolynomialKernel> kernels = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedDeque<double[]> memories = new ConcurrentLinkedDeque<>();
  private volatile double[] values;

  /**
   * Transforms factors.
   *
   * @param source gives the kernel of the moment for {@link #shape} of the factors; all have the same layouts
   * @throws NightjarException {@code INVALID_MODEL} when they are so large that no limb is short enough
   */
  public FourierProducts(IntegerPolynomials factors, Supplier<PolynomialKernel> source, Workers workers) {
    this.shape = shape(factors);
    this.kernel = Objects.requireNonNull(source, "source");
    this.workers = Objects.requireNonNull(workers, "workers");
    this.outputs = factors.outputs();
    this.inputs = factors.inputs();
    this.size = factors.polynomialSize();
    this.limbBits = LimbBound.bits(factors);
    this.limbs = LimbBound.limbs(limbBits);
    int bits = limbBits + 1 + Math.getExponent(largestSum(factors));
    // Torus words of the factors are divided by 2^64 when they are read.
    this.down = Math.scalb(1.0, Long.SIZE - bits);
    this.up = Math.scalb(1.0, bits);
    double[] transformed = Buffers.allocate(Math.multiplyExact(outputs, shape.ggswWords()));
    workers.forRanges(outputs, (from, to) -> {
      PolynomialKernel own = kernel.get().forThread();
      long[] words = new long[size];
      double[] polynomial = Buffers.allocate(size);
      for (int o = from; o < to; o++) {
        FourierGgsw column = new FourierGgsw(shape, own.interleave(), transformed, at(o));
        for (int i = 0; i < inputs; i++) {
          int output = o;
          int input = i;
          Arrays.setAll(words, j -> factors.coefficient(output, input, j));
          column.setRow(own, i, words, polynomial);
        }
      }
    });
    this.values = transformed;
  }

  /** Whether there are kernels for such factors. */
  public static boolean supports(IntegerPolynomials factors) {
    return factors.polynomialSize() >= LEAST_SIZE && factors.polynomialSize() <= MOST_SIZE
        && factors.inputs() <= MOST_INPUTS
        && (long) factors.outputs() * factors.inputs() * factors.polynomialSize() < Integer.MAX_VALUE / 2;
  }

  /** The shape of the column that the factors of one output are. */
  public static Shape shape(IntegerPolynomials factors) {
    return new Shape(1, 0, factors.polynomialSize(), 1, factors.inputs(), 1, 1, 1, 0, false);
  }

  /** Largest sum of the magnitudes of all coefficients that one output is made with. */
  private static double largestSum(IntegerPolynomials factors) {
    double largest = 1;
    for (int o = 0; o < factors.outputs(); o++) {
      double sum = 0;
      for (int i = 0; i < factors.inputs(); i++) {
        for (int j = 0; j < factors.polynomialSize(); j++) {
          sum += Math.abs((double) factors.coefficient(o, i, j));
        }
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }

  private int at(int output) {
    return Buffers.START + output * shape.ggswWords();
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
    double[] key = values;
    if (key == null) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "these products are closed");
    }
    int spectra = components * limbs * inputs;
    double[] digits = take(Math.multiplyExact(spectra, size));
    try {
      workers.forRanges(spectra, (from, to) -> forward(components, in, digits, from, to));
      workers.forRanges(outputs, (from, to) -> backward(components, key, digits, out, from, to));
    } finally {
      memories.push(digits);
    }
  }

  /** Spectra of limbs, numbered component by component, limb by limb, input by input. */
  private void forward(int components, long[] in, double[] digits, int from, int to) {
    PolynomialKernel own = takeKernel();
    for (int s = from; s < to; s++) {
      int limb = s / inputs % limbs;
      int words = (s % inputs * components + s / (inputs * limbs)) * size;
      int at = Buffers.START + s * size;
      for (int j = 0; j < size; j++) {
        digits[at + j] = LimbBound.limb(in[words + j], limb, limbBits) * down;
      }
      own.forward(digits, at);
    }
    kernels.push(own);
  }

  private void backward(int components, double[] key, double[] digits, long[] out, int from, int to) {
    PolynomialKernel own = takeKernel();
    int stride = own.accumulatorStride();
    double[] memory = take(size + stride);
    int product = Buffers.START;
    int sum = product + size;
    for (int o = from; o < to; o++) {
      for (int c = 0; c < components; c++) {
        int to64 = (o * components + c) * size;
        Arrays.fill(out, to64, to64 + size, 0);
        for (int limb = 0; limb < limbs; limb++) {
          own.multiply(key, at(o), digits, Buffers.START + (c * limbs + limb) * inputs * size, memory, product);
          Arrays.fill(memory, sum, sum + stride, 0);
          own.accumulate(memory, product, memory, sum);
          add(memory, sum, limb * limbBits, out, to64);
        }
      }
    }
    memories.push(memory);
    kernels.push(own);
  }

  private void add(double[] memory, int sum, int shift, long[] out, int to) {
    double scale = up;
    for (int j = 0; j < size; j++) {
      out[to + j] += (long) Math.rint(memory[sum + j] * scale) << shift;
    }
  }

  private PolynomialKernel takeKernel() {
    PolynomialKernel now = kernel.get();
    PolynomialKernel idle = kernels.poll();
    return idle == null || idle.getClass() != now.getClass() ? now.forThread() : idle;
  }

  private double[] take(int doubles) {
    double[] idle = memories.poll();
    return idle != null && idle.length >= Buffers.START + doubles ? idle : Buffers.allocate(doubles);
  }

  @Override
  public long memoryBytes() {
    double[] held = values;
    return held == null ? 0 : (long) held.length * Double.BYTES;
  }

  @Override
  public void close() {
    values = null;
    memories.clear();
  }
}
