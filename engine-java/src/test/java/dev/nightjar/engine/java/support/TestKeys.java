package dev.nightjar.engine.java.support;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Keys, encryption and decryption for tests of this module, which does not see the client. Seeded, insecure.
 */
public final class TestKeys {
  public final Parameters parameters;
  public final int[] small;
  final int[] big;
  private final SplittableRandom random;

  public TestKeys(Parameters parameters, long seed) {
    this.parameters = parameters;
    this.random = new SplittableRandom(seed);
    this.small = small(parameters, random);
    this.big = random.ints(parameters.bigLweDimension(), 0, 2).toArray();
  }

  /** Uniform bits, or blocks with a one at any of d places or nowhere. */
  private static int[] small(Parameters p, SplittableRandom random) {
    int[] key = new int[p.lweDimension()];
    int d = p.blockLength();
    for (int block = 0; block < key.length; block += d) {
      int one = random.nextInt(d + 1);
      if (one < d) {
        key[block + one] = 1;
      }
    }
    return key;
  }

  public static Parameters parameters(int n, int k, int size, int pbsBase, int pbsLevel, int ksBase, int ksLevel,
      int lweNoise, int glweNoise) {
    return parameters(n, k, size, pbsBase, pbsLevel, ksBase, ksLevel, lweNoise, glweNoise, 1, 0);
  }

  public static Parameters parameters(int n, int k, int size, int pbsBase, int pbsLevel, int ksBase, int ksLevel,
      int lweNoise, int glweNoise, int blockLength, int extensionLog2) {
    String id = blockLength == 1 ? "insecure-test" : "insecure-test-block3";
    return Parameters.builder(id)
        .glweKey(k, size, new TUniform(glweNoise)).lweKey(n, new TUniform(lweNoise)).bootstrap(pbsBase, pbsLevel)
        .keyswitch(ksBase, ksLevel).promise(4, 5, -64).blockLength(blockLength).extensionLog2(extensionLog2)
        .buildInsecureForTests();
  }

  /** A set whose bootstrapping key holds the products of each two bits, too. */
  public static Parameters unrolled(int n, int k, int size, int pbsBase, int pbsLevel, int lweNoise, int glweNoise) {
    return Parameters.builder("insecure-test-unrolled")
        .glweKey(k, size, new TUniform(glweNoise)).lweKey(n, new TUniform(lweNoise)).bootstrap(pbsBase, pbsLevel)
        .keyswitch(4, 4).promise(4, 5, -64).unrolled(true).buildInsecureForTests();
  }

  /** The parameters with which TFHE-rs bootstraps 4 bits at 2^-128. */
  static Parameters standard() {
    return parameters(918, 1, 2048, 23, 1, 4, 4, 45, 17);
  }

  /** A key whose words are random: good for comparing arithmetic, useless for anything else. */
  public static EvaluationKey random(Parameters p, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return EvaluationKey.forBootstraps(p, bytes(random),
        random.longs(KeyPart.BOOTSTRAPPING.words(p)).toArray(), bytes(random),
        random.longs(KeyPart.KEYSWITCHING.words(p)).toArray());
  }

  private static byte[] bytes(SplittableRandom random) {
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    random.nextBytes(seed);
    return seed;
  }

  private static long noise(TUniform noise, SplittableRandom random) {
    long bound = 1L << noise.boundLog2();
    return random.nextLong(-bound, bound + 1);
  }

  public EvaluationKey evaluationKey() {
    byte[] bskSeed = bytes(random);
    byte[] kskSeed = bytes(random);
    return EvaluationKey.forBootstraps(parameters, bskSeed, bootstrappingBodies(bskSeed), kskSeed,
        keyswitchingBodies(kskSeed));
  }

