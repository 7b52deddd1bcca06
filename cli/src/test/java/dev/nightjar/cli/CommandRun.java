package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.cli.text.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A command that was run in this process.
 *
 * @param exitCode what the process would have ended with
 * @param out what it printed
 * @param err what it complained of
 */
record CommandRun(int exitCode, String out, String err) {
  private static final Path MODELS = Home.models();

  static {
    RecordedCosts.keep();
  }

  /** Runs {@code nightjar} with these arguments, where nobody answers questions. */
  static CommandRun of(Object... arguments) {
    return answered(Optional::empty, arguments);
  }

  /** Runs it at a terminal where these lines are typed. */
  static CommandRun typing(String lines, Object... arguments) {
    BufferedReader typed = new BufferedReader(new StringReader(lines));
    return answered(() -> Optional.of(typed), arguments);
  }

  private static CommandRun answered(Supplier<Optional<BufferedReader>> answers, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = NightjarCommand.commandLine(
            new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), null, answers))
        .execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** The regression and the tree of the article. */
  static List<DemoModel> ofTheArticle() {
    return List.of(regression(), tree());
  }

  /** Compiles one of them into a folder. */
  static CommandRun compile(DemoModel model, Path out, Object... more) {
    return compile(model.name(), model, out, more);
  }

  /** The same under another name. */
  static CommandRun compile(String name, DemoModel model, Path out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("compile", model.onnx(MODELS), "--name", name,
        "--out", out, "--strategy", model.folder().equals("logreg") ? "keyless" : "bootstrapped"));
    arguments.addAll(data(model));
    arguments.addAll(List.of(more));
    return of(arguments.toArray());
  }

  /** Compiles the tree so that it takes no bootstraps: a key of a megabyte, and milliseconds a row. */
  static void compileLevelledTree(String name, Path out) {
    List<Object> arguments = new ArrayList<>(List.of("compile", tree().onnx(MODELS), "--name", name, "--out", out,
        "--strategy", "levelled-bits"));
    arguments.addAll(data(tree()));
    CommandRun run = of(arguments.toArray());
    assertThat(run.exitCode()).as(run.err).isZero();
  }

  /** Compiles a small tree with bootstraps: inferences take less time than those of the demo's. */
  static void compileBootstrappedTree(String name, Path out) {
    CommandRun run = of("compile", MODELS.resolve("fixtures/iris-tree.onnx"), "--name", name, "--out", out,
        "--strategy", "bootstrapped", "--data", MODELS.resolve("fixtures/iris.csv"));
    assertThat(run.exitCode()).as(run.err).isZero();
  }

  /** The option that names its data. */
  static List<Object> dataOfBootstrappedTree() {
    return List.of("--data", MODELS.resolve("fixtures/iris.csv"));
  }

  /** The options that name the data of a model of the demo. */
  static List<Object> data(DemoModel model) {
    return List.of("--data", MODELS.resolve(model.data()), "--test-rows", MODELS.resolve(model.test()));
  }

  static DemoModel regression() {
    return DemoModel.all().get(0);
  }

  static DemoModel tree() {
    return DemoModel.all().get(1);
  }
}
