package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.cli.text.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code nightjar rehearse}: the commands of a server and of its clients, one after the other in this JVM, which writes
 * down what classes they load ({@code packaging/class-caches}). Keys are fresh, rows are the demo's.
 */
@Command(name = "rehearse", hidden = true, mixinStandardHelpOptions = true,
    description = "Run a server and its clients on two small models, for a cache of the classes that they need.")
final class RehearseCommand implements Callable<Integer> {
  private static final Pattern SERVING = Pattern.compile("Serving .* at (http://\\S+) with .*");
  private static final String SAMPLES = "20";

  private final Terminal terminal;

  @Option(names = "--folder", paramLabel = "FOLDER", required = true,
      description = "For models, keys and queries; must not be there.")
  private Path folder;

  RehearseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectory(folder);
    Path served = folder.resolve("served");
    List<DemoModel> models = DemoModel.all().subList(0, 2);
    for (DemoModel model : models) {
      List<String> compile = new ArrayList<>(List.of("compile", model.onnx(Home.models()).toString(), "--name",
          model.name(), "--out", served.toString(), "--strategy",
          model == models.get(0) ? Strategy.KEYLESS : Strategy.LEVELLED_BITS));
      compile.addAll(data(model));
      run(compile);
    }
    PipedReader said = new PipedReader(1 << 16);
    PipedWriter saying = new PipedWriter(said);
    Thread server = new Thread(() -> serve(served, saying), "nightjar-rehearsed-server");
    server.start();
    try {
      String url = address(new BufferedReader(said));
      for (DemoModel model : models) {
        play(model, url, served.resolve(model.name()).resolve("client.zip"));
      }
    } finally {
      server.interrupt();
      server.join();
    }
    return 0;
  }

  private static List<String> data(DemoModel model) {
    return List.of("--data", Home.models().resolve(model.data()).toString(), "--test-rows",
        Home.models().resolve(model.test()).toString());
  }

  private void serve(Path served, PipedWriter said) {
    NightjarCommand.commandLine(new Terminal(new PrintWriter(said, true), terminal.err(), null)).execute("serve",
        "--models", served.toString(), "--port", "0", "--keys", folder.resolve("store").toString());
  }

  private static String address(BufferedReader said) {
    try {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        Matcher serving = SERVING.matcher(line);
        if (serving.matches()) {
          return serving.group(1);
        }
      }
      throw new IOException("no more lines");
    } catch (IOException e) {
      // The pipe breaks when the thread that writes to it ends.
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the rehearsed server did not start: try 'serve' itself", e);
    }
  }

  private void play(DemoModel model, String url, Path clientZip) {
    List<String> play = new ArrayList<>(List.of("play", "--url", url, "--model", model.name(), "--samples", SAMPLES));
    play.addAll(data(model));
    run(play);
    String keys = folder.resolve("keys-" + model.name()).toString();
    String queries = folder.resolve("queries-" + model.name()).toString();
    run(List.of("keygen", "--client-zip", clientZip.toString(), "--out", keys));
    List<String> encrypt = new ArrayList<>(List.of("encrypt", "--client-zip", clientZip.toString(), "--keys", keys,
        "--samples", SAMPLES, "--out", queries));
    encrypt.addAll(data(model));
    run(encrypt);
  }

  private void run(List<String> arguments) {
    int exitCode = NightjarCommand.commandLine(terminal).execute(arguments.toArray(String[]::new));
    if (exitCode != 0) {
      throw new NightjarException(ErrorCode.INTERNAL, "'nightjar " + arguments.get(0) + "' of the rehearsal ended with "
          + "exit code " + exitCode);
    }
  }
}
