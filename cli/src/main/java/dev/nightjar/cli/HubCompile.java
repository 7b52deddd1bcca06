package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.cli.hub.HubCompiler;
import dev.nightjar.cli.hub.HubPull;
import dev.nightjar.cli.hub.HubSource;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Compiles models of a hub as {@code compile} does, and says how that goes. A hub chooses among options that change the
 * model; none of them names a file or a plugin.
 */
final class HubCompile implements HubCompiler {
  /** Options of {@code compile} that a hub may give, without their dashes. */
  static final Set<String> OPTIONS = Set.of("agreement", "bits", "claim", "failure", "keys", "label", "model-privacy",
      "quantizer", "ranges", "strategy");

  private static final int DIGITS = 16;

  private final Terminal terminal;

  HubCompile(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Brings a model of a hub into a folder. What is compiled is kept below the user's data folder, so that it is
   * compiled once.
   *
   * @return the bundle's folder
   */
  static Path pull(HubSource source, HubModel model, Path into, Terminal terminal) throws IOException {
    HubPull pull = new HubPull(source, new HubCompile(terminal));
    return model.source() && !into.equals(kept(model)) ? pull.pull(model, kept(model), into) : pull.pull(model, into);
  }

  /** A folder for each set of files, as another hub may have another model of this name and version. */
  static Path kept(HubModel model) {
    return Home.dataFolder().resolve("hub").resolve(model.name() + "-" + model.digest().substring(0, DIGITS));
  }

  @Override
  public void compile(Path files, String name, Path out) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("compile", files.resolve(HubModel.ONNX).toString(),
        "--name=" + name, "--data=" + files.resolve(HubModel.ROWS), "--out=" + out));
    arguments.addAll(options(files.resolve(HubModel.OPTIONS)));
    terminal.fact("compiling", name + ", which the hub has as it was trained; once, as the bundle is kept");
    try {
      CommandLine.ParseResult parsed = NightjarCommand.commandLine(terminal).parseArgs(
          arguments.toArray(String[]::new));
      ((CompileCommand) parsed.subcommand().commandSpec().userObject()).call();
    } catch (ParameterException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, HubModel.OPTIONS + " of " + name + ": " + e.getMessage(), e);
    }
  }

  /** Options as {@code compile} takes them. */
  private static List<String> options(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, HubModel.OPTIONS + " cannot be read: " + e.getMessage(), e);
    }
    return new TreeSet<>(properties.stringPropertyNames()).stream().map(name -> {
      if (!OPTIONS.contains(name)) {
        throw new NightjarException(ErrorCode.INVALID_MODEL, HubModel.OPTIONS + " has an option " + name + " where a"
            + " hub has only " + new TreeSet<>(OPTIONS));
      }
      return "--" + name + "=" + properties.getProperty(name);
    }).toList();
  }
}
