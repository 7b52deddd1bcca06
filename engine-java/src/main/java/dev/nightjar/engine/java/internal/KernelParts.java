package dev.nightjar.engine.java.internal;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.KernelChoice;
import dev.nightjar.engine.java.keyswitch.KeySwitchKey;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.FourierKey;
import dev.nightjar.engine.java.rotation.KernelFamily;
import java.util.Arrays;
import java.util.Optional;

/**
 * The parts of a bootstrap by themselves, for benches; applications do not need them. Keys and results have their real
 * sizes and layouts and meaningless contents. The kernel is chosen as for the engine.
 *
 * <p>For one thread at a time; everything is done on one thread. Holds as much memory as a loaded key.
 */
public final class KernelParts implements AutoCloseable {
  /** Buffers are refilled every {@value} runs, because transforming in place makes values grow. */
  private static final int REFILL = 64;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final KernelFamily family;
  private final Workers workers = new Workers(1);
  private final Shape shape;
  private final PolynomialKernel kernel;
  private final FourierKey bootstrappingKey;
  private final KeySwitchKey keySwitchKey;
  private final double[] signal;
  private final double[] digits;
  private final double[] product;
  private final double[] accumulator;

  /**
   * The parts for a parameter set, with keys loaded.
   *
   * @param setting the engine's setting {@code kernel}; empty for its default
   * @throws NightjarException {@code INVALID_PARAMETERS} when the engine does not support the set, {@code
   *     ENGINE_UNAVAILABLE} when the kernel asked for is not there
   */
  public KernelParts(Parameters parameters, Optional<String> setting) {
    this.family = KernelChoice.choose(setting);
    this.shape = Shape.of(parameters);
    this.kernel = family.kernel(shape);
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    EvaluationKey key = EvaluationKey.forBootstraps(parameters,
        seed, new long[Math.toIntExact(KeyPart.BOOTSTRAPPING.words(parameters))],
        seed, new long[Math.toIntExact(KeyPart.KEYSWITCHING.words(parameters))]);
    this.bootstrappingKey = FourierKey.load(key, shape, kernel, workers);
    this.keySwitchKey = KeySwitchKey.load(key, shape, family::keySwitch, KeySwitchKey.memory(shape), workers);
    this.signal = Buffers.allocate(shape.polynomialSize());
    for (int i = 0; i < shape.polynomialSize(); i++) {
      signal[Buffers.START + i] = Math.sin(i);
    }
    this.digits = Buffers.allocate(shape.rows() * shape.polynomialSize());
    for (int row = 0; row < shape.rows(); row++) {
      fill(digits, row);
    }
    this.product = Buffers.allocate(shape.columns() * shape.polynomialSize());
    this.accumulator = Buffers.allocate(kernel.accumulatorStride());
  }

  private void fill(double[] polynomials, int index) {
    System.arraycopy(signal, Buffers.START, polynomials, Buffers.START + index * shape.polynomialSize(),
        shape.polynomialSize());
  }

  /** Which kernel was chosen, and its width. */
  public String kernel() {
    return family.description();
  }

  /** Steps of a blind rotation, one for each bit of the small key: n. */
  public int steps() {
    return shape.lweDimension();
  }

  /** Ciphertexts of a full group, which are rotated together; 0 when this set has none. */
  public int lanes() {
    return family.groups(shape).full();
  }

  /** Ciphertexts of a group of half the size, which takes about half the time; 0 when there is none. */
  public int halfLanes() {
    return family.groups(shape).half();
  }

  /**
   * Forward transforms of N real coefficients. One in {@value #REFILL} copies N coefficients first.
   *
   * @param times how many transforms
   * @return a number that depends on the result
   */
  public double forward(int times) {
    for (int t = 0; t < times; t++) {
      if (t % REFILL == 0) {
        fill(product, 0);
      }
      kernel.forward(product, Buffers.START);
    }
    return product[Buffers.START];
  }

  /** Transforms back, each rounded and added to an accumulator; otherwise as {@link #forward}. */
  public double inverse(int times) {
    for (int t = 0; t < times; t++) {
      if (t % REFILL == 0) {
        fill(product, 0);
      }
      kernel.accumulate(product, Buffers.START, accumulator, Buffers.START);
    }
    return accumulator[Buffers.START];
  }

  /** Products of decomposed polynomials with one GGSW in the Fourier domain, which stays in the cache. */
  public double multiply(int times) {
    for (int t = 0; t < times; t++) {
      kernel.multiply(bootstrappingKey.values(), bootstrappingKey.offset(0), digits, Buffers.START, product,
          Buffers.START);
    }
    return product[Buffers.START];
  }

  /** A blind rotation of one group of ciphertexts, ready to be run again and again. */
  private final class Rotation implements Runnable {
    private final BlindRotator.Group group;
    private final BlindRotator rotator;

    Rotation(int count, BlindRotator rotator) {
      int[] exponents = new int[count * (shape.lweDimension() + 1)];
      Arrays.setAll(exponents, i -> 1 + (int) (i * 37L % (2 * shape.tableSize() - 1)));
      this.group = new BlindRotator.Group(exponents, 0, count,
          LookupTables.of(shape.tableSize(), new long[][][] {{{1L << 60}}}), new int[count],
          LweList.allocate(shape.bigDimension(), count));
      this.rotator = rotator;
    }

    @Override
    public void run() {
      rotator.rotate(bootstrappingKey, group);
    }
  }

  /**
   * A blind rotation of one ciphertext, {@link #steps()} steps, with table and extraction.
   *
   * @return runs it once each time
   */
  public Runnable singleRotation() {
    return new Rotation(1, family.singleRotator(shape, kernel));
  }

  /**
   * The same for {@link #lanes()} ciphertexts together.
   *
   * @throws IllegalStateException when there are no lanes
   */
  public Runnable laneRotation() {
    if (lanes() == 0) {
      throw new IllegalStateException("kernel " + kernel() + " rotates no ciphertexts of this set in lanes");
    }
    return new Rotation(lanes(), family.laneRotator(shape));
  }

  /**
   * The same for {@link #halfLanes()} ciphertexts together.
   *
   * @throws IllegalStateException when there is no such group
   */
  public Runnable halfRotation() {
    if (halfLanes() == 0) {
      throw new IllegalStateException("kernel " + kernel() + " has no groups of half the size for this set");
    }
    return new Rotation(halfLanes(), family.halfGroupRotator(shape));
  }

  /**
   * A keyswitch of a batch, including the time to hand it to the thread.
   *
   * @param count ciphertexts, at least 1
   * @return runs it once each time
   */
  public Runnable keySwitch(int count) {
    long[] in = new long[Math.multiplyExact(count, shape.bigDimension() + 1)];
    Arrays.setAll(in, i -> i * GOLDEN);
    int[] out = new int[Math.multiplyExact(count, shape.lweDimension() + 1)];
    return () -> keySwitchKey.apply(in, count, out, workers);
  }

  /** Stops the thread. */
  @Override
  public void close() {
    workers.close();
  }
}
