package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.Costs;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.Compilation;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.CompositeModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.InputColumn;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.bundle.BundleWriter;
import dev.nightjar.compiler.onnx.OnnxImporter;
import dev.nightjar.extensions.ExtensionRules;
import dev.nightjar.extensions.PluginLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Reads trained models, compiles them with the plugin that takes them, and writes bundles. Immutable and
 * thread-safe.
 */
public final class ModelCompiler {
  /** Rows of a report that are simulated: some seconds for hundreds of look-ups. */
  private static final int SIMULATED = 1000;
  private static final long SEED = 1;

  private final List<ModelPlugin> plugins;
  private final String origin;

  private ModelCompiler(List<ModelPlugin> plugins, String origin) {
    this.plugins = List.copyOf(plugins);
    this.origin = origin;
  }

  /** A compiler with the plugins on the class path. */
  public static ModelCompiler create() {
    return of(PluginLoader.classPath());
  }

  /** A compiler with the model plugins that were found on the class path and in a folder of jars. */
  public static ModelCompiler of(PluginLoader loader) {
    return new ModelCompiler(loader.modelPlugins(), "searched were " + String.join(" and ", loader.searched()));
  }

  /**
   * A compiler with exactly these plugins; of several that take a model the first compiles it, but those that take
   * models of any kind come last.
   *
   * @throws NightjarException {@code INVALID_MODEL} when one breaks the {@link ExtensionRules}
   */
  public static ModelCompiler of(List<ModelPlugin> plugins) {
    ExtensionRules rules = new ExtensionRules();
    for (ModelPlugin plugin : plugins) {
      try {
        rules.admit(plugin.getClass().getName(), List.of(plugin));
      } catch (NightjarException e) {
        throw new NightjarException(e.code(), plugin.getClass().getName() + ": " + e.getMessage(), e);
      }
    }
    return new ModelCompiler(plugins, "exactly these were given to the compiler");
  }

  /** The kinds of the plugins. */
  public List<String> kinds() {
    return plugins.stream().map(ModelPlugin::kind).toList();
  }

