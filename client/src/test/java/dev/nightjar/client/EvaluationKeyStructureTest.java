package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.params.Parameters;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of an evaluation key, decrypted by definition with the bits of the encoded secret key, against
 * the layout that {@link EvaluationKey} promises.
 */
class EvaluationKeyStructureTest {
  private static final BigInteger Q = BigInteger.ONE.shiftLeft(64);

  static Stream<Parameters> sets() {
    return Stream.of(
        TestKeys.insecure(13, 2, 256, 8, 2, 3, 3),
        TestKeys.insecure(31, 1, 512, 23, 1, 2, 6),
        TestKeys.blocks(12),
        TestKeys.unrolled(24, 1, 512, 8, 2, 3, 3),
        TestKeys.unrolled(14, 2, 256, 22, 1, 2, 6),
        TestKeys.unrolled(2, 1, 256, 7, 3, 4, 4),
        TestKeys.insecure(7, 3, 256, 7, 3, 4, 4),
        TestKeys.insecure(1, 1, 256, 31, 2, 1, 1));
  }

  /** The bits of a secret key, GLWE polynomials first, from its encoded form. */
  private static int[] bits(SecretKey key, boolean lwe) {
    Parameters p = key.parameters();
    ByteBuffer payload = Frame.open(ByteBuffer.wrap(key.encode()), Frame.Type.SECRET_KEY, p);
    int from = 16 + (lwe ? (p.bigLweDimension() + 7) / 8 : 0);
    int[] bits = new int[lwe ? p.lweDimension() : p.bigLweDimension()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = payload.get(from + i / 8) >> i % 8 & 1;
    }
    return bits;
  }

  /** What the GGSWs of the bootstrapping key encrypt: bits of the LWE key, then products of pairs of them. */
  private static int[] messages(SecretKey key) {
    int[] lwe = bits(key, true);
    int[] messages = Arrays.copyOf(lwe, key.parameters().ggswCount());
    for (int i = lwe.length; i < messages.length; i++) {
      int pair = i - lwe.length;
      messages[i] = lwe[2 * pair] * lwe[2 * pair + 1];
    }
    return messages;
  }

  /** q / 2^bits as a torus word. */
  private static long gadget(int bits) {
    return Q.shiftRight(bits).longValue();
  }

  @ParameterizedTest
  @MethodSource("sets")
  void everyRowOfTheBootstrappingKeyDecryptsToItsMessage(Parameters p) {
    SecretKey secret = TestKeys.key(p, "structure " + p.id());
    EvaluationKey key = new KeyGenerator(TestThreads.of(2), TestKeys.ANY_SET,
        TestKeys.randomness("bsk " + p.id())).evaluationKey(secret);
    int size = p.polynomialSize();
    int k = p.glweDimension();
    int[] glwe = bits(secret, false);
    int[] messages = messages(secret);
    long[] row = new long[(k + 1) * size];
    ChiSquared noise = new ChiSquared();
    Set<LongBuffer> noises = new HashSet<>();
    int index = 0;
    for (int ggswMessage : messages) {
      for (int level = p.pbsLevel(); level >= 1; level--) {
        for (int r = 0; r <= k; r++) {
          key.part(KeyPart.BOOTSTRAPPING).expand(key.part(KeyPart.BOOTSTRAPPING).masks(), index++, row, 0);
          long[] errors = new long[size];
          for (int t = 0; t < size; t++) {
            long message = r < k ? -ggswMessage * glwe[r * size + t] * gadget(level * p.pbsBaseLog())
                : t == 0 ? ggswMessage * gadget(level * p.pbsBaseLog()) : 0;
            long error = glwePhase(row, glwe, k, size, t) - message;
            assertThat(error).as("row %d, coefficient %d", index - 1, t).isBetween(-(1L << 20), 1L << 20);
            noise.addDifference(error, 0);
            errors[t] = error;
          }
          assertThat(noises.add(LongBuffer.wrap(errors))).as("own noise in row %d", index - 1).isTrue();
        }
      }
    }
    assertThat(index).isEqualTo(key.part(KeyPart.BOOTSTRAPPING).rows());
    noise.requireAgreement("bootstrapping key of " + p.id(), p.glweNoise().variance());
  }

  private static long glwePhase(long[] row, int[] key, int k, int size, int t) {
    long phase = row[k * size + t];
    for (int c = 0; c < k; c++) {
      for (int i = 0; i < size; i++) {
        if (key[c * size + i] == 1) {
          phase -= i <= t ? row[c * size + t - i] : -row[c * size + size + t - i];
        }
      }
    }
    return phase;
  }

  @ParameterizedTest
  @MethodSource("sets")
  void everyRowOfTheKeyswitchingKeyDecryptsToItsMessage(Parameters p) {
    SecretKey secret = TestKeys.key(p, "structure " + p.id());
    EvaluationKey key = new KeyGenerator(TestThreads.of(2), TestKeys.ANY_SET,
        TestKeys.randomness("ksk " + p.id())).evaluationKey(secret);
    int n = p.lweDimension();
    int[] glwe = bits(secret, false);
    int[] lwe = bits(secret, true);
    long[] row = new long[n + 1];
    ChiSquared noise = new ChiSquared();
    int index = 0;
    for (int i = 0; i < p.bigLweDimension(); i++) {
      for (int level = p.ksLevel(); level >= 1; level--) {
        key.part(KeyPart.KEYSWITCHING).expand(key.part(KeyPart.KEYSWITCHING).masks(), index++, row, 0);
        long phase = row[n];
        for (int j = 0; j < n; j++) {
          phase -= row[j] * lwe[j];
        }
        long error = phase - glwe[i] * gadget(level * p.ksBaseLog());
        assertThat(error).as("row %d", index - 1).isBetween(-(1L << 30), 1L << 30);
        noise.addDifference(error, 0);
      }
    }
    assertThat(index).isEqualTo(key.part(KeyPart.KEYSWITCHING).rows());
    noise.requireAgreement("keyswitching key of " + p.id(), p.lweNoise().variance());
  }
}
