package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.GraphSpecs;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.Specs;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelClientTest {
  /** LWE ciphertext of coefficient {@code j} of a query's ciphertext 0, for k = 1. */
  private static void extract(PackedInput query, int j, LweList out, int index) {
    int size = query.parameters().polynomialSize();
    long[] glwe = query.expand();
    for (int i = 0; i < size; i++) {
      out.words()[out.offset(index) + i] = i <= j ? glwe[j - i] : -glwe[size + j - i];
    }
    out.words()[out.offset(index) + size] = glwe[size + j];
  }

  /** What a server does for the linear model: weights 1, 2 and 3. */
  private static byte[] serve(byte[] query, Parameters p, int wordBits) {
    PackedInput input = PackedInputCodec.decode(ByteBuffer.wrap(query), p, 1);
    LweList features = LweList.allocate(p.bigLweDimension(), 3);
    LweList sum = LweList.allocate(p.bigLweDimension(), 1);
    for (int f = 0; f < 3; f++) {
      extract(input, f, features, f);
      for (int i = 0; i < sum.stride(); i++) {
        sum.words()[i] += (f + 1) * features.words()[features.offset(f) + i];
      }
    }
    return EncryptedResultCodec.encode(p, sum, wordBits, PackedInputCodec.binding(ByteBuffer.wrap(query)));
  }

  @Test
  void aRehearsalSpendsNothingAndTakesTheRowsThatEncryptionTakes() {
    ClientSpec spec = Specs.linear();
    try (SecretKey key = SecretKey.generate(spec.parameters())) {
      ModelClient client = new ModelClient(spec, key).withDisclosure(Disclosure.OUTPUTS);
      client.rehearse(FeatureRow.of(2.5, 17, 1), 2);
      assertThat(key.disclosureBudget().spent()).isZero();
      byte[] query = client.encrypt(new double[3]);
      assertThat(client.integers(query, serve(query, spec.parameters(), 64))).hasSize(1);
      assertThat(key.disclosureBudget().spent()).isPositive();
      SecretKeyTest.refused(ErrorCode.SHAPE_MISMATCH, "not 1", () ->
          client.rehearse(FeatureRow.of(1), 1));
      assertThatThrownBy(() -> client.rehearse(FeatureRow.of(0, 0, 0), 0))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not 0");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void aPredictionOnEncryptedFeaturesIsTheOneInTheClear(int wordBits) {
    ClientSpec spec = Specs.linear();
    try (SecretKey key = SecretKey.generate(spec.parameters())) {
      ModelClient client = new ModelClient(spec, key);
      for (double[] x : new double[][] {{0, 0, 0}, {2.5, 17, 1}, {-1.5, 3.3, 1e-300}}) {
        int[] q = spec.quantize(x);
        byte[] query = client.encrypt(x);
        byte[] answer = serve(query, spec.parameters(), wordBits);
        long expected = q[0] + 2L * q[1] + 3L * q[2];
        assertThat(client.integers(query, answer)).containsExactly(expected);
        Prediction prediction = client.decrypt(query, answer);
        assertThat(prediction).isEqualTo(spec.task().predict(spec.scores(new long[] {expected})));
        assertThat(prediction.outputs()[1]).isCloseTo(1 / (1 + Math.exp(-0.3 * expected)), within(1e-9));
      }
    }
  }

  @Test
  void aRowByTheNamesOfItsColumnsIsTheSameRow() {
    ClientSpec spec = GraphSpecs.spec();
    try (SecretKey key = SecretKey.generate(spec.parameters())) {
      ModelClient client = new ModelClient(spec, key);
      Decryptor decryptor = new Decryptor(key);
      FeatureRow row = FeatureRow.of(Arrays.asList(60, "Bern"));
      int[] expected = spec.quantize(spec.graphs().features(row));
      assertThat(expected).containsExactly(12, 8, 10, 8);
      for (byte[] query : List.of(client.encrypt(row), client.encrypt(Map.of("town", "Bern", "age", 60)),
          client.encryptUnbound(row))) {
        PackedInput input = PackedInputCodec.decode(ByteBuffer.wrap(query), spec.parameters(), 1);
        LweList slots = LweList.allocate(spec.parameters().bigLweDimension(), 4);
        for (int f = 0; f < 4; f++) {
          extract(input, f, slots, f);
        }
        long[] phases = decryptor.phases(slots);
        for (int f = 0; f < 4; f++) {
          assertThat(phases[f] + (1L << 39) >> 40).isEqualTo(expected[f]);
        }
      }
    }
  }

  @Test
  void aRowThatItsColumnsDoNotTakeIsRefusedByTheirNames() {
    ClientSpec spec = GraphSpecs.spec();
    try (SecretKey key = SecretKey.generate(spec.parameters())) {
      ModelClient client = new ModelClient(spec, key);
      SecretKeyTest.refused(ErrorCode.MALFORMED_REQUEST, "the row lacks 'town'",
          () -> client.encrypt(Map.of("age", 60)));
      SecretKeyTest.refused(ErrorCode.MALFORMED_REQUEST, "the model has no column 'city'; the row lacks 'town' (give "
          + "null for a missing value); the columns are 'age', 'town'",
          () -> client.encrypt(Map.of("age", 60, "city", "Bern")));
      SecretKeyTest.refused(ErrorCode.MALFORMED_REQUEST, "column town takes text, not the number 3.0",
          () -> client.encrypt(Map.of("age", 60, "town", 3)));
      SecretKeyTest.refused(ErrorCode.MALFORMED_REQUEST, "column age takes a number, not the text 'old'",
          () -> client.encrypt(FeatureRow.of(List.of("old", "Bern"))));
      SecretKeyTest.refused(ErrorCode.SHAPE_MISMATCH, "2 columns, not 3", () -> client.encrypt(new double[3]));
    }
  }

  @Test
  void twoQueriesForTheSameFeaturesShareNothing() {
    ClientSpec spec = Specs.linear();
    try (SecretKey key = SecretKey.generate(spec.parameters())) {
      ModelClient client = new ModelClient(spec, key);
      PackedInput a = PackedInputCodec.decode(ByteBuffer.wrap(client.encrypt(new double[3])),
          spec.parameters(), 1);
      PackedInput b = PackedInputCodec.decode(ByteBuffer.wrap(client.encrypt(new double[3])),
          spec.parameters(), 1);
      assertThat(a.seed()).isNotEqualTo(b.seed());
      assertThat(a.bodies()).doesNotContain(b.bodies());
    }
  }

  @Test
  void aModelWithoutBootstrapsNeedsNoEvaluationKey() {
    try (SecretKey key = SecretKey.generate(ParameterCatalogue.linear())) {
      ModelClient client = new ModelClient(Specs.linear(), key);
      SecretKeyTest.refused(ErrorCode.INVALID_PARAMETERS, "needs no evaluation key",
          () -> client.evaluationKey(new KeyGenerator(TestThreads.of(1)), Progress.NONE));
    }
  }

  @Test
  void anEvaluationKeyIsEncodedForTheModelsParameters() {
    ClientSpec spec = Specs.tree();
    try (SecretKey key = SecretKey.generate(spec.parameters())) {
      byte[] encoded = new ModelClient(spec, key).evaluationKey(new KeyGenerator(TestThreads.of(2)), Progress.NONE);
      assertThat(encoded).hasSize((int) EvaluationKeyCodec.encodedBytes(spec.parameters(), KeyPart.FOR_BOOTSTRAPS));
      assertThat(EvaluationKeyCodec.decode(ByteBuffer.wrap(encoded),
          spec.parameters()).part(KeyPart.BOOTSTRAPPING).rows()).isEqualTo(822 * 2);
    }
  }

  @Test
  void aKeyForOtherParametersIsRefused() {
    try (SecretKey key = SecretKey.generate(ParameterCatalogue.linear())) {
      SecretKeyTest.refused(ErrorCode.PARAMETER_MISMATCH, "make a key for NJ1_M4_P64",
          () -> new ModelClient(Specs.tree(), key));
      SecretKeyTest.refused(ErrorCode.PARAMETER_MISMATCH, "make a key for NJ1_M4_P64",
          () -> new Encryptor(key).encrypt(Specs.tree(), new double[2]));
    }
  }

  @Test
  void wrongShapesAreRefused() {
    ClientSpec spec = Specs.linear();
    Parameters p = spec.parameters();
    try (SecretKey key = SecretKey.generate(p)) {
      ModelClient client = new ModelClient(spec, key);
      SecretKeyTest.refused(ErrorCode.SHAPE_MISMATCH, "3 features, not 2", () ->
          client.encrypt(new double[2]));
      byte[] query = client.encrypt(new double[3]);
      byte[] two = EncryptedResultCodec.encode(p, LweList.allocate(p.bigLweDimension(), 2), 64,
          PackedInputCodec.binding(ByteBuffer.wrap(query)));
      SecretKeyTest.refused(ErrorCode.SHAPE_MISMATCH, "not 2", () -> client.decrypt(query, two));
      SecretKeyTest.refused(ErrorCode.INVALID_FORMAT, "header", () -> client.decrypt(query, new byte[5]));
      SecretKeyTest.refused(ErrorCode.INVALID_FORMAT, "a packed input where an encrypted result is expected",
          () -> client.decrypt(query, query));
      SecretKeyTest.refused(ErrorCode.INVALID_FORMAT, "an encrypted result where a packed input is expected",
          () -> client.decrypt(two, two));
      SecretKeyTest.refused(ErrorCode.SHAPE_MISMATCH, "not 7 words", () ->
          new Encryptor(key).encrypt(new long[7]));
      SecretKeyTest.refused(ErrorCode.SHAPE_MISMATCH, "not 0 words", () ->
          new Encryptor(key).encrypt(new long[0]));
      SecretKeyTest.refused(ErrorCode.SHAPE_MISMATCH, "dimension 100",
          () -> new Decryptor(key).phases(LweList.allocate(100, 1)));
    }
  }
}