  /**
   * Reads a model file: by the first plugin that recognises it, else as ONNX.
   *
   * @throws NightjarException {@code INVALID_MODEL} with the reason when it cannot be read, {@code TOO_LARGE}
   */
  public Pipeline read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(String.valueOf(file.getFileName()), in.readNBytes(OnnxImporter.MAX_BYTES + 1));
    }
  }

  /** The same for a file in memory; its name tells formats apart. */
  public Pipeline read(String fileName, byte[] content) {
    for (ModelPlugin plugin : plugins) {
      Optional<ImportedModel> model = plugin.read(fileName, content);
      if (model.isPresent()) {
        return Pipeline.of(model.get());
      }
    }
    if (content.length == 0) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, fileName + " is empty");
    }
    String name = fileName.toLowerCase(Locale.ROOT);
    if (name.endsWith(".pkl") || name.endsWith(".joblib")) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          fileName + " is a Python pickle; export the model to ONNX (for scikit-learn with skl2onnx)");
    }
    return OnnxImporter.read(content);
  }

  /**
   * Compiles the core of a pipeline, with what its prefix makes of raw rows for calibration rows, and puts its prefix
   * and suffix around it.
   *
   * @param calibration raw rows, not empty
   * @param request all but the calibration rows
   * @throws NightjarException {@code NOT_COMPILABLE} as {@link #compile(ImportedModel, CompileRequest)}, also for a row
   *     of which the float model makes no number, such as one with a missing value where the model has no rule for it
   */
  public CompiledModel compile(Pipeline pipeline, List<FeatureRow> calibration, CompileRequest.Builder request) {
    List<String> columns = pipeline.graphs().columns().stream().map(InputColumn::name).toList();
    return compile(pipeline, CalibrationRows.of(pipeline, calibration, columns, i -> "row " + i), request);
  }

  /** The same with the samples of a table, whose lines and columns messages name. */
  public CompiledModel compile(Pipeline pipeline, CsvData calibration, CompileRequest.Builder request) {
    return compile(pipeline, CalibrationRows.of(pipeline, calibration.featureRows(), calibration.columns(),
        i -> calibration.samples().get(i).place()), request);
  }

  private CompiledModel compile(Pipeline pipeline, double[][] features, CompileRequest.Builder request) {
    return around(pipeline,
        compile(pipeline.core(), pipeline::predictScores, request.calibration(features).build()));
  }

  private static CompiledModel around(Pipeline pipeline, CompiledModel compiled) {
    return pipeline.graphs().isNone() ? compiled
        : compiled.withClient(compiled.client().withGraphs(pipeline.graphs()));
  }

  /**
   * Compiles a model with the first plugin that takes it and has the strategy that is asked for, where one that knows
   * its kind comes before one that takes any, the parts of a {@link CompositeModel} each with its own, and
   * hides it in its answers where the request says so or the model, or a part of it, has no bootstraps. Ranges of
   * features that it does not use are left out, unless exact ranges are asked for; a note says when calibration rows
   * lie outside of the others. Where fewer bits of a result would make do with a much smaller evaluation key, a note
   * {@code hint} says so. What was compiled is compared with the model on the calibration rows.
   *
   * <p>Where the request names no strategy, the plugin's own choice is taken, without a look at what others take:
   * which is fastest depends on the machine that serves, and this method asks for none. {@link #plan} compares all.
   *
   * @throws NightjarException {@code NOT_COMPILABLE} with the reason and the remedy, also for an option that the plugin
   *     does not have, and when the compiled model agrees with the model less than the request asks for; {@code
   *     INVALID_MODEL} for a plugin that compiles by another strategy than it was asked for
   */
  public CompiledModel compile(ImportedModel model, CompileRequest request) {
    return compile(model, model.task()::predict, request);
  }

  private CompiledModel compile(ImportedModel model, Function<double[], Prediction> predict, CompileRequest request) {
    ConstantModels.requireVaries(model, predict);
    return new AgreementCheck(model, predict, unchecked(model, request, plugin -> plugin.compilation(model)),
        request).passed();
  }

  /**
   * Tries the strategies that may apply to the core of a pipeline and takes the fastest that reveals nothing and loses
   * nothing; or tries the one that the request names and takes it. Exact answers are taken where they take less than
   * twice as long as analogue ones, and none but exact ones where the request claims them.
   *
   * @param calibration samples of a table, not empty
   * @param request all but the calibration rows
   * @param scope whether strategies are compiled and measured that cannot be taken, too
   * @param costs of the machine that is to serve the model
   * @param progress hears the name of each strategy before it is tried
   * @throws NightjarException as {@link #compile(ImportedModel, CompileRequest)}, when the strategy that was asked for
   *     is not possible, or none is
   */
  public Plan plan(Pipeline pipeline, CsvData calibration, CompileRequest.Builder request, PlanScope scope,
      Costs costs, Consumer<String> progress) {
    CompileRequest whole = request.calibration(CalibrationRows.of(pipeline, calibration.featureRows(),
        calibration.columns(), i -> calibration.samples().get(i).place())).build();
    ImportedModel core = pipeline.core();
    ConstantModels.requireVaries(core, pipeline::predictScores);
    List<String> strategies = core instanceof CompositeModel ? List.of(CompositeCompiler.KIND)
        : strategies(core);
    if (!(core instanceof CompositeModel)) {
      requireStrategy(strategies, whole);
    }
    return new Planner(core, pipeline::predictScores, whole, scope, costs, progress)
        .among(strategies, new Compilations(core), compiled -> around(pipeline, compiled));
  }

  /** The compilations of one model by the plugins that take it, each of which keeps what its strategies share. */
  private final class Compilations implements Compilation {
    private final ImportedModel model;
    private final Map<ModelPlugin, Compilation> byPlugin = new HashMap<>();

    Compilations(ImportedModel model) {
      this.model = model;
    }

    private Compilation of(ModelPlugin plugin) {
      return byPlugin.computeIfAbsent(plugin, p -> p.compilation(model));
    }

    @Override
    public CompiledModel compile(CompileRequest request) {
      return unchecked(model, request, this::of);
    }

    @Override
    public Optional<CircuitCost> leastWork(CompileRequest request) {
      return of(pluginFor(model, request)).leastWork(request);
    }
  }

  private CompiledModel unchecked(ImportedModel model, CompileRequest request,
      Function<ModelPlugin, Compilation> compilations) {
    return withWholeQueries(model, request, compilations).withShortestQuery(request.failureLog2())
        .withShortestAnswer(request.failureLog2());
  }

  private CompiledModel withWholeQueries(ImportedModel model, CompileRequest request,
      Function<ModelPlugin, Compilation> compilations) {
    if (model instanceof CompositeModel composite) {
      CompiledModel joined = new CompositeCompiler(composite, request, this::pluginFor).compile();
      requireStrategy(List.of(joined.strategy()), request);
      return CalibrationRanges.told(joined, request);
    }
    requireStrategy(strategies(model), request);
    ModelPlugin plugin = pluginFor(model, request);
    request.requireKnownOptions(plugin);
    CompiledModel made = PluginStrategies.requireAsked(plugin, request, compilations.apply(plugin).compile(request));
    CompiledModel compiled = CalibrationRanges.told(made, request);
    return hiddenIfAsked(WidthHint.of(compiled, request).map(hint -> hint.addedTo(compiled)).orElse(compiled), request);
  }

  /** A strategy that a request names is one of those that may apply. */
  private static void requireStrategy(List<String> known, CompileRequest request) {
    request.strategy().filter(name -> !known.contains(name)).ifPresent(name -> {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE, "the strategy '" + name
          + "' does not apply to this model; those that may are " + String.join(", ", known));
    });
  }

  /** The strategies of all plugins that take a model: those of the plugin for its kind first, none twice. */
  private List<String> strategies(ImportedModel model) {
    pluginFor(model);
    return pluginsFor(model).stream().flatMap(plugin -> PluginStrategies.of(plugin, model).stream()).distinct()
        .toList();
  }

  /** The plugins that take a model: those that know its kind come before those that take any. */
  private List<ModelPlugin> pluginsFor(ImportedModel model) {
    return plugins.stream().filter(p -> p.supports(model)).sorted(Comparator.comparing(ModelPlugin::takesAnyKind))
        .toList();
  }

  /** The first that has the strategy which is asked for. */
  private ModelPlugin pluginFor(ImportedModel model, CompileRequest request) {
    return request.strategy().map(name -> pluginsFor(model).stream()
        .filter(p -> p.strategies(model).contains(name)).findFirst().orElseThrow()).orElseGet(() -> pluginFor(model));
  }

  private ModelPlugin pluginFor(ImportedModel model) {
    return pluginsFor(model).stream().findFirst()
        .orElseThrow(() -> new NightjarException(ErrorCode.NOT_COMPILABLE,
            "no plugin compiles a " + model.description() + "; there are plugins for " + kinds()
                + (plugins.isEmpty() ? ": add nightjar-plugin-linear or nightjar-plugin-tree; " + origin : "")));
  }

  private static CompiledModel hiddenIfAsked(CompiledModel compiled, CompileRequest request) {
    // Answers that an evaluation key was used for tell outputs, not weights: they count as those of bootstraps.
    int products = compiled.circuit().keyParts().isEmpty() ? 0 : 1;
    if (request.modelPrivacy(products) == ModelPrivacy.NONE) {
      return compiled;
    }
    return compiled.hidden(request.failureLog2()).orElseThrow(() -> new NightjarException(ErrorCode.NOT_COMPILABLE,
        "the answers of this model cannot be hidden within a failure bound of 2^" + request.failureLog2()
            + ": use fewer bits, accept a larger bound, or reveal the model with --model-privacy none"));
  }

  /**
   * What a compilation made. Of an analogue model, what encrypted answers to the first test rows will be like is
   * simulated.
   *
   * @param model the pipeline as it was imported
   * @param compiled what was made of it
   * @param test rows to measure accuracy on, if any
   */
  public CompilationReport report(Pipeline model, CompiledModel compiled, Optional<CsvData> test) {
    Optional<Simulation> simulation = test.filter(data -> compiled.claim() == Claim.ANALOGUE)
        .map(data -> Simulation.of(Optional.of(model), compiled, first(data), SEED, Simulation.DRAWS));
    return CompilationReport.of(model, compiled, test.map(data -> Evaluation.of(model, compiled, data)), simulation);
  }

  private static CsvData first(CsvData data) {
    return data.select(IntStream.range(0, Math.min(SIMULATED, data.samples().size())).toArray());
  }

  /**
   * Writes {@code client.zip}, {@code server.zip} and {@code versions.json} into {@code models/<name>/}, over
   * an older bundle if there is one. Equal models give equal bytes.
   *
   * @param models folder of models; made when it does not exist
   * @return the bundle's folder
   */
  public Path write(CompiledModel compiled, Path models) throws IOException {
    return BundleWriter.write(compiled, models);
  }
}
