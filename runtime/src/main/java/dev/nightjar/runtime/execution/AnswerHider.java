package dev.nightjar.runtime.execution;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.api.primitives.NegacyclicFft;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Hides a circuit in its answers: adds to every output an encryption of zero that the server makes of those in the
 * query ({@link Rerandomisation}), and a flood ({@link AnswerHiding}). Every mask has randomness of its own: were it
 * shared by two of them, the difference of the masks would be the open one. Thread-safe.
 */
final class AnswerHider {
  private final Parameters parameters;
  private final AnswerHiding hiding;
  private final NegacyclicFft fft;
  private final WordPolynomial.Limbs limbs;
  private final SecureRandom system = new SecureRandom();
  /** Working memory that no answer uses. That of threads is all zeros. */
  private final Queue<Zeros> idleZeros = new ConcurrentLinkedQueue<>();
  private final Queue<Scratch> idleScratch = new ConcurrentLinkedQueue<>();

  /** For the answers of a circuit that is hidden. */
  AnswerHider(Circuit circuit) {
    this.parameters = circuit.parameters();
    this.hiding = circuit.hiding().orElseThrow();
    this.fft = new NegacyclicFft(parameters.polynomialSize());
    this.limbs = WordPolynomial.Limbs.of(parameters.polynomialSize(), hiding.zeros(parameters),
        hiding.secret().map(TUniform::boundLog2).orElse(0));
  }

  /**
   * Begins an answer.
   *
   * @param query ciphertexts of a query, masks and bodies
   * @param offset where its encryptions of zero begin
   */
  OneAnswer begin(long[] query, int offset) {
    return new OneAnswer(query, offset);
  }

  /** One answer; its outputs may be hidden by different threads. To be closed. */
  final class OneAnswer implements AutoCloseable {
    private final int size = parameters.polynomialSize();
    private final int k = parameters.glweDimension();
    private final int zeros = hiding.zeros(parameters);
    private final Zeros read;
    private final WordPolynomial[][] masks;
    private final long[][] bodies;
    private final AnswerRandom random = new AnswerRandom(system);
    /** Of threads that hid an output; they go on with it. */
    private final Queue<Scratch> used = new ConcurrentLinkedQueue<>();
    private boolean closed;

    private OneAnswer(long[] query, int offset) {
      Zeros idle = idleZeros.poll();
      read = idle == null ? new Zeros(limbs, size, zeros, k) : idle;
      read.set(fft, query, offset);
      masks = read.masks;
      bodies = read.bodies;
    }

    /**
     * Hides one output; to be called once for each.
     *
     * @param index of the output
     * @param words holds the output, an LWE ciphertext, from {@code at} on
     */
    void hide(int index, long[] words, int at) {
      Scratch scratch = scratch();
      try (AnswerRandom.Stream stream = random.output(index)) {
        for (int i = 0; i < zeros; i++) {
          draw(stream, scratch.secret);
          words[at + k * size] += coefficientOfProduct(scratch.secret, bodies[i], 0);
          scratch.transform(fft, i);
        }
        for (int c = 0; c < k; c++) {
          mask(scratch, stream, c);
          addConstant(scratch.mask, words, at + c * size);
        }
        words[at + k * size] += stream.sum(hiding.flood(), AnswerHiding.FLOOD_TERMS);
      }
      used.add(scratch);
    }

    /**
     * Hides one ciphertext of a packed answer and the outputs in it, which share its secret and each have a flood of
     * their own; to be called once for each ciphertext.
     */
    void hide(int ciphertext, PackedAnswer answer) {
      AnswerPacking packing = answer.packing();
      int[] outputs = IntStream.range(0, answer.count()).filter(o -> packing.ciphertext(o) == ciphertext).toArray();
      Scratch scratch = scratch();
      try (AnswerRandom.Stream stream = random.output(ciphertext)) {
        for (int i = 0; i < zeros; i++) {
          draw(stream, scratch.secret);
          for (int o : outputs) {
            answer.bodies()[o] += coefficientOfProduct(scratch.secret, bodies[i], packing.coefficient(o));
          }
          scratch.transform(fft, i);
        }
        for (int c = 0; c < k; c++) {
          mask(scratch, stream, c);
          int at = (ciphertext * k + c) * size;
          for (int j = 0; j < size; j++) {
            answer.masks()[at + j] += scratch.mask[j];
          }
        }
        for (int o : outputs) {
          answer.bodies()[o] += stream.sum(hiding.flood(), AnswerHiding.FLOOD_TERMS);
        }
      }
      used.add(scratch);
    }

