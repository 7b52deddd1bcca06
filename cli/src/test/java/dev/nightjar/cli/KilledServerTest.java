package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes of endpoints are killed while somebody plays with them. */
@Timeout(300)
class KilledServerTest {
  private static final int ROWS = 40;
  private static final List<Integer> KILLED_AFTER = List.of(4, 21);

  @TempDir
  private Path folder;

  private final ExecutorService killer = Executors.newSingleThreadExecutor();
  private final List<Future<?>> kills = new ArrayList<>();
  private final List<ServeProcess> serving = new ArrayList<>();

  private void start(int port, Object... keys) {
    try {
      serving.add(ServeProcess.of(folder.resolve("bundles"), port, keys));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() throws Exception {
    killer.shutdown();
    assertThat(killer.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    serving.forEach(ServeProcess::close);
  }

  /** What {@code play} prints; behind some predictions, another thread kills the endpoint while play goes on. */
  private final class Killing extends StringWriter {
    private final Runnable kill;

    Killing(Runnable kill) {
      this.kill = kill;
    }

    @Override
    public void write(String text, int offset, int length) {
      super.write(text, offset, length);
      if (kills.size() < KILLED_AFTER.size()
          && toString().contains("for " + KILLED_AFTER.get(kills.size()) + "-th input")) {
        kills.add(killer.submit(kill));
      }
    }
  }

  @BeforeEach
  void compile() throws IOException {
    DemoModel tree = CommandRun.tree();
    List<Object> compile = new ArrayList<>(List.of("compile", tree.onnx(Home.models()), "--name", tree.name(),
        "--out", folder.resolve("bundles"), "--strategy", "levelled-bits"));
    compile.addAll(CommandRun.data(tree));
    assertThat(CommandRun.of(compile.toArray()).exitCode()).isZero();
    Files.write(rows(), Files.readAllLines(Home.models().resolve(tree.test())).subList(0, ROWS));
  }

  private Path rows() {
    return folder.resolve("rows");
  }

  @Test
  void playingGoesOnWithTheSameKeyWhenItsEndpointIsStartedAgain() throws Exception {
    int port = ServeProcess.freePort();
    Object[] keys = {"--keys", folder.resolve("keys")};
    start(port, keys);
    playsOn(port, () -> {
      serving.get(serving.size() - 1).kill();
      start(port, keys);
    });
  }

  /** The second kill is that of the one that took over; the first one is up again by then, or a moment later. */
  @Test
  void playingGoesOnWithTheSameKeyAtAnotherReplicaOverTheSameStore() throws Exception {
    int[] ports = {ServeProcess.freePort(), ServeProcess.freePort()};
    Object[] keys = {"--key-store", "files:folder=" + folder.resolve("shared") + ":shared=true"};
    start(ports[0], keys);
    start(ports[1], keys);
    try (FailoverProxy proxy = new FailoverProxy(ports)) {
      playsOn(proxy.port(), () -> {
        int oldest = serving.size() - 2;
        serving.get(oldest).kill();
        start(ports[oldest % 2], keys);
      });
    }
  }

  private void playsOn(int port, Runnable kill) throws Exception {
    Killing out = new Killing(kill);
    StringWriter err = new StringWriter();
    int exitCode = NightjarCommand.commandLine(new Terminal(new PrintWriter(out, true), new PrintWriter(err, true),
        null)).execute("play", "--url", "http://127.0.0.1:" + port + "/", "--samples", "all", "--data",
        Home.models().resolve(CommandRun.tree().data()).toString(), "--test-rows", rows().toString());
    assertThat(exitCode).as(err.toString()).isZero();
    assertThat(kills).hasSize(KILLED_AFTER.size());
    for (Future<?> one : kills) {
      one.get(60, TimeUnit.SECONDS);
    }
    assertThat(out.toString()).contains("for " + (ROWS - 1) + "-th input");
    assertThat(out.toString().split("Sending the key", -1)).as("the key is sent once").hasSize(2);
    assertThat(predictions(out.toString())).isEqualTo(undisturbed(port));
  }

  /** What an endpoint says of the same rows that nobody kills. */
  private List<String> undisturbed(int port) {
    CommandRun run = CommandRun.of("play", "--url", "http://127.0.0.1:" + port + "/", "--samples", "all", "--data",
        Home.models().resolve(CommandRun.tree().data()), "--test-rows", rows());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return predictions(run.out());
  }

  private static List<String> predictions(String out) {
    return out.lines().filter(line -> line.contains("-th input")).map(line -> line.replaceAll(" in .*", "")).toList();
  }
}
