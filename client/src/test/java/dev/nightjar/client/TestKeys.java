package dev.nightjar.client;

import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Reproducible randomness, small parameter sets and balanced keys. */
final class TestKeys {
  /** For tests that are not about policies: every set that can be made without a door for tests. */
  static final ClientPolicy ANY_SET = ClientPolicy.DEFAULT.withKeyFamilies(KeyFamily.UNIFORM, KeyFamily.values())
      .withCatalogueOnly(false).withLeastSecurityBits(128).withMostKeyBytes(2L << 30).withWorstFailureLog2(-1);

  private TestKeys() {
  }

  /** Generators that follow from a label: the first call gives the first, the second the second. */
  static Supplier<SecretRandom> randomness(String label) {
    AtomicInteger calls = new AtomicInteger();
    return () -> random(label + " " + calls.getAndIncrement());
  }

  static SecretRandom random(String label) {
    try {
      return SecretRandom.deterministic(
          MessageDigest.getInstance("SHA-256").digest(label.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static Parameters insecure(int n, int k, int size, int pbsBaseLog, int pbsLevel, int ksBaseLog,
      int ksLevel) {
    return Parameters.builder("insecure-" + n + "-" + k + "-" + size)
        .glweKey(k, size, new TUniform(20)).lweKey(n, new TUniform(30)).bootstrap(pbsBaseLog, pbsLevel)
        .keyswitch(ksBaseLog, ksLevel).promise(2, 1, -1).buildInsecureForTests();
  }

  /** The GLWE key's coefficients times -1, which are masks for a binary key, and the LWE key's masks. */
  static <T> T withMasks(SecretKey key, MaskUse<T> operation) {
    return key.use((glwe, lwe) -> operation.with(
        IntStream.range(0, glwe.length()).mapToLong(i -> -glwe.coefficient(i)).toArray(), masks(lwe)));
  }

  /** What is done with the masks of both keys. */
  @FunctionalInterface
  interface MaskUse<T> {
    T with(long[] glwe, long[] lwe);
  }

  private static long[] masks(KeyBits bits) {
    return IntStream.range(0, bits.length()).mapToLong(bits::mask).toArray();
  }

  /** A block-binary set of n bits. */
  static Parameters blocks(int n) {
    return Parameters.builder("insecure-" + n + Parameters.BLOCK_SUFFIX)
        .glweKey(1, 256, new TUniform(20)).lweKey(n, new TUniform(30)).bootstrap(8, 2).keyswitch(3, 3)
        .promise(2, 1, -1).blockLength(Parameters.BLOCK_LENGTH).buildInsecureForTests();
  }

  /** The set of {@link #insecure} with these numbers, unrolled. */
  static Parameters unrolled(int n, int k, int size, int pbsBaseLog, int pbsLevel, int ksBaseLog,
      int ksLevel) {
    String id = "insecure-" + n + "-" + k + "-" + size + Parameters.UNROLLED_SUFFIX;
    return Parameters.builder(id)
        .glweKey(k, size, new TUniform(20)).lweKey(n, new TUniform(30)).bootstrap(pbsBaseLog, pbsLevel)
        .keyswitch(ksBaseLog, ksLevel).promise(2, 1, -1).unrolled(true).buildInsecureForTests();
  }

  static SecretKey key(Parameters p, String label) {
    try (SecretRandom random = random(label)) {
      return SecretKey.draw(p, random);
    }
  }

  /**
   * A key of which exactly half of the bits are one, in each polynomial and in the LWE key, or a quarter in the
   * LWE key of a block-binary set: the noise formulas are means over keys, and this is the mean key.
   */
  static SecretKey balancedKey(Parameters p, String label) {
    long[] glwe = new long[p.bigLweDimension()];
    long[] lwe = new long[p.lweDimension()];
    try (SecretRandom random = random(label); SecretStream stream = random.stream()) {
      stream.seek(SecretRandom.Domain.GLWE_KEY, 0);
      for (int c = 0; c < p.glweDimension(); c++) {
        balance(glwe, c * p.polynomialSize(), p.polynomialSize(), stream);
      }
      stream.seek(SecretRandom.Domain.LWE_KEY, 0);
      if (p.blockBinary()) {
        balanceBlocks(lwe, stream);
      } else {
        balance(lwe, 0, lwe.length, stream);
      }
    }
    return new SecretKey(p, glwe, lwe);
  }

  /** As many ones as the mean allows, in as many blocks, at each place of a block equally often. */
  private static void balanceBlocks(long[] masks, SecretStream stream) {
    int length = Parameters.BLOCK_LENGTH;
    int ones = masks.length / (length + 1);
    long[] places = new long[masks.length / length];
    for (int block = 0; block < places.length; block++) {
      places[block] = block < ones ? block % length : -1;
    }
    shuffle(places, 0, places.length, stream);
    for (int block = 0; block < places.length; block++) {
      if (places[block] >= 0) {
        masks[length * block + (int) places[block]] = -1;
      }
    }
  }

  private static void balance(long[] masks, int from, int count, SecretStream stream) {
    for (int i = 0; i < count; i++) {
      masks[from + i] = -(i & 1);
    }
    shuffle(masks, from, count, stream);
  }

  private static void shuffle(long[] values, int from, int count, SecretStream stream) {
    byte[] word = new byte[Long.BYTES];
    for (int i = count - 1; i > 0; i--) {
      stream.nextBytes(word, 0, word.length);
      int j = (int) Long.remainderUnsigned(ByteBuffer.wrap(word).getLong(), i + 1);
      long swap = values[from + i];
      values[from + i] = values[from + j];
      values[from + j] = swap;
    }
  }
}
