package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.bundle.BundleFiles;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Models that come, change and go while a runtime answers. */
class HotModelsTest extends RuntimeFixture {
  private static final CompiledModel NEXT = TestModels.sum("next");

  private Path models;
  private ModelRepository repository;

  /** Beside the models that are given to it the runtime has a folder, which is looked at when a test says so. */
  @BeforeEach
  void haveAFolder() throws IOException {
    models = Files.createDirectory(temp.resolve("models"));
    restart(NightjarRuntime.builder().models(models));
    repository = runtime.repository().orElseThrow();
  }

  /** A bundle is read when two looks have found the same. */
  private void settle() {
    repository.look();
    repository.look();
  }

  private static ModelClient client(CompiledModel model) {
    return new ModelClient(model.client(), SecretKey.generate(model.client().parameters()));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  private double[] answerOf(String model, ModelClient client, Optional<Uid> uid, double... row) {
    byte[] query = client.encrypt(row);
    EndpointResponse.Bytes answer = uid.isPresent() ? runtime.infer(model, uid.get(), query)
        : runtime.infer(model, query);
    return client.decrypt(query, answer.content()).outputs();
  }

  private String detail(String model) {
    return runtime.registry().statuses().stream().filter(s -> s.name().equals(model)).findFirst().orElseThrow()
        .detail();
  }

  @Test
  void modelsComeChangeAndGoUnderLoadWithoutALostRequest() throws Exception {
    new BundleFiles(NEXT).write(models);
    settle();
    ModelClient next = client(NEXT);
    Uid uid = runtime.saveKey(echoKey);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    List<Throwable> lost = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      boolean keyless = i == 0;
      callers.add(new Thread(() -> {
        try {
          while (!stop.get()) {
            if (keyless) {
              assertThat(answerOf("next", next, Optional.empty(), 1, 2)).containsExactly(7);
            } else {
              assertThat(answerOf("echo", echo, Optional.of(uid), ROWS[1])).containsExactly(ROWS[1]);
            }
            answered.incrementAndGet();
          }
        } catch (Throwable e) {
          lost.add(e);
        }
      }, "caller-" + i));
    }
    callers.forEach(Thread::start);
    for (int round = 0; round < 6 || answered.get() < 10 && lost.isEmpty(); round++) {
      new BundleFiles(NEXT).modelJson("\"first\":\"1\"", "\"first\":\"" + round + "\"").write(models);
      new BundleFiles(TestModels.sum("other")).write(models);
      settle();
      assertThat(runtime.registry().require("next").notes()).containsEntry("first", Integer.toString(round));
      assertThat(runtime.registry().names()).contains("other");
      delete(models.resolve("other"));
      settle();
      assertThat(runtime.registry().names()).doesNotContain("other");
    }
    stop.set(true);
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(lost).isEmpty();
  }

  @Test
  void aHalfCopiedBundleIsNeverServedAndAWholeOneIsAsSoonAsItRests() throws IOException {
    BundleFiles whole = new BundleFiles(NEXT);
    Path folder = Files.createDirectory(models.resolve("next"));
    Files.write(folder.resolve("client.zip"), whole.clientZip());
    byte[] server = whole.serverZip();
    for (int length : new int[] {0, 1, server.length / 2, server.length - 1}) {
      Files.write(folder.resolve("server.zip"), Arrays.copyOf(server, length));
      repository.look();
      assertThat(runtime.registry().names()).doesNotContain("next");
    }
    repository.look();
    assertThat(detail("next")).contains("versions.json is missing");
    whole.write(models);
    Files.write(folder.resolve("server.zip"), Arrays.copyOf(server, server.length - 1));
    settle();
    assertThat(detail("next")).contains("server_zip_sha256", "copy the bundle again");
    whole.write(models);
    repository.look();
    assertThat(runtime.registry().names()).as("it may still be written to").doesNotContain("next");
    repository.look();
    assertThat(runtime.registry().names()).contains("next");
    assertThat(answerOf("next", client(NEXT), Optional.empty(), 2, 1)).containsExactly(6);
  }

  @Test
  void aBadReplacementIsReportedAndWhatItWasToReplaceIsServedOn() throws IOException {
    new BundleFiles(NEXT).write(models);
    settle();
    ServerBundle served = runtime.registry().require("next");
    Files.writeString(models.resolve("next/server.zip"), "no zip");
    settle();
    assertThat(runtime.registry().require("next")).isSameAs(served);
    assertThat(detail("next")).contains("its replacement cannot be used", "server_zip_sha256");
    assertThatThrownBy(() -> repository.load("next")).hasMessageContaining("cannot be loaded")
        .hasMessageContaining("server_zip_sha256");
    assertThat(runtime.registry().require("next")).isSameAs(served);
  }