  private long[] bootstrappingBodies(byte[] seed) {
    Parameters p = parameters;
    int size = p.polynomialSize();
    int columns = p.glweDimension() + 1;
    int rows = p.ggswCount() * p.pbsLevel() * columns;
    long[] bodies = new long[Math.toIntExact(KeyPart.BOOTSTRAPPING.words(p))];
    long noiseSeed = random.nextLong();
    IntStream.range(0, rows).parallel().forEach(row -> {
      SplittableRandom local = new SplittableRandom(noiseSeed + row);
      long[] masks = new long[p.bigLweDimension()];
      new MaskStream(seed).row(row, masks.length, masks, 0);
      long[] body = new long[size];
      for (int c = 0; c < p.glweDimension(); c++) {
        addProduct(masks, c * size, big, c * size, body);
      }
      int level = p.pbsLevel() - row / columns % p.pbsLevel();
      int r = row % columns;
      long message = plaintext(row / columns / p.pbsLevel()) * (1L << 64 - p.pbsBaseLog() * level);
      for (int j = 0; j < size; j++) {
        long plain = r < p.glweDimension() ? -message * big[r * size + j] : j == 0 ? message : 0;
        bodies[row * size + j] = body[j] + plain + noise(p.glweNoise(), local);
      }
    });
    return bodies;
  }

  /** What a GGSW encrypts: a key bit or the product of two. */
  private int plaintext(int ggsw) {
    int pair = 2 * (ggsw - small.length);
    return pair < 0 ? small[ggsw] : small[pair] * small[pair + 1];
  }

  /** {@code sum += a · key} modulo {@code X^N + 1}. */
  private static void addProduct(long[] a, int at, int[] key, int keyAt, long[] sum) {
    for (int s = 0; s < sum.length; s++) {
      if (key[keyAt + s] == 1) {
        for (int j = s; j < sum.length; j++) {
          sum[j] += a[at + j - s];
        }
        for (int j = 0; j < s; j++) {
          sum[j] -= a[at + sum.length + j - s];
        }
      }
    }
  }

  private long[] keyswitchingBodies(byte[] seed) {
    Parameters p = parameters;
    MaskStream stream = new MaskStream(seed);
    long[] masks = new long[p.lweDimension()];
    long[] bodies = new long[Math.toIntExact(KeyPart.KEYSWITCHING.words(p))];
    for (int row = 0; row < bodies.length; row++) {
      stream.row(row, masks.length, masks, 0);
      int level = p.ksLevel() - row % p.ksLevel();
      bodies[row] = inner(masks, 0, small) + big[row / p.ksLevel()] * (1L << 64 - p.ksBaseLog() * level)
          + noise(p.lweNoise(), random);
    }
    return bodies;
  }

  private static long inner(long[] a, int at, int[] key) {
    long sum = 0;
    for (int j = 0; j < key.length; j++) {
      sum += a[at + j] * key[j];
    }
    return sum;
  }

  /** Fresh ciphertexts of these torus words under the big key. */
  public LweList encrypt(long... words) {
    LweList list = LweList.allocate(big.length, words.length);
    for (int i = 0; i < words.length; i++) {
      int at = list.offset(i);
      for (int j = 0; j < big.length; j++) {
        list.words()[at + j] = random.nextLong();
      }
      list.words()[at + big.length] = inner(list.words(), at, big) + words[i] + noise(parameters.glweNoise(),
          random);
    }
    return list;
  }

  /** The phase of ciphertext {@code i}. */
  public long phase(LweList list, int i) {
    return list.words()[list.offset(i) + big.length] - inner(list.words(), list.offset(i), big);
  }

  /** The phase of a GLWE ciphertext, given by its polynomials: body minus masks times key. */
  public long[] glwePhase(long[][] glwe) {
    int size = parameters.polynomialSize();
    long[] masked = new long[size];
    for (int c = 0; c < parameters.glweDimension(); c++) {
      addProduct(glwe[c], 0, big, c * size, masked);
    }
    long[] phase = new long[size];
    Arrays.setAll(phase, j -> glwe[parameters.glweDimension()][j] - masked[j]);
    return phase;
  }
}
