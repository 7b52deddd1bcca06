package dev.nightjar.api.engine;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Keys, queries and phases of levelled sets in exact arithmetic, for tests of engines. Seeded, insecure. */
public final class LevelledTestKeys {
  private final Parameters parameters;
  private final Levelled levelled;
  private final int size;
  private final long[] secret;
  private final SplittableRandom random;

  /** A ternary secret. */
  public LevelledTestKeys(Parameters parameters, long seed) {
    this.parameters = parameters;
    this.levelled = parameters.levelled().orElseThrow();
    this.size = parameters.polynomialSize();
    this.random = new SplittableRandom(seed);
    this.secret = random.longs(size, -1, 2).toArray();
  }

  /** The secret's coefficients. */
  public long[] secret() {
    return secret.clone();
  }

  /** {@code sum += sign · a · secret}. */
  private void addProduct(long[] a, int at, long sign, long[] sum) {
    addProduct(secret, a, at, sign, sum);
  }

  private static void addProduct(long[] small, long[] a, int at, long sign, long[] sum) {
    int n = sum.length;
    for (int s = 0; s < n; s++) {
      long factor = sign * small[s];
      if (factor != 0) {
        for (int j = s; j < n; j++) {
          sum[j] += factor * a[at + j - s];
        }
        for (int j = 0; j < s; j++) {
          sum[j] -= factor * a[at + n + j - s];
        }
      }
    }
  }

  private static long noise(Parameters p, SplittableRandom random) {
    long bound = 1L << p.glweNoise().boundLog2();
    return random.nextLong(-bound, bound + 1);
  }

  /** The parts that levelled computation needs. */
  public EvaluationKey evaluationKey() {
    long[] square = new long[size];
    addProduct(secret, 0, 1, square);
    Map<KeyPart, SeededRows> parts = new EnumMap<>(KeyPart.class);
    parts.put(KeyPart.AUTOMORPHISM, rows(KeyPart.AUTOMORPHISM, automorphismRows()));
    parts.put(KeyPart.SCHEME_SWITCH, rows(KeyPart.SCHEME_SWITCH, scaled(square, levelled.schemeSwitch().baseLog(),
        levelled.schemeSwitch().level())));
    return new EvaluationKey(parameters, parts);
  }

  private long[][] automorphismRows() {
    return IntStream.range(0, levelled.expansion().size()).boxed()
        .flatMap(step -> Arrays.stream(levelled.galoisElements(step, size))
            .mapToObj(this::image)
            .flatMap(image -> Arrays.stream(scaled(image, levelled.expansion().get(step).gadget().baseLog(),
                levelled.expansion().get(step).gadget().level()))))
        .toArray(long[][]::new);
  }

  private long[] image(int galois) {
    long[] image = new long[size];
    for (int j = 0; j < size; j++) {
      int power = (int) ((long) j * galois % (2L * size));
      image[power % size] = power < size ? secret[j] : -secret[j];
    }
    return image;
  }

  /** A polynomial times {@code q/B^level}, for the levels from the last to the first. */
  private static long[][] scaled(long[] polynomial, int baseLog, int levels) {
    long[][] rows = new long[levels][];
    Arrays.setAll(rows, i -> Arrays.stream(polynomial).map(x -> x << 64 - baseLog * (levels - i)).toArray());
    return rows;
  }

  private SeededRows rows(KeyPart part, long[][] messages) {
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    random.nextBytes(seed);
    long noiseSeed = random.nextLong();
    long[] bodies = new long[messages.length * size];
    IntStream.range(0, messages.length).parallel().forEach(row -> {
      SplittableRandom local = new SplittableRandom(noiseSeed + row);
      long[] mask = new long[size];
      new MaskStream(seed).row(row, size, mask, 0);
      long[] body = messages[row].clone();
      addProduct(mask, 0, 1, body);
      for (int j = 0; j < size; j++) {
        bodies[row * size + j] = body[j] + noise(parameters, local);
      }
    });
    return new SeededRows(part, parameters, seed, bodies);
  }

  /** Encryptions of polynomials. */
  public GlweList encrypt(long[]... messages) {
    GlweList list = GlweList.allocate(1, size, messages.length);
    for (int i = 0; i < messages.length; i++) {
      long[] body = messages[i].clone();
      for (int j = 0; j < size; j++) {
        list.words()[list.offset(i) + j] = random.nextLong();
        body[j] += noise(parameters, random);
      }
      addProduct(list.words(), list.offset(i), 1, body);
      System.arraycopy(body, 0, list.words(), list.bodyOffset(i), size);
    }
    return list;
  }

  /** A query of packed bits. */
  public GlweList query(long... bits) {
    int slotsLog2 = levelled.slotsLog2();
    int levels = levelled.mask().level();
    long[][] messages = new long[levelled.ciphertexts(bits.length)][size];
    for (int slot = 0; slot < bits.length * levels; slot++) {
      int at = Integer.reverse(slot & (1 << slotsLog2) - 1) >>> 32 - slotsLog2;
      int level = slot % levels + 1;
      messages[slot >> slotsLog2][at] = bits[slot / levels] << 64 - levelled.mask().baseLog() * level - slotsLog2;
    }
    return encrypt(messages);
  }

  /** The phase of a ciphertext: body minus mask times secret. */
  public long[] phase(GlweList list, int i) {
    return phase(list.words(), list.offset(i), list.bodyOffset(i));
  }

  /** The phase of a ciphertext of N words of mask and as many of body. */
  public long[] phase(long[] words, int mask, int body) {
    long[] phase = Arrays.copyOfRange(words, body, body + size);
    addProduct(words, mask, -1, phase);
    return phase;
  }

  /** Coefficient 0 of the phase alone. */
  public long constantTerm(GlweList list, int i) {
    long phase = list.words()[list.bodyOffset(i)] - list.words()[list.offset(i)] * secret[0];
    for (int j = 1; j < size; j++) {
      phase += list.words()[list.offset(i) + j] * secret[size - j];
    }
    return phase;
  }

  /** Mean square of the differences modulo 1, relative to the torus. */
  public static double variance(long[] found, long[] expected) {
    double sum = 0;
    for (int j = 0; j < found.length; j++) {
      double error = (found[j] - expected[j]) * 0x1p-64;
      sum += error * error;
    }
    return sum / found.length;
  }
}
