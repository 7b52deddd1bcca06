package dev.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bundle.BundleWriter;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.execution.ExpandedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A levelled model from bundle to answer, under keys and an engine as they are used. */
@Timeout(300)
class LevelledModelTest {
  private static final CompiledModel MODEL = LevelledModel.named("levels");

  @Test
  void theClearModelIsWhatItWasMadeToBe() {
    for (int first = 0; first < 16; first++) {
      for (int second = 0; second < 16; second++) {
        assertThat(MODEL.clearIntegers(new double[] {first, second}))
            .isEqualTo(LevelledModel.expected(first, second));
      }
    }
    assertThat(MODEL.failure().failureLog2()).isLessThan(-64);
  }

  @Test
  void encryptedAnswersOfTwoClientsAtOnceAreTheClearOnes(@TempDir Path folder) throws IOException {
    ServerBundle bundle = ServerBundle.read(BundleWriter.write(MODEL, folder));
    ClientSpec spec = ClientBundle.read(bundle.clientZip());
    assertThat(spec).isEqualTo(MODEL.client());
    assertThat(bundle.circuit()).isEqualTo(MODEL.circuit());
    try (SecretKey one = SecretKey.generate(spec.parameters()); SecretKey other = SecretKey.generate(spec.parameters());
        NightjarRuntime runtime = NightjarRuntime.builder().engine("java").model(bundle).build()) {
      ModelClient[] clients = {new ModelClient(spec, one), new ModelClient(spec, other)};
      Uid[] uids = new Uid[2];
      for (int c = 0; c < 2; c++) {
        uids[c] = upload(runtime, clients[c].evaluationKey(new KeyGenerator(), Progress.NONE));
      }
      for (int[] row : new int[][] {{0, 0}, {9, 4}, {9, 5}, {10, 4}, {15, 15}, {7, 11}}) {
        for (int c = 0; c < 2; c++) {
          byte[] query = clients[c].encrypt(new double[] {row[0], row[1]});
          assertThat(clients[c].integers(query, runtime.infer("levels", uids[c], query).content()))
              .isEqualTo(LevelledModel.expected(row[0], row[1]));
        }
      }
      byte[] query = clients[0].encrypt(new double[2]);
      Refusals.refusal(ErrorCode.KEY_REQUIRED, () -> runtime.infer("levels", query));
    }
  }

  @Test
  void twoClientsThatAskAtTheSameTimeGetTheirOwnAnswers() {
    ClientSpec spec = MODEL.client();
    try (SecretKey one = SecretKey.generate(spec.parameters()); SecretKey other = SecretKey.generate(spec.parameters());
        NightjarRuntime runtime = served()) {
      List<CompletableFuture<Void>> asking = new ArrayList<>();
      for (ModelClient client : List.of(new ModelClient(spec, one), new ModelClient(spec, other))) {
        Uid uid = runtime.saveKey(client.evaluationKey(new KeyGenerator(), Progress.NONE));
        for (int[] row : new int[][] {{9, 4}, {10, 4}, {7, 11}}) {
          asking.add(CompletableFuture.runAsync(() -> {
            byte[] query = client.encrypt(new double[] {row[0], row[1]});
            assertThat(client.integers(query, runtime.infer("levels", uid, query).content()))
                .isEqualTo(LevelledModel.expected(row[0], row[1]));
          }));
        }
      }
      asking.forEach(CompletableFuture::join);
      assertThat(asking).hasSize(6);
    }
  }

  private static NightjarRuntime served() {
    return NightjarRuntime.builder().engine("java").model(ServerBundle.of(MODEL, new byte[0])).build();
  }

  @Test
  void aKeyThatLacksAPartOrIsCutOffOrDamagedIsRefusedBeforeItIsKept() {
    Parameters p = MODEL.client().parameters();
    try (SecretKey secret = SecretKey.generate(p); NightjarRuntime runtime = served()) {
      byte[] whole = new ModelClient(MODEL.client(), secret).evaluationKey(new KeyGenerator(), Progress.NONE);
      EvaluationKey key = EvaluationKeyCodec.decode(ByteBuffer.wrap(whole), p);
      for (KeyPart part : KeyPart.FOR_LEVELLED) {
        byte[] alone = EvaluationKeyCodec.encode(new EvaluationKey(p, Map.of(part, key.part(part))));
        Refusals.refusal(ErrorCode.INVALID_FORMAT, () -> runtime.saveKey(alone));
        Refusals.refusal(ErrorCode.INVALID_FORMAT, () -> runtime.keys().begin(NewKey.of(alone.length)));
      }
      for (int length : new int[] {0, 40, whole.length / 2, whole.length - 1}) {
        Refusals.refusal(ErrorCode.INVALID_FORMAT, () -> runtime.saveKey(Arrays.copyOf(whole, length)));
      }
      for (int at : new int[] {100, whole.length / 2, whole.length - 1}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= 4;
        Refusals.refusal(ErrorCode.CHECKSUM_MISMATCH, () -> runtime.saveKey(damaged));
      }
    }
  }

