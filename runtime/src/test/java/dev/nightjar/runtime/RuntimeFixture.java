package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A runtime with three models, and a client with keys for each. */
@Timeout(120)
abstract class RuntimeFixture {
  static final Parameters OTHER = ParameterCatalogue.byId("NJ1_M2_P64").orElseThrow();
  static final double[][] ROWS = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};

  static final CompiledModel ECHO = TestModels.echo("echo");
  static final CompiledModel SUM = TestModels.sum("sum");

  /** Another model, over another set: its queries and keys are of no use to the first. */
  static final CompiledModel FAR = TestModels.echo("far", OTHER);

  static ModelClient echo;
  static ModelClient sum;
  static ModelClient far;
  static byte[] echoKey;
  static byte[] farKey;

  WatchedEngine engine;
  NightjarRuntime runtime;

  @TempDir
  Path temp;

  /** Once for all classes, as keys take a while: nobody writes into them. */
  @BeforeAll
  static void makeKeys() {
    if (farKey != null) {
      return;
    }
    echo = new ModelClient(ECHO.client(), SecretKey.generate(TestModels.SMALL));
    sum = new ModelClient(SUM.client(), SecretKey.generate(ParameterCatalogue.linear()));
    far = new ModelClient(FAR.client(), SecretKey.generate(OTHER));
    echoKey = echo.evaluationKey(new KeyGenerator(), Progress.NONE);
    farKey = far.evaluationKey(new KeyGenerator(), Progress.NONE);
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
  void restart(RuntimeBuilder builder) {
    runtime.close();
    engine = new WatchedEngine();
    runtime = build(builder);
  }

  @AfterEach
  void stop() {
    engine.beforeBatch(() -> { });
    runtime.close();
  }

  Uid upload(byte[] key) {
    return upload(runtime, key);
  }

  static Uid upload(NightjarRuntime runtime, byte[] key) {
    KeyStore keys = runtime.keys();
    Uid uid = keys.begin(NewKey.of(key.length));
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

  static EndpointRequest request(String method, Map<String, String> fields,
      Map<String, byte[]> bytes) {
    return new EndpointRequest(method, Optional.empty(), fields, bytes);
  }

  Uid save(byte[] piece) {
    var response = runtime.handle(request("save_key", Map.of(), Map.of("evaluation_keys", piece)));
    return new Uid((Long) ((EndpointResponse.Fields) response).values().get("uid"));
  }

  EndpointResponse append(Uid uid, byte[] piece) {
    return runtime.handle(
        request("append_key", Map.of("uid", uid.toString()), Map.of("evaluation_keys", piece)));
  }

  static ErrorCode failure(CompletableFuture<?> future) {
    try {
      future.join();
      throw new AssertionError("it did not fail");
    } catch (CompletionException e) {
      return ((NightjarException) e.getCause()).code();
    }
  }
}
