package dev.nightjar.runtime;

import static dev.nightjar.api.crypto.KeyPart.FOR_BOOTSTRAPS;
import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.bundle.BundleFiles;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.extensions.PluginJars;
import dev.nightjar.extensions.PluginLoader;
import dev.nightjar.extensions.PluginStatus;
import dev.nightjar.runtime.execution.Cancellation;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NightjarRuntimeTest extends RuntimeFixture {
  @Test
  void anEncryptedInferenceEqualsTheClearOne() {
    Uid uid = upload(echoKey);
    for (double[] row : ROWS) {
      byte[] query = echo.encrypt(row);
      byte[] answer = runtime.infer("echo", uid, query).content();
      assertThat(echo.decrypt(query, answer)).isEqualTo(ECHO.clearPrediction(row));
      assertThat(echo.decrypt(query, answer).outputs()).isEqualTo(row);
    }
  }

  @Test
  void anAnswerHasTheVersionOfItsQuery() {
    byte[] query = sum.encrypt(new double[] {7, 11});
    byte[] unbound = sum.encryptUnbound(new double[] {7, 11});
    byte[] answer = runtime.infer("sum", query).content();
    assertThat(answer[4]).isEqualTo((byte) 2);
    assertThat(sum.decrypt(query, answer).outputs()).containsExactly(46);
    byte[] old = runtime.infer("sum", unbound).content();
    assertThat(old[4]).isEqualTo((byte) 1);
    assertThat(sum.decrypt(unbound, old).outputs()).containsExactly(46);
    refusal(ErrorCode.ANSWER_MISMATCH, () -> sum.decrypt(query, old));
    refusal(ErrorCode.ANSWER_MISMATCH, () -> sum.decrypt(sum.encrypt(new double[2]), answer));
  }

  @Test
  void aKeyIsSavedWholeByOneCall() {
    byte[] kept = echoKey.clone();
    Uid uid = runtime.saveKey(echoKey);
    assertThat(echoKey).as("the caller's array").isEqualTo(kept);
    assertThat(runtime.keys().describe(uid).committed()).isTrue();
    assertThat(runtime.saveKey(echoKey)).as("each call stores a key of its own").isNotEqualTo(uid);
    byte[] query = echo.encrypt(ROWS[2]);
    assertThat(echo.decrypt(query, runtime.infer("echo", uid, query).content()).outputs()).isEqualTo(ROWS[2]);
  }

  @Test
  void aModelWithoutBootstrapsNeedsNoKeyAndDoesNotLookAtAUid() {
    byte[] query = sum.encrypt(new double[] {7, 11});
    assertThat(sum.decrypt(query, runtime.infer("sum", query).content()).outputs()).containsExactly(46);
    assertThat(sum.decrypt(query, runtime.infer("sum", new Uid(99), query).content()).outputs()).containsExactly(46);
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
    assertThat(runtime.model("folder-sum").clientZipSha256()).isEqualTo(files.clientZipSha256());
  }

  @Test
  void aKeyIsLoadedOnceForManyInferencesAndForgottenWhenDeleted() {
    Uid uid = upload(echoKey);
    for (double[] row : ROWS) {
      runtime.infer("echo", uid, echo.encrypt(row));
    }
    assertThat(engine.loads()).isEqualTo(1);
    assertThat(engine.references()).containsExactly(
        Optional.of(new KeyReference(uid, runtime.keys().describe(uid).generation())));
    assertThat(runtime.loadedKeyBytes()).isPositive();
    assertThat(runtime.keys().delete(uid)).isTrue();
    assertThat(runtime.loadedKeyBytes()).isZero();
    refusal(ErrorCode.UNKNOWN_UID, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0])));
  }

  @Test
  void twoClientsGetTheirOwnAnswers() {
    ModelClient other = new ModelClient(ECHO.client(), SecretKey.generate(TestModels.SMALL));
    Uid otherUid = upload(other.evaluationKey(new KeyGenerator(), Progress.NONE));
    Uid uid = upload(echoKey);
    List<byte[]> queries = new ArrayList<>();
    List<CompletableFuture<EndpointResponse.Bytes>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean mine = i % 2 == 0;
      queries.add((mine ? echo : other).encrypt(ROWS[i]));
      answers.add(runtime.submit(Optional.of("echo"), Optional.of(mine ? uid : otherUid), queries.get(i),
          Cancellation.manual()));
    }
    for (int i = 0; i < 4; i++) {
      var prediction = (i % 2 == 0 ? echo : other).decrypt(queries.get(i), answers.get(i).join().content());
      assertThat(prediction.outputs()).isEqualTo(ROWS[i]);
    }
  }

  @Test
  void aReplacedModelAnswersTheNextRequest() {
    Uid uid = upload(echoKey);
    runtime.infer("echo", uid, echo.encrypt(ROWS[0]));
    CompiledModel sumAsEcho = TestModels.sum("echo");
    runtime.registry().add("echo", ServerBundle.of(sumAsEcho, new byte[0]));
    ModelClient replaced =
        new ModelClient(sumAsEcho.client(), SecretKey.generate(sumAsEcho.client().parameters()));
    byte[] query = replaced.encrypt(new double[] {1, 1});
    assertThat(replaced.decrypt(query, runtime.infer("echo", uid, query).content()).outputs()).containsExactly(4);
  }

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
          CompileRequest.builder("credit", rows).quantizer(CompileRequest.Quantizer.THRESHOLDS).build());
      restart(NightjarRuntime.builder().plugins(folder).model(ServerBundle.of(compiled, new byte[0])));
      ModelClient client =
          new ModelClient(compiled.client(), SecretKey.generate(compiled.client().parameters()));
      for (double[] row : rows) {
        byte[] query = client.encrypt(row);
        byte[] answer = runtime.infer("credit", query).content();
        assertThat(client.decrypt(query, answer).outputs()).isEqualTo(card.scores(row));
      }
    }
    assertThat(runtime.plugins()).extracting(PluginStatus::detail).containsExactly("engine 'java'",
        "key store 'memory'", "key store 'files'", "model kind 'scorecard', methods [describe_model]");
    assertThat(runtime.plugins()).extracting(PluginStatus::state).containsOnly(PluginStatus.State.ACTIVE);
    var fields = (EndpointResponse.Fields) runtime.handle(
        new EndpointRequest("describe_model", Optional.of("credit"), Map.of(), Map.of()));
    assertThat(fields.values()).containsEntry("model", "credit").containsEntry("served", true);
    assertThat(runtime.methods()).containsExactly("append_key", "describe_model", "inference", "save_key");
  }

  @Test
  void anEngineThatWasDroppedInComputesWithTheEngineThatItWraps() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("plugins"));
    new PluginJars(temp).example("engine-logging", folder.resolve("logging.jar"));
    runtime.close();
    runtime = NightjarRuntime.builder().plugins(folder).engine("logging:kernel=plain").threads(1)
        .model(ServerBundle.of(TestModels.echo("echo"), new byte[0])).build();
    assertThat(runtime.plugins()).extracting(PluginStatus::detail)
        .containsExactly("engine 'java'", "key store 'memory'", "key store 'files'", "engine 'logging'");
    assertThat(runtime.engine().kernel()).startsWith("logged plain");
    Uid uid = upload(echoKey);
    byte[] query = echo.encrypt(ROWS[1]);
    EndpointResponse.Bytes answer = runtime.infer("echo", uid, query);
    assertThat(answer.headers()).containsEntry(InferenceHeaders.ENGINE, "logging");
    assertThat(echo.decrypt(query, answer.content()).outputs()).isEqualTo(ROWS[1]);
  }

  @Test
  void aPluginMethodMayRunAModel() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("plugins"));
    new PluginJars(temp).handlerJar(folder.resolve("a.jar"), "Again", "again", """
        private EndpointContext context;
        public void start(EndpointContext c) { context = c; }
        """,
        "return context.infer(request.model(), java.util.Optional.empty(), request.content(\"query\"));");
    restart(NightjarRuntime.builder().plugins(folder));
    byte[] query = sum.encrypt(new double[] {2, 2});
    var answer = (EndpointResponse.Bytes) runtime.handle(new EndpointRequest("again", Optional.of("sum"),
        Map.of(), Map.of("query", query)));
    assertThat(sum.decrypt(query, answer.content()).outputs()).containsExactly(9);
  }

  @Test
  void aPluginThatThrowsIsReportedAsInternalWithoutItsMessage() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("plugins"));
    PluginJars jars = new PluginJars(temp);
    jars.handlerJar(folder.resolve("a.jar"), "A", "explode", "",
        "throw new IllegalStateException(\"secret path\");");
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
  void theEngineTakesSettingsWithItsName() {
    try (NightjarRuntime plain = NightjarRuntime.builder().engine("java:kernel=plain").threads(1).build()) {
      assertThat(plain.engine().engine()).isEqualTo("java");
      assertThat(plain.engine().kernel()).startsWith("plain");
    }
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE,
        () -> NightjarRuntime.builder().engine("java:kernel=quick").build()))
        .isEqualTo("engine 'java' takes kernel=auto|vector|plain, not 'quick'");
  }

  @Test
  void aRuntimeWithoutSettingsStartsWithTheBestEngine() {
    try (NightjarRuntime plain = NightjarRuntime.builder().threads(1).build()) {
      assertThat(plain.models()).isEmpty();
      assertThat(plain.engine().engine()).isEqualTo("java");
      assertThat(plain.engine().threads()).isEqualTo(1);
      assertThat(plain.limits()).isEqualTo(RuntimeLimits.DEFAULT);
      refusal(ErrorCode.INVALID_FORMAT,
          () -> plain.keys().begin(NewKey.of(EvaluationKeyCodec.encodedBytes(OTHER, FOR_BOOTSTRAPS))));
    }
  }

  /** What is computed of a model is kept as long as its bundle is, and nothing else holds that. */
  @Test
  void ofAHundredModelsThatCameAndWentNoneIsHeld() {
    List<WeakReference<ServerBundle>> gone = new ArrayList<>();
    ModelClient passing =
        new ModelClient(TestModels.sum("passing").client(), SecretKey.generate(ParameterCatalogue.linear()));
    for (int i = 0; i < 100; i++) {
      ServerBundle bundle = ServerBundle.of(TestModels.sum("passing"), new byte[0]);
      gone.add(new WeakReference<>(bundle));
      runtime.registry().add("passing", bundle);
      byte[] query = passing.encrypt(new double[] {7, 11});
      assertThat(passing.decrypt(query, runtime.infer("passing", query).content()).outputs()).containsExactly(46);
      assertThat(runtime.registry().remove("passing")).isTrue();
    }
    for (int i = 0; i < 50 && gone.stream().anyMatch(one -> one.get() != null); i++) {
      System.gc();
    }
    assertThat(gone).allMatch(one -> one.get() == null);
    assertThat(runtime.models()).extracting(ModelCard::name).doesNotContain("passing");
  }
}
