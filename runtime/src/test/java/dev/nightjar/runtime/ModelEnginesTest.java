package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.ForwardingEngine;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.bundle.BundleFiles;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that name their engine, beside models that do not. */
@Timeout(120)
class ModelEnginesTest {
  private static SecretKey secret;
  private static byte[] key;

  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final EngineRegistry engines = new EngineRegistry(List.of(
      new Named("one", Availability.yes("fine")), new Named("two", Availability.yes("fine")),
      new Named("three", Availability.no("install the library"))));

  @TempDir
  private Path folder;

  /** The Java engine under another name, writing down what it is asked for. */
  private final class Named implements EngineProvider {
    private final String name;
    private final Availability availability;

    Named(String name, Availability availability) {
      this.name = name;
      this.availability = availability;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int apiVersion() {
      return API_VERSION;
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public Availability availability() {
      return availability;
    }

    @Override
    public Engine create(EngineOptions options) {
      events.add(name + " starts");
      return new ForwardingEngine(EngineRegistry.discover().create("java", options)) {
        @Override
        public String name() {
          return name;
        }

        @Override
        public Set<Operation> operations() {
          return name.equals("linear") ? Set.of() : super.operations();
        }

        @Override
        public EngineInfo info() {
          return new EngineInfo(name, "kernel of " + name, options.threads(), List.of());
        }

        @Override
        public EngineKey load(Optional<KeyReference> reference, EvaluationKey loaded) {
          events.add(name + " loads");
          return super.load(reference, loaded);
        }

        @Override
        public void close() {
          events.add(name + " closes");
          super.close();
        }
      };
    }
  }

  @BeforeAll
  static void makeKey() {
    secret = SecretKey.generate(TestModels.SMALL);
    key = client("first").evaluationKey(new KeyGenerator(), Progress.NONE);
  }

  private static ServerBundle bundle(String name) {
    return ServerBundle.of(TestModels.echo(name), new byte[0]);
  }

  private NightjarRuntime serve(ServerBundle... bundles) {
    RuntimeBuilder builder = NightjarRuntime.builder().engines(engines).engine("one").threads(1);
    for (ServerBundle bundle : bundles) {
      builder.model(bundle);
    }
    return builder.build();
  }

  private static Uid upload(NightjarRuntime runtime) {
    Uid uid = runtime.keys().begin(NewKey.of(key.length));
    runtime.keys().put(uid, 0, ByteBuffer.wrap(key));
    runtime.keys().commit(uid);
    return uid;
  }

  private static ModelClient client(String model) {
    return new ModelClient(TestModels.echo(model).client(), secret);
  }

  private static void assertEchoes(NightjarRuntime runtime, String model, Uid uid, double[] row,
      String engine) {
    ModelClient client = client(model);
    byte[] query = client.encrypt(row);
    EndpointResponse.Bytes answer = runtime.infer(model, uid, query);
    assertThat(client.decrypt(query, answer.content()).outputs()).isEqualTo(row);
    assertThat(answer.headers()).containsEntry(InferenceHeaders.ENGINE, engine);
  }

  @Test
  void twoModelsUseTheirEnginesInTurnWithOneUploadedKey() {
    try (NightjarRuntime runtime = serve(bundle("first"), bundle("second").withEngine("two"))) {
      Uid uid = upload(runtime);
      for (double[] row : RuntimeFixture.ROWS) {
        assertEchoes(runtime, "first", uid, row, "one");
        assertEchoes(runtime, "second", uid, row, "two");
      }
      assertThat(events).containsExactly("one starts", "two starts", "one loads", "two loads");
      assertThat(runtime.engine().engine()).isEqualTo("one");
      assertThat(runtime.engine().notes()).containsExactly("model second has engine two: kernel of two");
      assertThat(runtime.models()).extracting(card -> card.engine().kernel())
          .containsExactly("kernel of one", "kernel of two");
      assertThat(runtime.model("second").engine().engine()).isEqualTo("two");
      runtime.keys().delete(uid);
      assertThat(runtime.loadedKeyBytes()).isZero();
    }
    assertThat(events).endsWith("two closes", "one closes");
  }

  @Test
  void aModelTellsItsEngineBeforeItIsStartedAndWhyAutoChoseIt() {
    try (NightjarRuntime runtime = NightjarRuntime.builder().engines(engines).engine("auto").threads(1)
        .model(bundle("first")).build()) {
      assertThat(runtime.model("first").engine().engine()).isIn("one", "two");
      assertThat(runtime.model("first").engine().notes())
          .anyMatch(note -> note.startsWith("chosen by "))
          .contains("engine three is left out: install the library");
      for (String other : List.of("one", "two")) {
        runtime.registry().add("second", bundle("second").withEngine(other));
        assertThat(runtime.model("second").engine().engine()).isEqualTo(other);
      }
      runtime.registry().add("second", bundle("second").withEngine("three"));
      assertThat(runtime.model("second").engine())
          .isEqualTo(new EngineInfo("three", "", 1, List.of("it is started for the first inference")));
      assertThat(events).as("starts").filteredOn(event -> event.endsWith("starts")).hasSize(2);
    }
  }

  @Test
  void aModelChangesItsEngineWhileItIsServed() {
    try (NightjarRuntime runtime = serve(bundle("first"))) {
      Uid uid = upload(runtime);
      assertEchoes(runtime, "first", uid, RuntimeFixture.ROWS[1], "one");
      for (String engine : List.of("two", "one", "two", "auto")) {
        runtime.registry().add("first", bundle("first").withEngine(engine));
        assertEchoes(runtime, "first", uid, RuntimeFixture.ROWS[2], engine.equals("auto") ? "one" : engine);
      }
      assertThat(events).containsExactly("one starts", "one loads", "two starts", "two loads");
      runtime.registry().add("first", bundle("first").withEngine("three"));
      assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE,
          () -> runtime.infer("first", uid, client("first").encrypt(RuntimeFixture.ROWS[0]))))
          .contains("'three'", "install the library");
    }
  }

