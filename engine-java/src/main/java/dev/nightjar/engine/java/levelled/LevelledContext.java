package dev.nightjar.engine.java.levelled;

import dev.nightjar.engine.java.machine.Buffers;

/** What one thread needs for levelled evaluation: a kernel and working memory. */
final class LevelledContext {
  /** Products of a node with the automorphism keys of a step of arity 4, and two trivial ciphertexts. */
  private static final int POLYNOMIALS = 3 + 2 * LevelledKernel.COLUMNS;

  final LevelledKernel kernel;

  /** {@code N} words and a gap. */
  final int stride;

  /** Working memory: three polynomials, {@link #stride} apart, and then the trivial ciphertexts. */
  final long[] words;

  /** Three spectra, {@link #stride} apart. */
  final double[] spectra;

  LevelledContext(LevelledKernel kernel) {
    this.kernel = kernel;
    this.stride = kernel.stride();
    this.words = Buffers.allocateWords(POLYNOMIALS * stride);
    this.spectra = Buffers.allocate(3 * stride);
  }

  /** Where polynomial {@code i} begins in {@link #words}, or spectrum {@code i} in {@link #spectra}. */
  int at(int i) {
    return Buffers.START + i * stride;
  }

  /** Where the mask of a trivial ciphertext begins in {@link #words}, which is zero and stays so. */
  int trivial(int which) {
    return at(3 + which * LevelledKernel.COLUMNS);
  }
}
