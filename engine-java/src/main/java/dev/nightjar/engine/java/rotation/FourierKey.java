package dev.nightjar.engine.java.rotation;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.product.FourierGgsw;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import java.util.Arrays;

/**
 * A bootstrapping key in the Fourier domain: GGSW ciphertexts of the bits of the LWE key, one behind the other in one
 * array, each laid out as {@link FourierGgsw} says. In an unrolled key the product of two bits follows them: {@code
 * s_0, s_1, s_0 s_1, s_2, …}.
 */
public final class FourierKey {
  private final Shape shape;
  private final double[] values;
  private final FourierGgsw[] ggsws;

  /** A key of zeros. */
  public FourierKey(Shape shape, int interleave) {
    this.shape = shape;
    this.values = Buffers.allocate(Math.multiplyExact(shape.ggswCount(), shape.ggswWords()));
    this.ggsws = new FourierGgsw[shape.ggswCount()];
    Arrays.setAll(ggsws, i -> new FourierGgsw(shape, interleave, values, Buffers.START + i * shape.ggswWords()));
  }

  /** Transforms a standard-domain key; its GGSW ciphertexts are spread over all threads. */
  public static FourierKey load(EvaluationKey key, Shape shape, PolynomialKernel kernel, Workers workers) {
    FourierKey loaded = new FourierKey(shape, kernel.interleave());
    workers.forRanges(shape.ggswCount(), (from, to) -> {
      PolynomialKernel threadKernel = kernel.forThread();
      MaskStream masks = key.part(KeyPart.BOOTSTRAPPING).masks();
      long[] words = new long[shape.columns() * shape.polynomialSize()];
      double[] polynomial = Buffers.allocate(shape.polynomialSize());
      for (int i = from; i < to; i++) {
        for (int row = 0; row < shape.rows(); row++) {
          key.part(KeyPart.BOOTSTRAPPING).expand(masks, i * shape.rows() + row, words, 0);
          loaded.ggsws[loaded.place(i)].setRow(threadKernel, row, words, polynomial);
        }
      }
    });
    return loaded;
  }

  /** The place here of the i-th GGSW ciphertext of the standard-domain key, which has all products at its end. */
  private int place(int i) {
    int n = shape.lweDimension();
    return i < n ? placeOfBit(i) : placeOfBit(2 * (i - n)) + 2;
  }

  private int placeOfBit(int bit) {
    return shape.unrolled() ? bit + bit / 2 : bit;
  }

  /** The GGSW ciphertext of a key bit. */
  public FourierGgsw ggsw(int bit) {
    return ggsws[placeOfBit(bit)];
  }

  /** The array with all of the key. */
  public double[] values() {
    return values;
  }

  /** Where in {@link #values} the GGSW ciphertext of a key bit begins. */
  public int offset(int bit) {
    return Buffers.START + placeOfBit(bit) * shape.ggswWords();
  }

  public long memoryBytes() {
    return (long) values.length * Double.BYTES;
  }
}