  @Test
  void twoVersionsAreServedAtOnceAndAClientOfTheOldOneLearnsHowToAskForIt() throws IOException {
    CompiledModel second = TestModels.sum("next");
    new BundleFiles(NEXT).write(models);
    new BundleFiles(TestModels.echo("next")).write(models, 2);
    settle();
    assertThat(runtime.registry().versionsOf("next")).containsExactly(1, 2);
    assertThat(runtime.model("next").version()).isEqualTo(2);
    assertThat(runtime.model("next:1").versions()).containsExactly(1, 2);
    ModelClient old = client(second);
    assertThat(answerOf("next:1", old, Optional.empty(), 1, 1)).containsExactly(4);
    refusal(ErrorCode.KEY_REQUIRED, () -> runtime.infer("next", old.encrypt(new double[2])));
    ModelClient newer = client(TestModels.echo("next"));
    Uid uid = runtime.saveKey(newer.evaluationKey(new KeyGenerator(), Progress.NONE));
    assertThat(answerOf("next", newer, Optional.of(uid), ROWS[2])).containsExactly(ROWS[2]);
    refusal(ErrorCode.PARAMETER_MISMATCH, () -> runtime.infer("next", uid, old.encrypt(new double[2])));
    assertThat(refusal(ErrorCode.UNKNOWN_MODEL, () -> runtime.model("next:3"))).contains("version 3", "[1, 2]");
    refusal(ErrorCode.INVALID_NAME, () -> runtime.model("next:01"));
    refusal(ErrorCode.INVALID_NAME, () -> runtime.model("next:latest"));

    Files.writeString(models.resolve("next/model.properties"), "default-version = 1");
    settle();
    assertThat(runtime.model("next").version()).isEqualTo(1);
    delete(models.resolve("next/2"));
    settle();
    assertThat(runtime.registry().versionsOf("next")).containsExactly(1);
  }

  @Test
  void aQueryOfAnotherVersionOfTheSameParametersNamesTheVersionThatItWasMadeFor() {
    ServerBundle one = ServerBundle.of(ECHO, new byte[0]);
    CompiledModel flipped = TestModels.echo("echo");
    CompiledModel two = new CompiledModel(new ClientSpec("echo", "other",
        flipped.client().parameters(), flipped.client().keyParts(), flipped.client().quantizers(),
        flipped.client().layout(), flipped.client().results(), new double[2], flipped.client().task()),
        flipped.circuit(), flipped.notes());
    runtime.registry().add("echo", one);
    runtime.registry().add("echo", ServerBundle.of(two, new byte[0]).withVersion(2));
    Uid uid = runtime.saveKey(echoKey);
    byte[] query = echo.encrypt(ROWS[0]);
    assertThat(refusal(ErrorCode.MODEL_MISMATCH, () -> runtime.infer("echo", uid, query)))
        .contains("made for version 1", "ask for 'echo:1'");
    assertThat(answerOf("echo:1", echo, Optional.of(uid), ROWS[3])).containsExactly(ROWS[3]);
  }

