package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.endpoint.KeyStore;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.Encryptor;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.keys.InMemoryKeyStore;
import dev.nightjar.runtime.plugin.PluginJars;
import dev.nightjar.runtime.plugin.PluginLoader;
import dev.nightjar.runtime.plugin.PluginStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class NightjarRuntimeTest {
  private static final Parameters OTHER = ParameterCatalogue.byId("NJ1_M2_P64").orElseThrow();
  private static final double[][] ROWS = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};

  private static final CompiledModel ECHO = TestModels.echo("echo");
  private static final CompiledModel SUM = TestModels.sum("sum");

  /** Another model, over another set: its queries and keys are of no use to the first. */
  private static final CompiledModel FAR = TestModels.echo("far", OTHER);

  private static ModelClient echo;
  private static ModelClient sum;
  private static ModelClient far;
  private static byte[] echoKey;
  private static byte[] farKey;

  private WatchedEngine engine;
  private NightjarRuntime runtime;

  @TempDir
  private Path temp;

  @BeforeAll
  static void makeKeys() {
    echo = new ModelClient(ECHO.client(), SecretKey.generate(TestModels.SMALL));
    sum = new ModelClient(SUM.client(), SecretKey.generate(ParameterCatalogue.linear()));
    far = new ModelClient(FAR.client(), SecretKey.generate(OTHER));
    echoKey = echo.evaluationKey(new KeyGenerator(2), Progress.NONE);
    farKey = far.evaluationKey(new KeyGenerator(2), Progress.NONE);
  }

  @BeforeEach
  void start() {
    engine = new WatchedEngine();
    runtime = build(NightjarRuntime.builder());
  }

  private NightjarRuntime build(RuntimeBuilder builder) {
    for (CompiledModel model : List.of(ECHO, SUM, FAR)) {
      builder.model(ServerBundle.of(model, new byte[0]));
    }
    return builder.engine(engine).keyStoreBytes(200L << 20).loadedKeyBytes(1L << 30).build();
  }

  /** Starts again, differently. */
  private void restart(RuntimeBuilder builder) {
    runtime.close();
    engine = new WatchedEngine();
    runtime = build(builder);
  }

  @AfterEach
  void stop() {
    engine.beforeBatch(() -> { });
    runtime.close();
  }

  private long upload(byte[] key) {
    KeyStore keys = runtime.keys();
    long uid = keys.begin(key.length);
    try {
      for (int at = 0; at < key.length; at += 1 << 20) {
        keys.put(uid, at, ByteBuffer.wrap(key, at, Math.min(1 << 20, key.length - at)));
      }
      keys.commit(uid);
      return uid;
    } catch (NightjarException e) {
      keys.delete(uid);
      throw e;
    }
  }

  private static EndpointRequest request(String method, Map<String, String> fields, Map<String, byte[]> bytes) {
    return new EndpointRequest(method, Optional.empty(), fields, bytes);
  }

  private long save(byte[] piece) {
    var response = runtime.handle(request("save_key", Map.of(), Map.of("evaluation_keys", piece)));
    return (Long) ((EndpointResponse.Fields) response).values().get("uid");
  }

  private EndpointResponse append(long uid, byte[] piece) {
    return runtime.handle(
        request("append_key", Map.of("uid", Long.toString(uid)), Map.of("evaluation_keys", piece)));
  }

  private static ErrorCode failure(CompletableFuture<?> future) {
    try {
      future.join();
      throw new AssertionError("it did not fail");
    } catch (CompletionException e) {
      return ((NightjarException) e.getCause()).code();
    }
  }

  // What works

  @Test
  void anEncryptedInferenceEqualsTheClearOne() {
    long uid = upload(echoKey);
    for (double[] row : ROWS) {
      byte[] answer = runtime.infer("echo", uid, echo.encrypt(row)).content();
      assertThat(echo.decrypt(answer)).isEqualTo(ECHO.clearPrediction(row));
      assertThat(echo.decrypt(answer).outputs()).isEqualTo(row);
    }
  }

  @Test
  void aModelWithoutBootstrapsNeedsNoKeyAndDoesNotLookAtAUid() {
    double[] row = {7, 11};
    assertThat(sum.decrypt(runtime.infer("sum", sum.encrypt(row)).content()).outputs()).containsExactly(46);
    assertThat(sum.decrypt(runtime.infer("sum", 99, sum.encrypt(row)).content()).outputs()).containsExactly(46);
    assertThat(engine.loads()).isZero();
  }

  @Test
  void anAnswerSaysWhichEngineComputedItAndHowLong() {
    var answer = runtime.infer("echo", upload(echoKey), echo.encrypt(ROWS[1]));
    assertThat(answer.headers()).containsEntry("engine", "java")
        .containsOnlyKeys("engine", "compute-millis", "queue-millis", "key-millis");
    assertThat(Double.parseDouble(answer.headers().get("compute-millis"))).isPositive();
    assertThat(Double.parseDouble(answer.headers().get("key-millis"))).isPositive();
    assertThat(answer.content())
        .hasSize((int) EncryptedResultCodec.encodedBytes(TestModels.SMALL, 2, ECHO.circuit().outputBits()));
  }

  @Test
  void theCardOfAModelTellsWhatAClientNeeds() {
    assertThat(runtime.models()).extracting(ModelCard::name).containsExactly("echo", "far", "sum");
    ModelCard card = runtime.model("echo");
    assertThat(card.keyBytes()).isEqualTo(echoKey.length);
    assertThat(card.queryBytes()).isEqualTo(echo.encrypt(ROWS[0]).length);
    assertThat(card.bootstraps()).isEqualTo(2);
    assertThat(card.depth()).isEqualTo(1);
    assertThat(card.securityBits()).isGreaterThan(128);
    assertThat(card.failureLog2()).isLessThan(-64);
    assertThat(card.parameters()).isEqualTo(TestModels.SMALL);
    assertThat(runtime.model("sum").keyBytes()).isZero();
    refusal(ErrorCode.UNKNOWN_MODEL, () -> runtime.clientZip("sum"));
  }

  @Test
  void aFolderOfBundlesIsServedWithItsClientZips() {
    BundleFiles files = new BundleFiles(TestModels.sum("folder-sum"));
    files.write(temp);
    restart(NightjarRuntime.builder().models(temp));
    assertThat(runtime.clientZip("folder-sum")).isEqualTo(files.clientZip());
    assertThat(runtime.model("folder-sum").clientZipSha256()).isEqualTo(Digests.sha256(files.clientZip()));
  }

  @Test
  void aKeyIsLoadedOnceForManyInferencesAndForgottenWhenDeleted() {
    long uid = upload(echoKey);
    for (double[] row : ROWS) {
      runtime.infer("echo", uid, echo.encrypt(row));
    }
    assertThat(engine.loads()).isEqualTo(1);
    assertThat(runtime.loadedKeyBytes()).isPositive();
    assertThat(runtime.keys().delete(uid)).isTrue();
    assertThat(runtime.loadedKeyBytes()).isZero();
    refusal(ErrorCode.UNKNOWN_UID, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0])));
  }

  @Test
  void twoClientsGetTheirOwnAnswers() {
    ModelClient other = new ModelClient(ECHO.client(), SecretKey.generate(TestModels.SMALL));
    long otherUid = upload(other.evaluationKey(new KeyGenerator(2), Progress.NONE));
    long uid = upload(echoKey);
    List<CompletableFuture<EndpointResponse.Bytes>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean mine = i % 2 == 0;
      answers.add(runtime.submit(Optional.of("echo"), Optional.of(mine ? uid : otherUid),
          (mine ? echo : other).encrypt(ROWS[i]), Cancellation.manual()));
    }
    for (int i = 0; i < 4; i++) {
      var prediction = (i % 2 == 0 ? echo : other).decrypt(answers.get(i).join().content());
      assertThat(prediction.outputs()).isEqualTo(ROWS[i]);
    }
  }

  @Test
  void aReplacedModelAnswersTheNextRequest() {
    long uid = upload(echoKey);
    runtime.infer("echo", uid, echo.encrypt(ROWS[0]));
    CompiledModel sumAsEcho = TestModels.sum("echo");
    runtime.registry().add("echo", ServerBundle.of(sumAsEcho, new byte[0]));
    assertThat(sum.decrypt(runtime.infer("echo", uid, sum.encrypt(new double[] {1, 1})).content()).outputs())
        .containsExactly(4);
  }

  // The methods of the article

  @Test
  void aKeyInThreePiecesIsCommittedByItselfAndServesAnInference() {
    int third = echoKey.length / 3;
    long uid = save(Arrays.copyOf(echoKey, third));
    assertThat(append(uid, Arrays.copyOfRange(echoKey, third, 2 * third))).isInstanceOf(EndpointResponse.None.class);
    EndpointRequest inference = request("inference", Map.of("uid", Long.toString(uid)),
        Map.of("encrypted_inputs", echo.encrypt(ROWS[2])));
    refusal(ErrorCode.KEY_INCOMPLETE, () -> runtime.handle(inference));
    append(uid, Arrays.copyOfRange(echoKey, 2 * third, echoKey.length));
    assertThat(runtime.keys().status(uid).committed()).isTrue();
    var answer = (EndpointResponse.Bytes) runtime.handle(inference);
    assertThat(echo.decrypt(answer.content()).outputs()).isEqualTo(ROWS[2]);
    refusal(ErrorCode.KEY_COMPLETE, () -> append(uid, new byte[] {1}));
  }

  @Test
  void theModelThatIsNotNamedIsTheOneForTheKey() {
    long uid = upload(farKey);
    var answer = (EndpointResponse.Bytes) runtime.handle(request("inference", Map.of("uid", Long.toString(uid)),
        Map.of("encrypted_inputs", far.encrypt(ROWS[1]))));
    assertThat(far.decrypt(answer.content()).outputs()).isEqualTo(ROWS[1]);
  }

  @Test
  void theModelThatIsNotNamedIsTheOnlyOne() {
    runtime.registry().remove("echo");
    runtime.registry().remove("far");
    var answer = (EndpointResponse.Bytes) runtime.handle(
        request("inference", Map.of(), Map.of("encrypted_inputs", sum.encrypt(new double[] {1, 0}))));
    assertThat(sum.decrypt(answer.content()).outputs()).containsExactly(1);
  }

  @Test
  void aModelThatIsNotNamedAndNotUniqueIsAskedFor() {
    assertThat(refusal(ErrorCode.MALFORMED_REQUEST, () -> runtime.handle(
        request("inference", Map.of(), Map.of("encrypted_inputs", sum.encrypt(ROWS[0]))))))
        .contains("'model'", "echo", "far", "sum");
    runtime.registry().add("echo2", ServerBundle.of(TestModels.echo("echo2"), new byte[0]));
    long uid = upload(echoKey);
    refusal(ErrorCode.MALFORMED_REQUEST, () -> runtime.handle(request("inference",
        Map.of("uid", Long.toString(uid)), Map.of("encrypted_inputs", echo.encrypt(ROWS[0])))));
  }

  @Test
  void anUnknownMethodIsRefusedWithThoseThatExist() {
    assertThat(refusal(ErrorCode.UNKNOWN_METHOD, () -> runtime.handle(request("steal_key", Map.of(), Map.of()))))
        .contains("[append_key, inference, save_key]");
  }

  @Test
  void aMissingFieldIsNamed() {
    assertThat(refusal(ErrorCode.MALFORMED_REQUEST, () -> runtime.handle(request("save_key", Map.of(), Map.of()))))
        .contains("'evaluation_keys'");
    assertThat(refusal(ErrorCode.MALFORMED_REQUEST, () -> runtime.handle(
        request("append_key", Map.of(), Map.of("evaluation_keys", new byte[1]))))).contains("'uid'");
    assertThat(refusal(ErrorCode.MALFORMED_REQUEST, () -> runtime.handle(request("inference", Map.of(), Map.of()))))
        .contains("'encrypted_inputs'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.0", "0x1", "9007199254740992", "99999999999999999999", "../1", "١", "1 "})
  void aUidThatIsNoUidIsRefused(String uid) {
    refusal(ErrorCode.INVALID_NAME, () -> runtime.handle(
        request("append_key", Map.of("uid", uid), Map.of("evaluation_keys", new byte[1]))));
    refusal(ErrorCode.INVALID_NAME, () -> runtime.handle(
        request("inference", Map.of("uid", uid), Map.of("encrypted_inputs", new byte[1]))));
  }

  @Test
  void anEmptyPieceIsRefused() {
    long uid = save(Arrays.copyOf(echoKey, 100));
    refusal(ErrorCode.MALFORMED_REQUEST, () -> append(uid, new byte[0]));
    refusal(ErrorCode.INVALID_FORMAT, () -> save(new byte[0]));
  }

  @Test
  void aPieceBeyondTheAnnouncedEndIsRefusedAndTheKeyCanStillBeFinished() {
    long uid = save(Arrays.copyOf(echoKey, 100));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> append(uid, new byte[echoKey.length]));
    append(uid, Arrays.copyOfRange(echoKey, 100, echoKey.length));
    assertThat(runtime.keys().status(uid).committed()).isTrue();
    refusal(ErrorCode.INVALID_FORMAT, () -> save(Arrays.copyOf(echoKey, echoKey.length + 1)));
  }

  // Keys that are refused

  @Test
  void aKeyWithAnyHeaderByteFlippedIsRefusedAndLeavesNothing() {
    for (int i = 0; i < 32; i++) {
      byte[] bad = echoKey.clone();
      bad[i] ^= 0x40;
      ErrorCode expected = i >= 8 && i < 16 ? ErrorCode.PARAMETER_MISMATCH
          : i >= 24 && i < 28 ? ErrorCode.CHECKSUM_MISMATCH : ErrorCode.INVALID_FORMAT;
      refusal(expected, () -> upload(bad));
      refusal(expected, () -> save(bad));
    }
    assertThat(runtime.keys().usedBytes()).isZero();
    long uid = upload(echoKey);
    assertThat(runtime.infer("echo", uid, echo.encrypt(ROWS[0])).content()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 31, 1L << 31, Long.MAX_VALUE})
  void aKeyLengthThatNoModelHasIsRefusedAtOnce(long length) {
    assertThat(refusal(ErrorCode.INVALID_FORMAT, () -> runtime.keys().begin(length)))
        .contains(Long.toString(length), Long.toString(echoKey.length));
    assertThat(runtime.keys().usedBytes()).isZero();
  }

  @Test
  void aKeyLengthOffByOneIsRefusedAtOnce() {
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.keys().begin(echoKey.length + 1));
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.keys().begin(echoKey.length - 1));
  }

  @Test
  void aKeyThatWasDamagedOnTheWayIsRefusedAndRemoved() {
    byte[] bad = echoKey.clone();
    bad[bad.length / 2] ^= 1;
    KeyStore keys = runtime.keys();
    long uid = keys.begin(bad.length);
    keys.put(uid, 0, ByteBuffer.wrap(bad));
    assertThat(refusal(ErrorCode.CHECKSUM_MISMATCH, () -> keys.commit(uid))).contains("send it again");
    refusal(ErrorCode.UNKNOWN_UID, () -> keys.status(uid));
    refusal(ErrorCode.CHECKSUM_MISMATCH, () -> save(bad));
    assertThat(keys.usedBytes()).isZero();
  }

  @Test
  void aKeyForNoServedModelIsRefusedWithItsFirstPart() {
    runtime.registry().remove("far");
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.keys().begin(farKey.length));
    long uid = runtime.keys().begin(echoKey.length);
    refusal(ErrorCode.PARAMETER_MISMATCH,
        () -> runtime.keys().put(uid, 0, ByteBuffer.wrap(farKey, 0, 1 << 20)));
    assertThat(runtime.keys().status(uid).receivedBytes()).isZero();
  }

  @Test
  void aQueryIsNoKey() {
    refusal(ErrorCode.INVALID_FORMAT, () -> save(echo.encrypt(ROWS[0])));
  }

  @Test
  void committingAKeyTwiceIsFineAndAnIncompleteOneIsRefused() {
    KeyStore keys = runtime.keys();
    keys.commit(upload(echoKey));
    long uid = keys.begin(echoKey.length);
    keys.put(uid, 0, ByteBuffer.wrap(echoKey, 0, echoKey.length - 1));
    refusal(ErrorCode.KEY_INCOMPLETE, () -> keys.commit(uid));
    keys.put(uid, echoKey.length - 1, ByteBuffer.wrap(echoKey, echoKey.length - 1, 1));
    keys.commit(uid);
    keys.commit(uid);
  }

  @Test
  void aFullStoreSaysSo() {
    restart(NightjarRuntime.builder().keyStore(
        new InMemoryKeyStore(echoKey.length + 10L, 1 << 30, Duration.ofMinutes(1))));
    upload(echoKey);
    refusal(ErrorCode.STORE_FULL, () -> runtime.keys().begin(echoKey.length));
    refusal(ErrorCode.STORE_FULL, () -> save(echoKey));
  }

  // Inferences that are refused

  @Test
  void anInferenceUnderAnUnknownUidIsRefusedWithoutNamingOthers() {
    long uid = upload(echoKey);
    assertThat(refusal(ErrorCode.UNKNOWN_UID, () -> runtime.infer("echo", uid ^ 1, echo.encrypt(ROWS[0]))))
        .doesNotContain(Long.toString(uid));
  }

  @Test
  void anInferenceWithoutTheKeyThatItNeedsIsRefused() {
    assertThat(refusal(ErrorCode.KEY_REQUIRED, () -> runtime.infer("echo", echo.encrypt(ROWS[0]))))
        .contains("'uid'");
  }

  @Test
  void aKeyOfAnotherModelIsRefused() {
    long uid = upload(farKey);
    assertThat(refusal(ErrorCode.PARAMETER_MISMATCH, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0]))))
        .contains("'echo'", TestModels.SMALL.id());
    assertThat(engine.loads()).isZero();
  }

  @Test
  void aQueryOfAnotherModelIsRefused() {
    long uid = upload(echoKey);
    refusal(ErrorCode.PARAMETER_MISMATCH, () -> runtime.infer("echo", uid, far.encrypt(ROWS[0])));
  }

  @Test
  void anUnknownModelOrABadNameIsRefused() {
    refusal(ErrorCode.UNKNOWN_MODEL, () -> runtime.infer("nobody", 1, echo.encrypt(ROWS[0])));
    refusal(ErrorCode.INVALID_NAME, () -> runtime.infer("../echo", 1, echo.encrypt(ROWS[0])));
    refusal(ErrorCode.INVALID_NAME, () -> runtime.model("a/b"));
  }

  @Test
  void aQueryThatIsTooLongIsRefused() {
    restart(NightjarRuntime.builder().limits(RuntimeLimits.DEFAULT.withQueryBytes(2000)));
    long uid = upload(echoKey);
    assertThat(refusal(ErrorCode.TOO_LARGE, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0]))))
        .contains("2000");
  }

  @Test
  void aQueryWithTooManyCiphertextsIsRefused() {
    Encryptor encryptor = new Encryptor(SecretKey.generate(TestModels.SMALL));
    byte[] two = PackedInputCodec.encode(encryptor.encrypt(new long[2 * TestModels.SMALL.polynomialSize()]));
    long uid = upload(echoKey);
    refusal(ErrorCode.SHAPE_MISMATCH, () -> runtime.infer("echo", uid, two));
  }

  @Test
  void aQueryOfAnyOtherLengthIsRefused() {
    long uid = upload(echoKey);
    byte[] query = echo.encrypt(ROWS[0]);
    for (int length : new int[] {0, 1, 31, 32, 33, query.length - 1, query.length + 1, 2 * query.length}) {
      refusal(ErrorCode.INVALID_FORMAT, () -> runtime.infer("echo", uid, Arrays.copyOf(query, length)));
    }
  }

  @Test
  void everyFlippedByteOfAQueryIsRefusedWithACodeOfOursAndTheNextGoodOneSucceeds() {
    long uid = upload(echoKey);
    byte[] query = echo.encrypt(ROWS[3]);
    for (int i = 0; i < query.length; i += i < 64 ? 1 : 97) {
      byte[] bad = query.clone();
      bad[i] ^= 1;
      var future = runtime.submit(Optional.of("echo"), Optional.of(uid), bad, Cancellation.manual());
      assertThat(failure(future)).as("byte %d", i).isIn(ErrorCode.INVALID_FORMAT, ErrorCode.PARAMETER_MISMATCH,
          ErrorCode.CHECKSUM_MISMATCH);
    }
    assertThat(echo.decrypt(runtime.infer("echo", uid, query).content()).outputs()).isEqualTo(ROWS[3]);
  }

  @Test
  void aQueryUnderAnotherSecretKeyRunsAndDecryptsToNothingOfUse() {
    ModelClient stranger = new ModelClient(ECHO.client(), SecretKey.generate(TestModels.SMALL));
    byte[] answer = runtime.infer("echo", upload(echoKey), stranger.encrypt(ROWS[0])).content();
    assertThat(stranger.decrypt(answer).outputs()).hasSize(2);
  }

  // Load and the end

  /** Holds every batch until it is let go. */
  private static final class Gate implements Runnable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public void run() {
      reached.countDown();
      await(open);
    }

    static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aFullQueueIsBusyAtOnceAndTheRestIsAnswered() {
    restart(NightjarRuntime.builder().workers(1).queueCapacity(2));
    long uid = upload(echoKey);
    Gate gate = new Gate();
    engine.beforeBatch(gate);
    List<CompletableFuture<EndpointResponse.Bytes>> answers = new ArrayList<>();
    answers.add(submitEcho(uid, ROWS[0], Cancellation.manual()));
    Gate.await(gate.reached);
    answers.add(submitEcho(uid, ROWS[1], Cancellation.manual()));
    answers.add(submitEcho(uid, ROWS[2], Cancellation.manual()));
    assertThat(failure(submitEcho(uid, ROWS[3], Cancellation.manual()))).isEqualTo(ErrorCode.BUSY);
    assertThat(runtime.load().waiting()).isEqualTo(2);
    gate.open.countDown();
    for (int i = 0; i < 3; i++) {
      assertThat(echo.decrypt(answers.get(i).join().content()).outputs()).isEqualTo(ROWS[i]);
    }
    assertThat(runtime.load().waiting()).isZero();
  }

  private CompletableFuture<EndpointResponse.Bytes> submitEcho(long uid, double[] row, Cancellation cancellation) {
    return runtime.submit(Optional.of("echo"), Optional.of(uid), echo.encrypt(row), cancellation);
  }

  @Test
  void aCancelledInferenceStopsAndGivesItsWorkerBack() {
    restart(NightjarRuntime.builder().workers(1));
    long uid = upload(echoKey);
    Gate gate = new Gate();
    engine.beforeBatch(gate);
    final var running = submitEcho(uid, ROWS[0], Cancellation.manual());
    Gate.await(gate.reached);
    Cancellation cancellation = Cancellation.manual();
    var waiting = submitEcho(uid, ROWS[1], cancellation);
    cancellation.cancel();
    gate.open.countDown();
    assertThat(failure(waiting)).isEqualTo(ErrorCode.CANCELLED);
    assertThat(echo.decrypt(running.join().content()).outputs()).isEqualTo(ROWS[0]);
    assertThat(runtime.infer("echo", uid, echo.encrypt(ROWS[2])).content()).isNotEmpty();
  }

  @Test
  void anInferencePastItsDeadlineIsGivenUp() {
    restart(NightjarRuntime.builder().limits(RuntimeLimits.DEFAULT.withDeadline(Duration.ofMillis(50))));
    long uid = upload(echoKey);
    Gate gate = new Gate();
    engine.beforeBatch(gate);
    refusal(ErrorCode.CANCELLED, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0])));
    gate.open.countDown();
  }

  @Test
  void drainingSaysSoAndClosingFinishesWhatIsThereInOrder() throws Exception {
    InMemoryKeyStore store = new InMemoryKeyStore(200L << 20, 1 << 30, Duration.ofMinutes(1));
    restart(NightjarRuntime.builder().workers(1).keyStore(store));
    long uid = upload(echoKey);
    Gate gate = new Gate();
    engine.beforeBatch(gate);
    final var running = submitEcho(uid, ROWS[1], Cancellation.manual());
    Gate.await(gate.reached);
    final var waiting = submitEcho(uid, ROWS[2], Cancellation.manual());
    assertThat(runtime.ready()).isTrue();
    runtime.drain();
    assertThat(runtime.ready()).isFalse();
    final var late = submitEcho(uid, ROWS[3], Cancellation.manual());
    CompletableFuture<Void> closing = CompletableFuture.runAsync(runtime::close);
    gate.open.countDown();
    closing.get(60, TimeUnit.SECONDS);
    assertThat(echo.decrypt(running.getNow(null).content()).outputs()).isEqualTo(ROWS[1]);
    assertThat(echo.decrypt(waiting.getNow(null).content()).outputs()).isEqualTo(ROWS[2]);
    assertThat(echo.decrypt(late.getNow(null).content()).outputs()).as("sent before the doors closed")
        .isEqualTo(ROWS[3]);
    assertThat(engine.ends()).containsExactly("key", "engine");
    refusal(ErrorCode.UNAVAILABLE, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0])));
    refusal(ErrorCode.UNAVAILABLE, () -> runtime.handle(request("save_key", Map.of(), Map.of())));
    refusal(ErrorCode.UNAVAILABLE, () -> store.status(uid));
    runtime.close();
    assertThat(engine.ends()).hasSize(2);
  }

  // Plugins

  @Test
  void aDroppedInPluginCompilesAModelThatIsThenServedEncrypted() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("plugins"));
    new PluginJars(temp).scorecard(folder.resolve("scorecard.jar"));
    byte[] csv = Files.readAllBytes(Path.of("../examples/plugin-scorecard/credit.scorecard.csv"));
    double[][] rows = {{20, 900, 0}, {33, 2000, 1}, {65, 4000, 3}, {25, 1500, 2}};
    try (PluginLoader loader = PluginLoader.load(Optional.of(folder), Set.of())) {
      ModelPlugin plugin = loader.modelPlugins().get(0);
      ImportedModel card = plugin.read("credit.scorecard.csv", csv).orElseThrow();
      CompiledModel compiled = plugin.compile(card,
          new CompileRequest("credit", rows, 0, CompileRequest.Quantizer.THRESHOLDS, -64));
      restart(NightjarRuntime.builder().plugins(folder).model(ServerBundle.of(compiled, new byte[0])));
      ModelClient client =
          new ModelClient(compiled.client(), SecretKey.generate(compiled.client().parameters()));
      for (double[] row : rows) {
        byte[] answer = runtime.infer("credit", client.encrypt(row)).content();
        assertThat(client.decrypt(answer).outputs()).isEqualTo(card.scores(row));
      }
    }
    assertThat(runtime.plugins()).extracting(PluginStatus::state).containsExactly(PluginStatus.State.ACTIVE);
    var fields = (EndpointResponse.Fields) runtime.handle(
        new EndpointRequest("describe_model", Optional.of("credit"), Map.of(), Map.of()));
    assertThat(fields.values()).containsEntry("model", "credit").containsEntry("served", true);
    assertThat(runtime.methods()).containsExactly("append_key", "describe_model", "inference", "save_key");
  }

  @Test
  void aPluginMethodMayRunAModel() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("plugins"));
    new PluginJars(temp).handlerJar(folder.resolve("a.jar"), "Again", "again", """
        private dev.nightjar.api.endpoint.EndpointContext context;
        public void start(dev.nightjar.api.endpoint.EndpointContext c) { context = c; }
        """, "return context.infer(request.model(), java.util.Optional.empty(), request.content(\"query\"));");
    restart(NightjarRuntime.builder().plugins(folder));
    var answer = (EndpointResponse.Bytes) runtime.handle(new EndpointRequest("again", Optional.of("sum"), Map.of(),
        Map.of("query", sum.encrypt(new double[] {2, 2}))));
    assertThat(sum.decrypt(answer.content()).outputs()).containsExactly(9);
  }

  @Test
  void aPluginThatThrowsIsReportedAsInternalWithoutItsMessage() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("plugins"));
    PluginJars jars = new PluginJars(temp);
    jars.handlerJar(folder.resolve("a.jar"), "A", "explode", "", "throw new IllegalStateException(\"secret path\");");
    jars.handlerJar(folder.resolve("b.jar"), "B", "nothing", "", "return null;");
    restart(NightjarRuntime.builder().plugins(folder));
    assertThat(refusal(ErrorCode.INTERNAL, () -> runtime.handle(request("explode", Map.of(), Map.of()))))
        .doesNotContain("secret path");
    refusal(ErrorCode.INTERNAL, () -> runtime.handle(request("nothing", Map.of(), Map.of())));
  }

  @Test
  void anUnknownEngineIsRefusedWithThoseThatExist() {
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE,
        () -> NightjarRuntime.builder().engine("warp").build())).contains("'warp'", "java");
  }

  @Test
  void aRuntimeWithoutSettingsStartsWithTheBestEngine() {
    try (NightjarRuntime plain = NightjarRuntime.builder().threads(1).build()) {
      assertThat(plain.models()).isEmpty();
      assertThat(plain.engine().engine()).isEqualTo("java");
      assertThat(plain.engine().threads()).isEqualTo(1);
      assertThat(plain.limits()).isEqualTo(RuntimeLimits.DEFAULT);
      refusal(ErrorCode.INVALID_FORMAT, () -> plain.keys().begin(EvaluationKeyCodec.encodedBytes(OTHER)));
    }
  }
}
