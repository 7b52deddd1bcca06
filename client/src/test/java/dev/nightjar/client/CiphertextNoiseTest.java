package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Noise of fresh ciphertexts and of a keyswitch by definition, against the model, for the sets of the
 * catalogue: each kind of key and keyswitch once, see {@link TestedSets}.
 */
class CiphertextNoiseTest {
  /** Sets for the noise of a GLWE key: one for each such key. */
  static Stream<Parameters> glweKeys() {
    return TestedSets.asked().oneOfEach(small(), Parameters::glweKey);
  }

  /** Sets for the noise of keyswitches: one for each that differs in them. */
  static Stream<Parameters> keyswitches() {
    return TestedSets.asked().oneOfEach(small().filter(Parameters::bootstraps), p -> List.of(p.bigLweDimension(),
        p.bootstrapping().lweKey(), p.bootstrapping().keyswitchGadget()));
  }

  private static Stream<Parameters> small() {
    return ParameterCatalogue.bootstrapped().stream().filter(p -> p.polynomialSize() <= 2048);
  }

  @ParameterizedTest
  @MethodSource("glweKeys")
  void freshPackedInputsHaveTheNoiseOfTheModel(Parameters p) {
    SecretKey key = TestKeys.key(p, "fresh " + p.id());
    Encryptor encryptor = new Encryptor(key, TestKeys.randomness("fresh noise " + p.id()));
    int size = p.polynomialSize();
    long[] messages = new long[8 * size];
    new MaskStream(new byte[MaskStream.SEED_BYTES]).row(0, messages.length, messages, 0);
    PackedInput input = encryptor.encrypt(messages);

    ChiSquared noise = new ChiSquared();
    long bound = 1L << p.glweNoise().boundLog2();
    long[] phases = phases(input, key);
    for (int i = 0; i < messages.length; i++) {
      assertThat(phases[i] - messages[i]).isBetween(-bound, bound);
      noise.addDifference(phases[i], messages[i]);
    }
    noise.requireAgreement("fresh GLWE of " + p.id(), NoiseModel.freshVariance(p));
  }

  private static long[] phases(PackedInput input, SecretKey key) {
    int size = input.parameters().polynomialSize();
    int k = input.parameters().glweDimension();
    long[] full = input.expand();
    long[] phases = new long[input.count() * size];
    TestKeys.withMasks(key, (glwe, lwe) -> {
      for (int g = 0; g < input.count(); g++) {
        for (int t = 0; t < size; t++) {
          phases[g * size + t] = full[(g * (k + 1) + k) * size + t] - negacyclic(full, g * (k + 1) * size,
              glwe, size, t);
        }
      }
      return null;
    });
    return phases;
  }

