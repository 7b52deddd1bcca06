package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.cli.text.Terminal;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes of endpoints are killed while somebody plays with them. */
@Order(1)
@Timeout(300)
class KilledServerTest {
  private static final int ROWS = 24;
  private static final int LONGEST_SECONDS = 150;

  @TempDir
  private static Path shared;

  /** What play prints of the same rows when nobody is killed. */
  private static List<String> undisturbed;

  @TempDir
  private Path folder;

  private final ExecutorService killer = Executors.newSingleThreadExecutor();
  private final List<Future<?>> kills = new ArrayList<>();
  private final List<ServeProcess> serving = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void compile() throws IOException {
    DemoModel tree = CommandRun.tree();
    CommandRun.compileLevelledTree(tree.name(), shared.resolve("bundles"));
    Files.write(rows(), Files.readAllLines(Home.models().resolve(tree.test())).subList(0, ROWS));
    try (NightjarRuntime runtime = NightjarRuntime.builder().models(shared.resolve("bundles")).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      CommandRun run = CommandRun.of((Object[]) play(server.port()));
      assertThat(run.exitCode()).as(run.err()).isZero();
      undisturbed = predictions(run.out());
    }
    assertThat(undisturbed).hasSize(ROWS);
  }

  private static Path rows() {
    return shared.resolve("rows");
  }

  private static String[] play(int port) {
    return new String[] {"play", "--url", "http://127.0.0.1:" + port + "/", "--samples", "all", "--data",
        Home.models().resolve(CommandRun.tree().data()).toString(), "--test-rows", rows().toString()};
  }

  private static List<String> predictions(String out) {
    return out.lines().filter(line -> line.contains("-th input")).map(line -> line.replaceAll(" in .*", "")).toList();
  }

  @AfterEach
  void stop() throws InterruptedException {
    killer.shutdown();
    boolean ended = killer.awaitTermination(LONGEST_SECONDS, TimeUnit.SECONDS);
    serving.forEach(ServeProcess::close);
    assertThat(ended).as("whoever kills and starts has ended").isTrue();
  }

  /** Without a warm-up, which would take the processors from whoever plays. */
  private static ServeProcess served(int port, Object... keys) {
    return ServeProcess.of(shared.resolve("bundles"), port,
        Stream.concat(Stream.of("--warm-up", "0"), Stream.of(keys)).toArray());
  }

  private void start(int port, Object... keys) {
    serving.add(served(port, keys));
  }

  /** What all processes say of themselves, for messages. */
  private String told() {
    return serving.stream().map(process -> "\nA process of serve " + process.told()).collect(Collectors.joining());
  }

  /** What {@code play} prints; behind some predictions, another thread kills an endpoint while play goes on. */
  private final class Killing extends StringWriter {
    private final List<Runnable> deeds;

    Killing(List<Runnable> deeds) {
      this.deeds = deeds;
    }

    /** One deed after the other; play waits for the end of the first one before it has the second one done. */
    @Override
    public void write(String text, int offset, int length) {
      super.write(text, offset, length);
      int done = kills.size();
      if (done < deeds.size() && toString().contains("for " + ROWS * (done + 1) / (deeds.size() + 1) + "-th input")) {
        kills.forEach(KilledServerTest.this::await);
        kills.add(killer.submit(deeds.get(done)));
      }
    }
  }

  private void await(Future<?> kill) {
    try {
      kill.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("killing and starting failed: " + e.getCause() + told(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("killing and starting take more than " + LONGEST_SECONDS + " s" + told(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while an endpoint is killed", e);
    }
  }

  @Test
  void playingGoesOnWithTheSameKeyWhenItsEndpointIsStartedAgain() throws Exception {
    int port = ServeProcess.freePort();
    Object[] keys = {"--keys", folder.resolve("keys")};
    start(port, keys);
    playsOn(port, List.of(() -> {
      serving.get(0).kill();
      start(port, keys);
    }));
  }

  /** The second one that is killed is the one that took over; the first one is up again by then. */
  @Test
  void playingGoesOnWithTheSameKeyAtAnotherReplicaOverTheSameStore() throws Exception {
    int[] ports = {ServeProcess.freePort(), ServeProcess.freePort()};
    Object[] keys = {"--key-store", "files:folder=" + folder.resolve("shared") + ":shared=true"};
    start(ports[0], keys);
    start(ports[1], keys);
    try (FailoverProxy proxy = new FailoverProxy(ports)) {
      playsOn(proxy.port(), List.of(() -> {
        serving.get(0).kill();
        start(ports[0], keys);
      }, serving.get(1)::kill));
    }
  }

  private void playsOn(int port, List<Runnable> deeds) {
    Killing out = new Killing(deeds);
    StringWriter err = new StringWriter();
    int exitCode = NightjarCommand.commandLine(new Terminal(new PrintWriter(out, true), new PrintWriter(err, true),
        null)).execute(play(port));
    assertThat(exitCode).as(() -> "play printed:\n" + out + err + told()).isZero();
    assertThat(kills).hasSameSizeAs(deeds);
    kills.forEach(this::await);
    assertThat(out.toString().split("Sending the key", -1)).as(() -> "the key is sent once:\n" + out).hasSize(2);
    assertThat(predictions(out.toString())).as(() -> "play printed:\n" + out + err + told()).isEqualTo(undisturbed);
  }
}