    /** Draws a polynomial of the secret. */
    private void draw(AnswerRandom.Stream stream, long[] secret) {
      hiding.secret().ifPresentOrElse(wide -> stream.set(wide, secret), () -> stream.ternary(secret));
    }

    private Scratch scratch() {
      Scratch scratch = used.poll();
      Scratch idle = scratch == null ? idleScratch.poll() : scratch;
      return idle == null ? new Scratch(size, zeros) : idle;
    }

    /** Sets the mask of scratch to what hides mask polynomial c. */
    private void mask(Scratch scratch, AnswerRandom.Stream stream, int c) {
      Arrays.fill(scratch.mask, 0);
      for (int limb = 0; limb < limbs.count(); limb++) {
        scratch.product(fft, masks, c, limbs, limb);
      }
      stream.add(hiding.maskNoise(), scratch.mask);
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      random.close();
      used.forEach(Scratch::wipe);
      idleScratch.addAll(used);
      used.clear();
      idleZeros.add(read);
    }
  }

  /** Coefficient h of a product modulo {@code X^N + 1}. */
  private static long coefficientOfProduct(long[] factor, long[] body, int h) {
    long sum = 0;
    for (int j = 0; j <= h; j++) {
      sum += factor[j] * body[h - j];
    }
    for (int j = h + 1; j < factor.length; j++) {
      sum -= factor[j] * body[body.length + h - j];
    }
    return sum;
  }

  /** Adds the LWE mask of coefficient 0 of a polynomial, see {@link PackedCoefficients}. */
  private static void addConstant(long[] polynomial, long[] words, int at) {
    words[at] += polynomial[0];
    for (int j = 1; j < polynomial.length; j++) {
      words[at + j] -= polynomial[polynomial.length - j];
    }
  }

  /** The encryptions of zero of one query. */
  private static final class Zeros {
    private final int size;
    private final WordPolynomial[][] masks;
    private final long[][] bodies;

    Zeros(WordPolynomial.Limbs limbs, int size, int zeros, int k) {
      this.size = size;
      masks = new WordPolynomial[zeros][k];
      for (WordPolynomial[] polynomials : masks) {
        Arrays.setAll(polynomials, c -> new WordPolynomial(limbs, size));
      }
      bodies = new long[zeros][size];
    }

    /** Overwrites all of it with those that begin at {@code offset} of a query. */
    void set(NegacyclicFft fft, long[] query, int offset) {
      int at = offset;
      for (int i = 0; i < masks.length; i++) {
        for (WordPolynomial mask : masks[i]) {
          mask.set(fft, query, at);
          at += size;
        }
        System.arraycopy(query, at, bodies[i], 0, size);
        at += size;
      }
    }
  }

  /** What one thread works with. */
  private static final class Scratch {
    private final long[] secret;
    private final long[] mask;
    private final double[][] factorRe;
    private final double[][] factorIm;
    private final double[] sumRe;
    private final double[] sumIm;

    Scratch(int size, int zeros) {
      secret = new long[size];
      mask = new long[size];
      factorRe = new double[zeros][size / 2];
      factorIm = new double[zeros][size / 2];
      sumRe = new double[size / 2];
      sumIm = new double[size / 2];
    }

    /** Keeps the transform of the secret as factor {@code i}. */
    void transform(NegacyclicFft fft, int i) {
      int half = sumRe.length;
      for (int j = 0; j < half; j++) {
        factorRe[i][j] = secret[j];
        factorIm[i][j] = secret[half + j];
      }
      fft.forward(factorRe[i], factorIm[i]);
    }

    /** Adds a limb of {@code Σ_i factor_i masks_ic} to the mask. */
    void product(NegacyclicFft fft, WordPolynomial[][] masks, int c, WordPolynomial.Limbs limbs, int limb) {
      Arrays.fill(sumRe, 0);
      Arrays.fill(sumIm, 0);
      for (int i = 0; i < masks.length; i++) {
        masks[i][c].multiplyAdd(limb, factorRe[i], factorIm[i], sumRe, sumIm);
      }
      fft.backward(sumRe, sumIm);
      WordPolynomial.add(limbs, limb, sumRe, sumIm, mask);
    }

    void wipe() {
      Arrays.fill(secret, 0);
      Arrays.fill(mask, 0);
      for (int i = 0; i < factorRe.length; i++) {
        Arrays.fill(factorRe[i], 0);
        Arrays.fill(factorIm[i], 0);
      }
      Arrays.fill(sumRe, 0);
      Arrays.fill(sumIm, 0);
    }
  }
}
