package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.RuntimeEvent;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceFinished;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceStarted;
import dev.nightjar.api.endpoint.RuntimeEvent.KeyDeleted;
import dev.nightjar.api.endpoint.RuntimeEvent.KeyStored;
import dev.nightjar.api.endpoint.RuntimeEvent.ModelRemoved;
import dev.nightjar.api.endpoint.RuntimeEvent.ModelServed;
import dev.nightjar.api.endpoint.RuntimeEvent.Place;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestRefused;
import dev.nightjar.api.endpoint.RuntimeEvent.UploadBegun;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.extensions.PluginJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuntimeListenerTest extends RuntimeFixture {
  private final List<RuntimeEvent> events = new CopyOnWriteArrayList<>();

  /** Writes down what it is told. */
  private final class Recorder implements RuntimeListener {
    @Override
    public int apiVersion() {
      return API_VERSION;
    }

    @Override
    public void inferenceStarted(InferenceStarted event) {
      events.add(event);
    }

    @Override
    public void inferenceFinished(InferenceFinished event) {
      events.add(event);
    }

    @Override
    public void requestRefused(RequestRefused event) {
      events.add(event);
    }

    @Override
    public void uploadBegun(UploadBegun event) {
      events.add(event);
    }

    @Override
    public void keyStored(KeyStored event) {
      events.add(event);
    }

    @Override
    public void keyDeleted(KeyDeleted event) {
      events.add(event);
    }
  }

  /** Throws whatever it is told. */
  private static final class Broken implements RuntimeListener {
    @Override
    public int apiVersion() {
      return API_VERSION;
    }

    @Override
    public void inferenceStarted(InferenceStarted event) {
      throw new AssertionError("broken");
    }

    @Override
    public void inferenceFinished(InferenceFinished event) {
      throw new OutOfMemoryError("broken");
    }

    @Override
    public void uploadBegun(UploadBegun event) {
      throw new IllegalStateException("broken");
    }
  }

  @BeforeEach
  void listen() {
    restart(NightjarRuntime.builder().listener(new Broken()).listener(new Recorder()));
  }

  @Test
  void aRehearsalIsNotTold() throws Exception {
    runtime.rehearse(trial -> {
      for (PathRehearsal.Request request : trial.requests()) {
        if (request.key().isEmpty()) {
          trial.runtime().infer(request.model(), request.query());
        } else {
          upload(trial.runtime(), request.key().get());
        }
      }
    });
    assertThat(runtime.awaitWarm(Duration.ofMinutes(1))).isTrue();
    assertThat(runtime.rehearsal()).isEqualTo(new PathRehearsal.Status(PathRehearsal.State.DONE, ""));
    assertThat(events).isEmpty();
  }

  @Test
  void modelsAreToldWhenTheyAreServedAtTheStartAndLater() {
    List<ModelServed> served = new CopyOnWriteArrayList<>();
    List<ModelRemoved> removed = new CopyOnWriteArrayList<>();
    restart(NightjarRuntime.builder().listener(new RuntimeListener() {
      @Override
      public int apiVersion() {
        return API_VERSION;
      }

      @Override
      public void modelServed(ModelServed event) {
        served.add(event);
      }

      @Override
      public void modelRemoved(ModelRemoved event) {
        removed.add(event);
      }
    }));
    assertThat(served).containsExactlyInAnyOrder(new ModelServed("echo", 1, Strategy.BOOTSTRAPPED, "java"),
        new ModelServed("sum", 1, Strategy.KEYLESS, "java"), new ModelServed("far", 1, Strategy.BOOTSTRAPPED, "java"));
    served.clear();
    runtime.registry().add("next", ServerBundle.of(TestModels.sum("next"), new byte[0]));
    runtime.registry().remove("next");
    runtime.registry().add("echo", ServerBundle.of(ECHO, new byte[0]));
    assertThat(served).containsExactly(new ModelServed("next", 1, Strategy.KEYLESS, "java"),
        new ModelServed("echo", 1, Strategy.BOOTSTRAPPED, "java"));
    assertThat(removed).as("what is replaced is not removed").containsExactly(new ModelRemoved("next", 1));
  }

  @Test
  void aKeyIsToldWhenItIsBegunStoredAndDeletedByItsOwner() {
    Uid uid = runtime.saveKey(Caller.of("alice"), echoKey);
    assertThat(runtime.keys(Caller.of("alice")).delete(uid)).isTrue();
    assertThat(runtime.keys(Caller.of("alice")).delete(uid)).isFalse();
    assertThat(events).containsExactly(new UploadBegun(echoKey.length, true),
        new KeyStored(echoKey.length, TestModels.SMALL.id(), true), new KeyDeleted(echoKey.length, false));
  }

  @Test
  void anUnfinishedKeyThatIsDeletedWasNeverStored() {
    byte[] damaged = echoKey.clone();
    damaged[damaged.length - 1] ^= 1;
    refusal(ErrorCode.CHECKSUM_MISMATCH, () -> runtime.saveKey(damaged));
    assertThat(events).containsExactly(new UploadBegun(echoKey.length, false),
        new RequestRefused(ErrorCode.CHECKSUM_MISMATCH, Place.KEYS));
  }

  @Test
  void anInferenceIsToldOnceWhenItIsTakenAndOnceWhenItIsDone() {
    Uid uid = runtime.saveKey(Caller.of("alice"), echoKey);
    events.clear();
    runtime.infer(Caller.of("alice"), Optional.of("echo"), Optional.of(uid), echo.encrypt(ROWS[1]));
    runtime.infer("sum", sum.encrypt(new double[] {1, 2}));
    assertThat(events).hasSize(4);
    assertThat(events.get(0)).isEqualTo(new InferenceStarted(
        new RuntimeEvent.Inference("echo", 1, Strategy.BOOTSTRAPPED, "java", true)));
    InferenceFinished finished = (InferenceFinished) events.get(1);
    assertThat(finished.inference()).isSameAs(((InferenceStarted) events.get(0)).inference());
    assertThat(finished.failure()).isEmpty();
    assertThat(finished.keyNanos()).isPositive();
    assertThat(finished.computeNanos()).isPositive();
    assertThat(events.get(2)).isEqualTo(new InferenceStarted(
        new RuntimeEvent.Inference("sum", 1, Strategy.KEYLESS, "java", false)));
    assertThat(((InferenceFinished) events.get(3)).failure()).isEmpty();
  }

  @Test
  void aRequestThatIsRefusedIsNeverStarted() {
    refusal(ErrorCode.UNKNOWN_UID, () -> runtime.infer("echo", new Uid(1), echo.encrypt(ROWS[0])));
    refusal(ErrorCode.KEY_REQUIRED, () -> runtime.handle(new EndpointRequest("inference",
        Optional.of("echo"), Map.of(), Map.of("encrypted_inputs", echo.encrypt(ROWS[0])))));
    refusal(ErrorCode.UNKNOWN_METHOD, () -> runtime.handle(request("dance", Map.of(), Map.of())));
    refusal(ErrorCode.UNKNOWN_UID, () -> append(new Uid(1), new byte[100]));
    refusal(ErrorCode.UNKNOWN_UID, () -> runtime.keys(Caller.ANONYMOUS).describe(new Uid(1)));
    assertThat(events).containsExactly(
        new RequestRefused(ErrorCode.UNKNOWN_UID, Place.INFERENCE),
        new RequestRefused(ErrorCode.KEY_REQUIRED, Place.INFERENCE),
        new RequestRefused(ErrorCode.UNKNOWN_METHOD, Place.METHOD),
        new RequestRefused(ErrorCode.UNKNOWN_UID, Place.METHOD),
        new RequestRefused(ErrorCode.UNKNOWN_UID, Place.KEYS));
  }

  @Test
  void anInferenceThatFailsInItsWorkerEndsWithTheReason() {
    Uid uid = upload(echoKey);
    events.clear();
    engine.beforeBatch(() -> {
      throw new IllegalStateException("broken engine");
    });
    refusal(ErrorCode.INTERNAL, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0])));
    assertThat(events).hasSize(2);
    assertThat(((InferenceFinished) events.get(1)).failure()).contains(ErrorCode.INTERNAL);
  }

  @Test
  void aListenerInAPluginJarIsTold() throws IOException {
    Path plugins = Files.createDirectory(temp.resolve("plugins"));
    new PluginJars(temp).listenerJar(plugins.resolve("listener.jar"), "nightjar.test.deleted");
    restart(NightjarRuntime.builder().plugins(plugins));
    assertThat(runtime.plugins()).anySatisfy(status -> assertThat(status.detail()).isEqualTo("a listener"));
    Uid uid = runtime.saveKey(echoKey);
    try {
      runtime.keys().delete(uid);
      assertThat(System.getProperty("nightjar.test.deleted")).isEqualTo(String.valueOf(echoKey.length));
    } finally {
      System.clearProperty("nightjar.test.deleted");
    }
  }
}
