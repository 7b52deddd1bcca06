package dev.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.bundle.BundleWriter;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.WorkerThreads;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A client with keys of its own, of two small models: {@code sum} needs no evaluation key, {@code echo} does. */
public final class DataOwner {
  private static final CompiledModel SUM = TestModels.sum("sum");
  private static final CompiledModel ECHO = TestModels.echo("echo");

  private final ModelClient sum = new ModelClient(SUM.client(), SecretKey.generate(SUM.client().parameters()));
  private final ModelClient echo = new ModelClient(ECHO.client(), SecretKey.generate(ECHO.client().parameters()));
  private final byte[] evaluationKey =
      echo.evaluationKey(new KeyGenerator(WorkerThreads.onAllProcessors()), Progress.NONE);

  private static final class Shared {
    static final DataOwner OWNER = new DataOwner();
  }

  private DataOwner() {
  }

  /** The one of this JVM, whose keys are made when they are first needed: they take a while. */
  public static DataOwner shared() {
    return Shared.OWNER;
  }

  /** A runtime that serves both models. */
  public static RuntimeBuilder runtime() {
    return NightjarRuntime.builder().engine("java:kernel=plain").threads(2)
        .model(ServerBundle.of(SUM, ClientBundle.write(SUM.client())))
        .model(ServerBundle.of(ECHO, ClientBundle.write(ECHO.client())));
  }

  /** Both models as {@code nightjar compile} would write them. */
  public static void writeBundles(Path models) throws IOException {
    BundleWriter.write(SUM, models);
    BundleWriter.write(ECHO, models);
  }

  /** The evaluation key of {@code echo}, not copied. */
  public byte[] evaluationKey() {
    return evaluationKey;
  }

  /** Our client at an endpoint. */
  public static EndpointClient at(URI endpoint) {
    return new EndpointClient(EndpointSettings.of(endpoint));
  }

  /** Sends the evaluation key and has every row of features run, each compared with what it must be in the clear. */
  public Uid play(EndpointClient endpoint) {
    Uid uid = endpoint.uploadKey(evaluationKey, Progress.NONE);
    infer(endpoint, uid);
    return uid;
  }

  /** The same with a key that is there. */
  public void infer(EndpointClient endpoint, Uid uid) {
    assertThat(run(endpoint, "sum", sum, Optional.empty(), 7, 4)).containsExactly(2 * 7 + 3 * 4 - 1);
    for (double[] row : new double[][] {{0, 1}, {1, 1}}) {
      assertThat(run(endpoint, "echo", echo, Optional.of(uid), row)).containsExactly((long) row[0], (long) row[1]);
    }
  }

  /** A query of one of the models with a row of features. */
  public byte[] encrypt(String model, double... row) {
    return (model.equals("sum") ? sum : echo).encrypt(row);
  }

  private static long[] run(EndpointClient endpoint, String model, ModelClient owner, Optional<Uid> uid,
      double... row) {
    byte[] query = owner.encrypt(row);
    byte[] answer = endpoint.infer(model, uid, query).bytes();
    return owner.integers(query, answer);
  }
}
