package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import com.sun.net.httpserver.HttpServer;
import dev.nightjar.cli.text.LogConfigurator;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels, file names and answers that hold orders for a terminal are printed and logged without them. */
class HostileTextTest {
  /** A bundle whose first label is an escape sequence; see the README there. */
  private static final Path BUNDLES = Path.of("src", "test", "resources", "hostile");
  private static final Path IRIS = Home.models().resolve("fixtures/iris.csv");
  private static final String LABEL = "\\u001b]0;owned\\u0007\\u001b[31mclass A";

  @Test
  void inspectShowsTheEscapes() {
    CommandRun run = CommandRun.of("inspect", BUNDLES.resolve("iris-tree"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("classes " + LABEL + ", b, c");
    assertPrintable(run);
  }

  @Test
  void predictionsAndInspectedEndpointsShowTheEscapes() throws IOException {
    try (NightjarRuntime runtime = NightjarRuntime.builder().models(BUNDLES).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      CommandRun inspected = CommandRun.of("inspect", server.uri());
      assertThat(inspected.out()).contains("classes " + LABEL);
      assertPrintable(inspected);
      CommandRun played = CommandRun.of("play", "--url", server.uri(), "--data", IRIS, "--samples", 1);
      assertThat(played.exitCode()).as(played.err()).isZero();
      assertThat(played.out()).contains("prediction=" + LABEL);
      assertPrintable(played);
    }
  }

  @Test
  void whatAServerAnswersIsPrintedAndLoggedWithItsEscapesShown() throws IOException {
    HttpServer hostile = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    hostile.createContext("/", exchange -> {
      byte[] problem = ("{\"code\":\"invalid-name\",\"detail\":\"no\\u001b[2J\\u202ename\\n"
          + "nightjar: all is well\\u009b1m\"}").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(400, problem.length);
      exchange.getResponseBody().write(problem);
      exchange.close();
    });
    hostile.start();
    try {
      String url = "http://127.0.0.1:" + hostile.getAddress().getPort() + "/";
      for (String command : new String[] {"inspect " + url, "play --data " + IRIS + " --url " + url}) {
        CommandRun run = CommandRun.of((Object[]) command.split(" "));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString()
            .endsWith("no\\u001b[2J\\u202ename nightjar: all is well\\u009b1m");
      }
    } finally {
      hostile.stop(0);
    }
  }

  @Test
  void columnsAndLabelsOfATableAreShownWithTheirEscapes(@TempDir Path folder) throws IOException {
    Path table = Files.writeString(folder.resolve("iris.csv"), "a,\u001b[31mb,c,d,e\n1,2,3,\u009b4,\u202ex\n");
    CommandRun run = CommandRun.of("compile", Home.models().resolve("fixtures/iris-tree.onnx"), "--data", table,
        "--out", folder);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("\\u009b4");
    assertPrintable(run);
  }

  @Test
  void anOptionThatHoldsEscapesIsShownWithThem() {
    CommandRun run = CommandRun.of("demo", "--samples", "\u001b[2J\u2066");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'\\u001b[2J\\u2066' is neither");
    assertPrintable(run);
  }

  /** For our logger and for a library's. */
  @Test
  void logLinesAndStackTracesShowTheEscapes() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    LogConfigurator configurator = new LogConfigurator();
    configurator.setContext(context);
    configurator.configure(context);
    Logger logger = context.getLogger("org.example.Library");
    ILoggingEvent event = new LoggingEvent("", logger, Level.WARN, "asked for {}",
        new IllegalStateException("\u001b]0;owned\u0007", new IllegalArgumentException("token '\u202e\u009b1m'")),
        new Object[] {"x\u001b[31m\n12:00:00.000 INFO all is well"});
    ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>)
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("stderr");
    String text = new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    assertThat(text.lines().findFirst().orElseThrow())
        .endsWith("WARN  Library: asked for x\\u001b[31m\\u000a12:00:00.000 INFO all is well");
    assertThat(text).contains("IllegalStateException: \\u001b]0;owned\\u0007", "at dev.nightjar.cli.HostileTextTest",
        "Caused by: java.lang.IllegalArgumentException: token '\\u202e\\u009b1m'");
    assertPrintable(text);
  }

  private static void assertPrintable(CommandRun run) {
    assertPrintable(run.out());
    assertPrintable(run.err());
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(2 * Terminal.WIDTH));
  }

  private static void assertPrintable(String text) {
    assertThat(text.codePoints().filter(c -> c != '\n' && c != '\t' && c != '\r')
        .filter(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)).as(text).isEmpty();
  }
}
