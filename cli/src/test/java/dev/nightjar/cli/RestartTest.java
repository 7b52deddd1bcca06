package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.cli.text.Terminal;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.keys.MasterKeys;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint with encrypted keys in a folder is stopped and started again while somebody plays with it. */
class RestartTest {
  private static final int SAMPLES = 6;

  @TempDir
  private Path folder;

  private NightjarRuntime runtime;
  private NightjarServer server;
  private int starts;

  private void start(int port) {
    try {
      runtime = NightjarRuntime.builder().models(folder.resolve("bundles")).keyFolder(folder.resolve("keys"))
          .keysAtRest(MasterKeys.of(List.of(new byte[MasterKeys.KEY_BYTES]))).build();
      server = NightjarServer.builder(runtime).port(port).start();
      starts++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    server.close();
    runtime.close();
  }

  /** What a command prints; behind the third prediction, the endpoint is started again. */
  private final class Restarting extends StringWriter {
    @Override
    public void write(String text, int offset, int length) {
      super.write(text, offset, length);
      if (starts == 1 && toString().contains("for 2-th input")) {
        int port = server.uri().getPort();
        stop();
        start(port);
      }
    }
  }

  @Test
  void playingGoesOnWithTheSameKeyAndEveryPredictionIsRight() {
    DemoModel tree = CommandRun.tree();
    CommandRun.compileLevelledTree(tree.name(), folder.resolve("bundles"));
    start(0);
    List<Object> arguments = new ArrayList<>(List.of("play", "--url", server.uri(), "--model", tree.name(),
        "--samples", SAMPLES));
    arguments.addAll(CommandRun.data(tree));
    Restarting out = new Restarting();
    StringWriter err = new StringWriter();
    int exitCode = NightjarCommand.commandLine(new Terminal(new PrintWriter(out, true), new PrintWriter(err, true),
        null)).execute(arguments.stream().map(String::valueOf).toArray(String[]::new));
    assertThat(exitCode).as(err.toString()).isZero();
    assertThat(starts).isEqualTo(2);
    assertThat(out.toString()).contains("for 5-th input", "Accuracy on " + SAMPLES + " samples is 1.0");
    assertThat(out.toString().split("Sending the key", -1)).as("the key is sent once").hasSize(2);
  }
}
