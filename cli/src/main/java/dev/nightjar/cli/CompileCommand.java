package dev.nightjar.cli;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.RangeRule;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.ModelCompiler;
import dev.nightjar.compiler.Plan;
import dev.nightjar.compiler.PlanScope;
import dev.nightjar.compiler.SampleColumns;
import dev.nightjar.extensions.PluginLoader;
import dev.nightjar.runtime.cost.MeasuredCosts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code nightjar compile}. */
@Command(name = "compile", mixinStandardHelpOptions = true,
    description = "Turn a trained model into a bundle: client.zip, server.zip, versions.json.",
    footer = {"", "Example:",
        "  ./nightjar compile models/spam-tree/model.onnx --name spam-tree \\",
        "      --data models/spam-tree/spambase.csv.gz --test-rows models/spam-tree/test-indices.txt"})
final class CompileCommand implements Callable<Integer> {
  private static final String AUTO = "auto";

  private final Terminal terminal;

  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "ONNX file, or a file that a plugin reads.")
  private Path file;

  @Option(names = "--name", paramLabel = "NAME",
      description = "Name of the model (default: its file's, without .onnx).")
  private String name;

  @Mixin
  private DataChoice data;

  @Option(names = "--bits", paramLabel = "1-12", defaultValue = "0",
      description = "Bits of a quantised feature (default: the plugin's choice).")
  private int bits;

  @Option(names = "--quantizer", paramLabel = "KIND", defaultValue = "auto",
      description = "auto: the cheapest grid of each feature that keeps the wanted agreement, with a tree's thresholds "
          + "hidden among others; uniform: equal steps over the range of the data; thresholds: exactly at a tree's "
          + "thresholds, which tells them to every client (default: ${DEFAULT-VALUE}).")
  private CompileRequest.Quantizer quantizer;

  @Option(names = "--agreement", paramLabel = "SHARE", defaultValue = "0.99",
      description = "How closely the compiled model must follow the float model on the calibration rows: of a "
          + "classifier, the share of rows that get the same class; of a regressor, 1 less the root-mean-square "
          + "difference over the outputs' standard deviation. Below it nothing is compiled; 0 asks for nothing "
          + "(default: ${DEFAULT-VALUE}).")
  private double agreement;

  @Option(names = "--ranges", paramLabel = "RULE", defaultValue = "rounded", converter = RangeConverter.class,
      description = "How features' ranges follow from the calibration rows; client.zip tells them to every client. "
          + "rounded: outward, by up to a fiftieth of the range at each end; quantile:0.01: with 1 %% of the rows "
          + "outside at each end, rounded; exact: to the last digit (default: ${DEFAULT-VALUE}).")
  private RangeRule ranges;

  @Option(names = "--failure", paramLabel = "LOG2", defaultValue = "-64",
      description = "log2 of the bound on a wrong inference, e.g. -64 or -128 (default: ${DEFAULT-VALUE}).")
  private int failure;

  @Mixin
  private KeyChoice keys;

  @Mixin
  private SetChoice sets;

  @Option(names = "--model-privacy", paramLabel = "KIND",
      description = "hidden: answers are re-randomised and flooded, so that a client learns outputs and not weights; "
          + "none: short queries, but without bootstraps one answer tells every weight (default: hidden for models "
          + "without bootstraps, else none).")
  private ModelPrivacy modelPrivacy;

  @Option(names = "--strategy", paramLabel = "NAME", defaultValue = "auto",
      description = "How the model runs: keyless, table, levelled-bits, levelled-rank, levelled-comparisons, ferns, "
          + "bootstrapped, or another that its plugin has; auto: the fastest on this machine that reveals nothing but "
          + "scores and loses nothing. Those that may be it are tried then and printed side by side (default: "
          + "${DEFAULT-VALUE}).")
  private String strategy;

  @Option(names = "--plan", paramLabel = "SCOPE", defaultValue = "choice",
      description = "choice: strategies that cannot be the best are not compiled, and the table says why; all: every "
          + "strategy that applies is compiled and measured (default: ${DEFAULT-VALUE}).")
  private PlanScope scope;

  @Option(names = "--claim", paramLabel = "KIND",
      description = "exact: an encrypted answer is that of the compiled model but with the probability of a wrong "
          + "inference; analogue: scores may have noise, as large as the report says, which is faster for networks "
          + "(default: exact where it takes less than twice as long).")
  private Claim claim;

  @Option(names = "--remeasure",
      description = "Measure anew what the parts of an inference take on this machine, which is otherwise done once.")
  private boolean remeasure;

  @Option(names = "--option", paramLabel = "NAME=VALUE",
      description = "An option that the model's plugin has of its own; may be given several times.")
  private List<String> options = List.of();

  @Option(names = "--expect", paramLabel = "COLUMN",
      description = "Name of a column with what the library that trained the model predicts, to see whether the "
          + "file is what was trained; given once for each output of a model that has several.")
  private List<String> expected = List.of();

  @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "bundles",
      description = "Folder of models; the bundle is a folder in it (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(names = "--plugins", paramLabel = "FOLDER",
      description = "Also use the plugin jars in this folder.")
  private Path plugins;

  CompileCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    CompileRequest.Builder request = request();
    try (PluginLoader loader = PluginLoader.load(Optional.ofNullable(plugins), Set.of())) {
      ModelCompiler compiler = ModelCompiler.of(loader);
      Pipeline read = compiler.read(file);
      SampleColumns columns = data.named(SampleColumns.of(read));
      Pipeline model = new Pipeline(read.graphs().withColumns(columns.columns()), read.core());
      CsvData all = data.all(columns, expected);
      all.notes().forEach(note -> terminal.fact("table", note));
      Optional<int[]> test = data.testIndices();
      CompiledModel compiled = planned(compiler, model, test.map(all::without).orElse(all), request).compiled();
      CsvData rows = test.map(all::select).orElse(all);
      compiler.report(model, compiled, Optional.of(rows)).text().lines().forEach(terminal::line);
      terminal.fact("bundle", String.valueOf(compiler.write(compiled, out)));
    }
    return 0;
  }

  private Plan planned(ModelCompiler compiler, Pipeline model, CsvData calibration, CompileRequest.Builder request) {
    try (MeasuredCosts costs = LocalCosts.open(terminal)) {
      if (remeasure) {
        costs.forget();
      }
      sets.apply(request, costs);
      return compiler.plan(model, calibration, request, scope, costs, name -> terminal.fact("trying", name));
    }
  }

  /** Reads {@code --ranges}. */
  static final class RangeConverter implements ITypeConverter<RangeRule> {
    @Override
    public RangeRule convert(String text) {
      try {
        return RangeRule.parse(text);
      } catch (NightjarException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  private CompileRequest.Builder request() {
    String fileName = String.valueOf(file.getFileName());
    try {
      CompileRequest.Builder request = CompileRequest
          .builder(name != null ? name : fileName.replaceFirst("\\.onnx$", ""))
          .bits(bits).quantizer(quantizer).agreement(agreement).ranges(ranges).failureLog2(failure).keys(keys.family())
          .options(named(options));
      if (modelPrivacy != null) {
        request.modelPrivacy(modelPrivacy);
      }
      if (claim != null) {
        request.claim(claim);
      }
      if (!strategy.equals(AUTO)) {
        request.strategy(strategy);
      }
      // What is wrong with the options themselves is said before any file is read.
      request.calibration(new double[1][0]).build();
      return request;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Options by name. */
  static Map<String, String> named(List<String> options) {
    Map<String, String> named = new TreeMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 1 || equals == option.length() - 1
          || named.put(option.substring(0, equals), option.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("each --option is NAME=VALUE and is given once, unlike '" + option + "'");
      }
    }
    return named;
  }
}