  @Test
  void aModelWhoseEngineCannotRunIsNotServedAndTheOthersAre() {
    try (NightjarRuntime runtime = serve(bundle("first"), bundle("second").withEngine("three"),
        bundle("third").withEngine("four"))) {
      assertThat(runtime.registry().names()).containsExactly("first");
      assertThat(runtime.registry().statuses()).extracting(ModelStatus::state).containsExactly(
          ModelStatus.State.SERVED, ModelStatus.State.FAILED, ModelStatus.State.FAILED);
      assertThat(runtime.registry().statuses().get(1).detail()).contains("'three'", "install the library");
      assertThat(runtime.registry().statuses().get(2).detail()).contains("no engine 'four'", "one, three");
    }
  }

  @Test
  void aModelWhoseEngineLacksAnOperationIsRefusedWhenItIsLoadedAndTheOthersAreServed() {
    String reason = "model 'first' needs the operations [BOOTSTRAP], which engine 'linear' does not have";
    ServerBundle first = bundle("first");
    ServerBundle keyless = ServerBundle.of(TestModels.sum("keyless"), new byte[0]);
    EngineRegistry registry = new EngineRegistry(List.of(new Named("one", Availability.yes("fine")),
        new Named("linear", Availability.yes("fine"))));
    try (NightjarRuntime runtime = NightjarRuntime.builder().engines(registry).engine("linear").threads(1)
        .model(first).model(bundle("second").withEngine("one")).model(keyless).build()) {
      assertThat(runtime.registry().names()).containsExactly("keyless", "second");
      assertThat(runtime.registry().statuses()).first().satisfies(status -> {
        assertThat(status.state()).isEqualTo(ModelStatus.State.FAILED);
        assertThat(status.detail()).contains(reason, "engine = NAME", "--engine");
      });
      assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> runtime.registry().add("first", first)))
          .contains(reason);
      assertThat(runtime.registry().names()).containsExactly("keyless", "second");
      Uid uid = upload(runtime);
      assertEchoes(runtime, "second", uid, RuntimeFixture.ROWS[0], "one");
    }
  }

  @Test
  void aFileBesideTheBundleNamesTheEngine() throws IOException {
    Path model = new BundleFiles(TestModels.echo("first")).write(folder);
    assertThat(ServerBundle.read(model).engine()).isEmpty();
    write(model, "# this one is faster there\nengine = two\n");
    assertThat(ServerBundle.read(model).engine()).contains("two");
    write(model, "engine=auto");
    assertThat(ServerBundle.read(model).engine()).isEmpty();
    write(model, "");
    assertThat(ServerBundle.read(model).engine()).isEmpty();
  }

  @Test
  void settingsThatThereAreNotAreRefused() throws IOException {
    Path model = new BundleFiles(TestModels.echo("first")).write(folder);
    for (String settings : List.of("motor=two", "engine=two\nthreads=3", "engine=", "engine=a b",
        "engine=\\u00zz")) {
      write(model, settings);
      assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ServerBundle.read(model))).as(settings)
          .containsAnyOf("engine", "cannot be read");
    }
    write(model, "#" + "x".repeat(1 << 16));
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ServerBundle.read(model))).contains("longer than");
  }

  private static void write(Path model, String settings) throws IOException {
    Files.writeString(model.resolve("model.properties"), settings);
  }
}
