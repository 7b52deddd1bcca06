package dev.nightjar.engine.java.internal;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.ExpansionStep;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.KernelChoice;
import dev.nightjar.engine.java.levelled.LevelledKernel;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.rotation.KernelFamily;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The parts of levelled evaluation by themselves, for benches, on one thread: what each slot of a query and each
 * external product of a diagram costs. Keys and ciphertexts have their real sizes and layouts and meaningless contents.
 * The kernel is chosen as for the engine. For one thread at a time.
 */
public final class LevelledParts {
  /** GGSW ciphertexts that take turns, so that none stays in a first-level cache. */
  private static final int BITS = 16;

  private static final int CHILDREN = 4;
  private static final int START = Buffers.START;

  private final KernelFamily family;
  private final Levelled levelled;
  private final LevelledKernel kernel;
  private final int stride;
  private final int size;
  private final long[] words;
  private final double[] spectra;
  private final double[] bits;
  private final double[] key;
  private final int[] childAt = new int[CHILDREN];
  private int turn;

  /**
   * The parts for a set.
   *
   * @param setting the engine's setting {@code kernel}; empty for its default
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when the kernel asked for is not there
   * @throws IllegalArgumentException when the set is not levelled
   */
  public LevelledParts(Parameters set, Optional<String> setting) {
    this.family = KernelChoice.choose(setting);
    this.levelled = set.levelled().orElseThrow(
        () -> new IllegalArgumentException("the set " + set.id() + " is not levelled"));
    this.size = set.polynomialSize();
    int digits = levelled.expansion().stream().mapToInt(step -> step.gadget().level()).max().orElse(1);
    int rows = Math.max(Math.max(digits, levelled.rows()), levelled.schemeSwitch().level());
    this.kernel = family.levelled(size, rows)
        .orElseGet(() -> KernelChoice.choose("plain").levelled(size, rows).orElseThrow());
    this.stride = kernel.stride();
    this.words = LongStream.range(0, START + 3L * CHILDREN * stride).map(LevelledParts::spread).toArray();
    this.spectra = Buffers.allocate(3 * CHILDREN * stride);
    this.bits = Buffers.allocate(BITS * LevelledKernel.blockSize(levelled.rows(), size));
    this.key = Buffers.allocate((CHILDREN - 1) * LevelledKernel.blockSize(rows, size));
    fill(bits);
    fill(key);
  }

  /** Words that look random enough where times do not depend on them: squares times 2^64 / φ. */
  private static long spread(long i) {
    return i * i * 0x9e3779b97f4a7c15L;
  }

  private void fill(double[] blocks) {
    double[] torus = LongStream.range(0, size).mapToDouble(i -> spread(i) * 0x1p-63 / size).toArray();
    for (int i = START; i < blocks.length; i++) {
      blocks[i] = torus[i % size];
    }
  }

  /** Which kernel was chosen, and its width. */
  public String kernel() {
    return family.description();
  }

  /** The transform of the digits of one level of one polynomial. */
  public void digits() {
    kernel.decompose(0, new Gadget(levelled.mask().baseLog(), 1), words, START);
  }

  /** The product of all rows of digits with a GGSW ciphertext. */
  public void product() {
    kernel.multiply(bits, nextBit(), levelled.rows(), 0, levelled.rows());
  }

  /** A polynomial transformed back, as words. */
  public void inverse() {
    kernel.writeProduct(0, words, at(2 * CHILDREN));
  }

  /** An external product with a difference, added to a ciphertext: a CMUX. */
  public void externalProduct() {
    int second = at(2);
    kernel.decomposeDifference(0, levelled.mask(), words, second, words, START);
    kernel.decomposeDifference(levelled.mask().level(), levelled.body(), words, second + stride, words,
        START + stride);
    product();
    kernel.addProduct(0, words, START, words, at(4));
    kernel.addProduct(1, words, START + stride, words, at(5));
  }

  /** The expansion of one node, which makes all of its children. */
  public Runnable step(int index) {
    ExpansionStep parameters = levelled.expansion().get(index);
    LevelledKernel.Step tables = kernel.step(levelled.doublingsBefore(index), parameters.arity());
    int block = LevelledKernel.blockSize(parameters.gadget().level(), size);
    return () -> {
      kernel.decompose(0, parameters.gadget(), words, START);
      for (int a = 0; a < parameters.arity() - 1; a++) {
        kernel.multiplyAutomorphism(tables.permutations()[a], key, START + a * block, parameters.gadget().level(),
            spectra, START, spectra, at(CHILDREN + a));
        kernel.writeProduct(0, words, at(CHILDREN + a));
      }
      for (int c = 0; c < CHILDREN; c++) {
        childAt[c] = at(2 * CHILDREN + c);
      }
      kernel.combineMasks(tables, words, START, words, at(CHILDREN), words, childAt);
      kernel.combineBodies(tables, spectra, START, spectra, at(CHILDREN), spectra, childAt);
    };
  }

  /** The scheme switch of a slot into a row of a GGSW ciphertext. */
  public void schemeSwitch() {
    kernel.decompose(0, levelled.schemeSwitch(), words, START);
    kernel.switchRow(key, START, levelled.schemeSwitch().level(), spectra, START, bits, nextBit(), levelled.rows(), 0);
  }

  private int at(int polynomial) {
    return START + polynomial * stride;
  }

  private int nextBit() {
    turn = (turn + 1) % BITS;
    return START + turn * LevelledKernel.blockSize(levelled.rows(), size);
  }
}