  @Test
  void queriesThatWaitAreAnsweredByTheModelThatWasRemovedAndThenNothingOfItIsLeft() throws Exception {
    restart(NightjarRuntime.builder().workers(1));
    Uid loaded = runtime.saveKey(echoKey);
    final Uid notLoadedYet = runtime.saveKey(echoKey);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    engine.beforeBatch(() -> {
      begun.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    WeakReference<ServerBundle> removed = new WeakReference<>(runtime.registry().require("echo"));
    List<byte[]> queries = new ArrayList<>();
    List<CompletableFuture<EndpointResponse.Bytes>> answers = new ArrayList<>();
    for (Uid uid : List.of(loaded, loaded, notLoadedYet)) {
      queries.add(echo.encrypt(ROWS[1]));
      answers.add(runtime.submit(Optional.of("echo"), Optional.of(uid), queries.get(queries.size() - 1)));
    }
    begun.await();
    runtime.registry().remove("echo");
    refusal(ErrorCode.UNKNOWN_MODEL, () -> runtime.infer("echo", loaded, queries.get(0)));
    go.countDown();
    for (int i = 0; i < answers.size(); i++) {
      assertThat(echo.decrypt(queries.get(i), answers.get(i).join().content()).outputs()).containsExactly(ROWS[1]);
    }
    answers.clear();
    await(() -> runtime.loadedKeys() == 0);
    assertThat(engine.ends()).containsExactly("key", "key");
    await(() -> {
      System.gc();
      return removed.get() == null;
    });
    assertThat(removed.get()).isNull();
  }

  private static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void whatIsUnloadedStaysSoUntilItIsLoaded() {
    new BundleFiles(NEXT).write(models);
    settle();
    repository.unload("next");
    settle();
    refusal(ErrorCode.UNKNOWN_MODEL, () -> runtime.model("next"));
    new BundleFiles(NEXT).modelJson("\"first\":\"1\"", "\"first\":\"9\"").write(models);
    settle();
    assertThat(runtime.registry().statuses()).filteredOn(s -> s.name().equals("next")).singleElement()
        .extracting(ModelStatus::state).isEqualTo(ModelStatus.State.UNLOADED);
    repository.load("next");
    assertThat(runtime.registry().require("next").notes()).containsEntry("first", "9");
    ServerBundle served = runtime.registry().require("next");
    repository.load("next");
    assertThat(runtime.registry().require("next")).as("nothing has changed").isSameAs(served);
  }

  @Test
  void nothingOutsideOfTheFolderIsServed() throws IOException {
    Path elsewhere = new BundleFiles(NEXT).write(Files.createDirectory(temp.resolve("elsewhere")));
    Files.createSymbolicLink(models.resolve("next"), elsewhere);
    settle();
    assertThat(detail("next")).contains("leads out of the models folder");
    refusal(ErrorCode.INVALID_MODEL, () -> repository.load("next"));
    refusal(ErrorCode.INVALID_NAME, () -> repository.load("../elsewhere/next"));
    refusal(ErrorCode.INVALID_NAME, () -> repository.unload(".."));
    refusal(ErrorCode.UNKNOWN_MODEL, () -> repository.load("nobody"));
    assertThat(refusal(ErrorCode.UNKNOWN_MODEL, () -> repository.unload("echo"))).contains("in the models folder");
  }

  @Test
  void twoBundlesOfOneVersionAreReported() {
    new BundleFiles(NEXT).write(models);
    new BundleFiles(NEXT).write(models, 1);
    settle();
    assertThat(detail("next")).contains("two bundles of version 1");
  }

  @Test
  void aFolderThatCannotBeReadForAWhileTakesNothingAway() throws IOException {
    new BundleFiles(NEXT).write(models);
    settle();
    Path away = Files.move(models, temp.resolve("away"));
    settle();
    settle();
    assertThat(runtime.registry().names()).contains("next");
    Files.move(away, models);
    delete(models.resolve("next"));
    repository.look();
    assertThat(runtime.registry().names()).as("it may be being moved").contains("next");
    repository.look();
    assertThat(runtime.registry().names()).doesNotContain("next");
  }

  @Test
  void neitherUnloadingNorClosingWaitsForTheRehearsalOfAModelThatCame() throws Exception {
    new BundleFiles(NEXT).write(models);
    ModelRegistry registry = new ModelRegistry();
    ModelRepository other = new ModelRepository(models, registry);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    other.rehearseBy(bundle -> {
      begun.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    });
    other.watch(Duration.ofMillis(1));
    begun.await();
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
      other.unload("next");
      other.close();
    });
    interrupted.await();
    // Comes after what was interrupted.
    other.look();
    assertThat(registry.statuses()).singleElement().extracting(ModelStatus::state)
        .isEqualTo(ModelStatus.State.UNLOADED);
    assertThat(registry.names()).isEmpty();
  }

  /** As a file system's own, which its root has for itself, where a whole one is mounted. */
  @Test
  void aFolderThatMayNotBeReadStopsNoOtherAndTakesNothingAway() throws IOException {
    new BundleFiles(NEXT).write(models);
    new BundleFiles(TestModels.sum("other")).write(models, 2);
    Path closed = Files.createDirectory(models.resolve("lost+found"));
    assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed), "this user may read everything");
    restart(NightjarRuntime.builder().models(models));
    repository = runtime.repository().orElseThrow();
    assertThat(runtime.registry().names()).contains("next", "other");
    assertThat(detail("lost+found")).isEqualTo("its folder cannot be read by this user");
    assertThat(models.resolve("other").toFile().setReadable(false)).isTrue();
    settle();
    settle();
    assertThat(runtime.registry().versionsOf("other")).containsExactly(2);
  }

  @Test
  void theFolderIsLookedAtByItself() {
    restart(NightjarRuntime.builder().models(models).watchModels(Duration.ofMillis(100)));
    new BundleFiles(NEXT).write(models);
    new BundleFiles(TestModels.sum("echo")).write(models, 7);
    await(() -> runtime.registry().names().contains("next"));
    assertThat(runtime.registry().versionsOf("echo")).as("a model that was given otherwise wins").containsExactly(1);
    assertThatThrownBy(() -> NightjarRuntime.builder().watchModels(Duration.ofMillis(99)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("PT0.1S");
  }
}