  @Test
  void aKeyOfAnotherLevelledSetIsRefused() {
    Parameters other = ParameterCatalogue.all(KeyFamily.LEVELLED).stream()
        .filter(p -> !p.equals(MODEL.client().parameters())).findFirst().orElseThrow();
    EvaluationKey key = new EvaluationKey(other, KeyPart.FOR_LEVELLED.stream().collect(Collectors.toMap(part -> part,
        part -> new SeededRows(part, other, new byte[16], new long[Math.toIntExact(part.words(other))]))));
    try (NightjarRuntime runtime = served()) {
      assertThat(Refusals.refusal(ErrorCode.INVALID_FORMAT, () -> runtime.saveKey(EvaluationKeyCodec.encode(key))))
          .contains("no model here has evaluation keys of");
    }
  }

  @Test
  void aKeyWhosePartsAreOfTwoClientsGivesNothingOfUse() {
    ClientSpec spec = MODEL.client();
    Parameters p = spec.parameters();
    try (SecretKey one = SecretKey.generate(p); SecretKey other = SecretKey.generate(p);
        NightjarRuntime runtime = served()) {
      ModelClient client = new ModelClient(spec, one);
      EvaluationKey own = decoded(client, p);
      EvaluationKey foreign = decoded(new ModelClient(spec, other), p);
      Uid uid = runtime.saveKey(EvaluationKeyCodec.encode(new EvaluationKey(p, Map.of(
          KeyPart.AUTOMORPHISM, own.part(KeyPart.AUTOMORPHISM),
          KeyPart.SCHEME_SWITCH, foreign.part(KeyPart.SCHEME_SWITCH)))));
      int right = 0;
      for (int first = 0; first < 3; first++) {
        byte[] query = client.encrypt(new double[] {first, 4});
        long[] found = client.integers(query, runtime.infer("levels", uid, query).content());
        right += Arrays.equals(found, LevelledModel.expected(first, 4)) ? 1 : 0;
      }
      assertThat(right).isLessThan(3);
    }
  }

  private static EvaluationKey decoded(ModelClient client, Parameters p) {
    return EvaluationKeyCodec.decode(ByteBuffer.wrap(client.evaluationKey(new KeyGenerator(), Progress.NONE)), p);
  }

  private static Uid upload(NightjarRuntime runtime, byte[] key) {
    Uid uid = runtime.keys().begin(NewKey.of(key.length));
    runtime.keys().put(uid, 0, ByteBuffer.wrap(key));
    runtime.keys().commit(uid);
    return uid;
  }

  /** Seven rows of two polynomials of 2048 words for each of eight bits. */
  @Test
  void aModelWhoseBitsTakeMoreMemoryThanThereIsIsNotServed() {
    long needed = 8L * 7 * 2 * 2048 * 8;
    assertThat(ExpandedMemory.of(MODEL.circuit())).isEqualTo(needed);
    ServerBundle bundle = ServerBundle.of(MODEL, new byte[0]);

    try (NightjarRuntime enough = NightjarRuntime.builder().engine("java").expandedBytes(needed).model(bundle)
        .build()) {
      assertThat(enough.registry().names()).containsExactly("levels");
    }
    try (NightjarRuntime small = NightjarRuntime.builder().engine("java").expandedBytes(needed - (1 << 16))
        .model(bundle).build()) {
      assertThat(small.registry().names()).isEmpty();
      assertThat(small.registry().statuses()).singleElement()
          .satisfies(status -> assertThat(status.detail()).contains("levels", String.valueOf(needed), "fewer bits"));
      Refusals.refusal(ErrorCode.TOO_LARGE, () -> small.registry().add("levels", bundle));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> NightjarRuntime.builder().expandedBytes(-1));
  }

  @Test
  void theModelAsksForTheLevelledPartsOfAKey() {
    assertThat(MODEL.circuit().keyParts()).isEqualTo(KeyPart.FOR_LEVELLED);
  }
}