  private static long negacyclic(long[] masks, int at, long[] key, int size, int t) {
    long sum = 0;
    for (int c = 0; c < key.length; c += size) {
      for (int i = 0; i <= t; i++) {
        sum -= masks[at + c + t - i] * key[c + i];
      }
      for (int i = t + 1; i < size; i++) {
        sum += masks[at + c + size + t - i] * key[c + i];
      }
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("glweKeys")
  void freshLweCiphertextsHaveTheNoiseOfTheModel(Parameters p) {
    SecretKey key = TestKeys.key(p, "fresh " + p.id());
    long[] messages = new long[2000];
    new MaskStream(new byte[MaskStream.SEED_BYTES]).row(1, messages.length, messages, 0);
    LweList list = new Encryptor(key, TestKeys.randomness("fresh LWE " + p.id())).encryptEach(messages);
    long[] phases = new Decryptor(key).phases(list);
    ChiSquared noise = new ChiSquared();
    for (int i = 0; i < messages.length; i++) {
      noise.addDifference(phases[i], messages[i]);
    }
    noise.requireAgreement("fresh LWE of " + p.id(), NoiseModel.freshVariance(p));
  }

  @ParameterizedTest
  @MethodSource("keyswitches")
  void aKeyswitchByDefinitionHasTheNoiseOfTheModel(Parameters p) {
    SecretKey key = TestKeys.balancedKey(p, "keyswitch " + p.id());
    EvaluationKey evaluation = keyswitchingKey(key, "keyswitch " + p.id() + " 0");
    int big = p.bigLweDimension();
    long[] rowErrors = keyswitchingErrors(evaluation, key);
    long[] mask = new long[big];
    MaskStream masks = new MaskStream(new byte[MaskStream.SEED_BYTES]);
    ChiSquared noise = new ChiSquared();
    for (int sample = 0; sample < TestedSets.asked().samples(2000); sample++) {
      masks.row(sample, big, mask, 0);
      noise.addDifference(keyswitchError(p, mask, key, rowErrors), 0);
    }
    noise.requireCentredAgreement("keyswitch of " + p.id(), KeyswitchDigits.variance(p));
    assertThat(KeyswitchDigits.variance(p)).isLessThan(NoiseModel.keyswitchVariance(p))
        .isGreaterThan(0.85 * NoiseModel.keyswitchVariance(p));
  }

  /** An evaluation key whose bootstrapping key was left out, which takes most of the time. */
  private static EvaluationKey keyswitchingKey(SecretKey key, String label) {
    Parameters p = key.parameters();
    try (SecretRandom random = TestKeys.random(label)) {
      EvaluationKey evaluation = EvaluationKey.forBootstraps(p,
          random.publicSeed(), new long[(int) KeyPart.BOOTSTRAPPING.words(p)],
          random.publicSeed(), new long[(int) KeyPart.KEYSWITCHING.words(p)]);
      return key.use((glwe, lwe) -> {
        try (EvaluationKeyRows rows = new EvaluationKeyRows(evaluation, glwe, lwe, random.stream(), 0)) {
          for (int i = 0; i < glwe.length(); i += EvaluationKeyRows.COEFFICIENTS_PER_PIECE) {
            rows.keyswitching(i, i + EvaluationKeyRows.COEFFICIENTS_PER_PIECE);
          }
        }
        return evaluation;
      });
    }
  }

  /** Phase of each row of the keyswitching key minus its message. */
  private static long[] keyswitchingErrors(EvaluationKey evaluation, SecretKey key) {
    Parameters p = evaluation.parameters();
    int n = p.lweDimension();
    return TestKeys.withMasks(key, (glwe, lwe) -> {
      MaskStream masks = evaluation.part(KeyPart.KEYSWITCHING).masks();
      long[] row = new long[n + 1];
      long[] errors = new long[evaluation.part(KeyPart.KEYSWITCHING).rows()];
      for (int r = 0; r < errors.length; r++) {
        int level = p.ksLevel() - r % p.ksLevel();
        evaluation.part(KeyPart.KEYSWITCHING).expand(masks, r, row, 0);
        long message = -glwe[r / p.ksLevel()] << (64 - level * p.ksBaseLog());
        long inner = 0;
        for (int j = 0; j < n; j++) {
          inner += row[j] & lwe[j];
        }
        errors[r] = row[n] - inner - message;
      }
      return errors;
    });
  }

  /**
   * What a keyswitch of a ciphertext of this mask adds to its phase: {@code Σ (a_i - Σ digit q/β^level) s_i}
   * for what the decomposition cuts off, and {@code -Σ digit · row error}. Digits lie in [-β/2, β/2]; at β/2
   * the highest bit of what is left decides, which gives them the mean zero that the formula presumes.
   */
  private static long keyswitchError(Parameters p, long[] mask, SecretKey key, long[] rowErrors) {
    int base = p.ksBaseLog();
    int levels = p.ksLevel();
    int cut = 64 - base * levels;
    return TestKeys.withMasks(key, (glwe, lwe) -> {
      long error = 0;
      for (int i = 0; i < mask.length; i++) {
        long rounded = (mask[i] >>> (cut - 1)) + 1 >>> 1;
        error += (mask[i] - (rounded << cut)) & glwe[i];
        long rest = rounded;
        for (int l = 0; l < levels; l++) {
          long digit = rest & (1L << base) - 1;
          rest >>>= base;
          boolean borrow = digit > 1L << (base - 1) || digit == 1L << (base - 1)
              && (rest >> (base - 1) & 1) == 1;
          digit -= borrow ? 1L << base : 0;
          rest += borrow ? 1 : 0;
          error -= digit * rowErrors[i * levels + l];
        }
      }
      return error;
    });
  }
}
