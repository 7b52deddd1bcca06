package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.cli.hub.HubSource;
import dev.nightjar.cli.play.Player;
import dev.nightjar.cli.play.RawEndpoint;
import dev.nightjar.cli.play.Report;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.compiler.CompilationReport;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.ModelCompiler;
import dev.nightjar.compiler.Plan;
import dev.nightjar.compiler.PlanScope;
import dev.nightjar.compiler.SampleColumns;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import dev.nightjar.runtime.cost.MeasuredCosts;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true,
    description = "Compile models, start a server, and classify encrypted samples that it cannot read: tables, mails "
        + "and handwritten digits.",
    footer = {"",
        "Exit code 1 when an encrypted result differs from that of the same quantised model in the clear, or a "
            + "model is left out."})
final class DemoCommand implements Callable<Integer> {
  /** log2 of the bound on a wrong inference. */
  private static final int FAILURE_LOG2 = -64;

  /** Most processor time for running all models until their code is compiled, as {@code serve} does. */
  private static final Duration WARM_UP = Duration.ofMinutes(1);

  /** No warm-up takes so long, by far, unless other programs take the processors. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Answers of a model that are printed one by one. */
  private static final int SHOWN = 5;

  private final Terminal terminal;

  @Option(names = "--samples", paramLabel = "N|all", defaultValue = "20",
      converter = SampleChoice.Converter.class,
      description = "How many samples of each test set to send (default: ${DEFAULT-VALUE}).")
  private SampleChoice samples;

  @Option(names = "--quantizer", paramLabel = "KIND", defaultValue = "auto",
      description = "Quantiser of features: auto as compile has it, uniform, or thresholds for trees "
          + "(default: ${DEFAULT-VALUE}).")
  private CompileRequest.Quantizer quantizer;

  @Option(names = "--model", paramLabel = "NAME",
      description = "Only this model; may be given several times (default: all).")
  private List<String> models = List.of();

  @Option(names = "--hub", paramLabel = "NAME[:VERSION]",
      description = "Play with this model of the hub that comes with the program instead, and the samples that came"
          + " with it: nothing is compiled.")
  private String hub;

  @Option(names = "--table", paramLabel = "FILE",
      description = "Also write the closing table as Markdown, with the machine above it, or with --predicted the "
          + "table of predictions: between the two lines that are there for it, where the file has them, as "
          + "README.md and docs/performance.md have; else the file is written anew.")
  private Path table;

  @Option(names = "--predicted",
      description = "Also measure what the parts of an inference take on this machine, and show what times compile "
          + "predicts of each model beside those of the server.")
  private boolean predicted;

  @Option(names = "--cold",
      description = "Play at once: without running each model until its code is compiled, as a server does that "
          + "'serve' starts, so that the first answers take several times as long.")
  private boolean cold;

  @Option(names = "--url", paramLabel = "URL",
      description = "Play against this server instead of starting one; it must serve the same models, "
          + "compiled with --quantizer as here.")
  private URI url;

  @Mixin
  private TokenChoice token;

  @Mixin
  private KeyChoice keys;

  @Mixin
  private EngineChoice engine;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Plays with the endpoint at an address; whether all answers were those of the same models in the clear. */
  @FunctionalInterface
  private interface Play {
    boolean at(URI endpoint) throws IOException;
  }

  /** A model that was compiled for the demo, with its test rows and the time that is predicted of it, if it is. */
  private record Prepared(DemoModel model, CompiledModel compiled, CsvData test, OptionalDouble millis) {
  }

  @Override
  public Integer call() throws IOException {
    long started = System.nanoTime();
    if (url == null) {
      engine.require();
    }
    if (hub != null) {
      return playHub() ? 0 : 1;
    }
    Path bundles = Home.workFolder("demo-models");
    List<Prepared> prepared = new ArrayList<>();
    for (DemoModel model : chosen()) {
      prepare(model, bundles).ifPresent(prepared::add);
    }
    boolean faithful = url != null ? play(url, prepared)
        : serveAndPlay(prepared.stream().map(p -> bundles.resolve(p.model.name())).toList(),
            endpoint -> play(endpoint, prepared));
    terminal.line("");
    terminal.line("The demo took %s. Its bundles are in %s",
        Units.seconds((System.nanoTime() - started) / 1e9), bundles);
    return faithful && prepared.size() == chosen().size() ? 0 : 1;
  }

  private List<DemoModel> chosen() {
    List<String> known = DemoModel.all().stream().map(DemoModel::name).toList();
    models.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
      throw new NightjarException(ErrorCode.UNKNOWN_MODEL, "the demo has no model '" + name + "'; it has "
          + String.join(", ", known));
    });
    return DemoModel.all().stream().filter(model -> models.isEmpty() || models.contains(model.name())).toList();
  }

  /** Empty, with the reason, for a model that cannot be compiled as it is to. */
  private Optional<Prepared> prepare(DemoModel model, Path bundles) throws IOException {
    terminal.heading(model.title());
    try {
      return Optional.of(compiled(model, bundles));
    } catch (NightjarException e) {
      terminal.fact("LEFT OUT", e.getMessage());
      return Optional.empty();
    }
  }

  private Prepared compiled(DemoModel model, Path bundles) throws IOException {
    Path models = Home.models();
    ModelCompiler compiler = ModelCompiler.create();
    Pipeline imported = compiler.read(model.onnx(models));
    CsvData all = model.samples(models, imported);
    int[] testRows = model.testRows(models);
    boolean anyKind = imported.core() instanceof TreeEnsemble || quantizer != CompileRequest.Quantizer.THRESHOLDS;
    CompileRequest.Builder request = CompileRequest.builder(model.name())
        .quantizer(anyKind ? quantizer : CompileRequest.Quantizer.AUTO).failureLog2(FAILURE_LOG2).keys(keys.family());
    model.strategy().ifPresent(request::strategy);
    Optional<Plan> plan = model.strategy().isPresent() && !predicted ? Optional.empty()
        : Optional.of(planned(compiler, imported, all.without(testRows), request, model.strategy()));
    CompiledModel compiled = plan.map(Plan::compiled)
        .orElseGet(() -> compiler.compile(imported, all.without(testRows), request));
    CsvData test = all.select(testRows);
    describe(compiler.report(imported, compiled, Optional.of(test)));
    compiler.write(compiled, bundles);
    return new Prepared(model, compiled, test, plan.map(p -> OptionalDouble.of(p.taken().millis()))
        .orElseGet(OptionalDouble::empty));
  }

  /** The planner's choice, with the table that it chose by. */
  private Plan planned(ModelCompiler compiler, Pipeline model, CsvData calibration,
      CompileRequest.Builder request, Optional<String> strategy) {
    try (MeasuredCosts costs = LocalCosts.open(terminal)) {
      PlanScope scope = predicted && strategy.isPresent() ? PlanScope.ALL : PlanScope.CHOICE;
      Plan plan = compiler.plan(model, calibration, request, scope, costs, name -> terminal.fact("Trying", name));
      plan.notes().forEach(note -> terminal.fact(note.getKey(), note.getValue()));
      return plan;
    }
  }

  private void describe(CompilationReport report) {
    report.evaluation().ifPresent(e -> terminal.fact("Compiled", String.format(Locale.ROOT,
        "%s; accuracy on all %d test rows: float %.4f, quantised %.4f", report.description(), e.rows(),
        e.floatScore(), e.quantizedScore())));
    terminal.fact("Circuit", report.bootstraps() > 0
        ? Units.count(report.bootstraps(), "bootstrap") + " in levels of " + report.lookups()
        : report.keyBytes() == 0 ? "no bootstrap, so no evaluation key"
            : "no bootstrap; " + CompilationReport.levelledWork(report.work().levelled()));
    terminal.fact("Parameters", String.format(Locale.ROOT, "%s, %.1f bits of security, wrong inference %s",
        report.parameters().id(), report.securityBits(), Units.probability(report.failureLog2())));
  }

  private boolean playHub() throws IOException {
    if (url != null || table != null || predicted || !models.isEmpty()) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "--hub plays with one model of the hub, by itself: leave out"
          + " --url, --table, --predicted and --model");
    }
    HubSource source = HubSource.of(HubPlace.own());
    HubModel model = source.index().require(hub);
    Path bundle = HubCompile.pull(source, model, HubCompile.kept(model), terminal);
    return serveAndPlay(List.of(bundle), endpoint -> playHub(endpoint, model.name()));
  }

  /** Keys are made for what the endpoint hands out, as {@code play} does: the bundle does not say what is right. */
  private boolean playHub(URI endpoint, String name) throws IOException {
    EndpointSettings settings = token.settings(endpoint);
    ClientSpec spec = new EndpointClient(settings).clientSpec(name);
    terminal.heading("Playing with " + name);
    Player player = new Player(terminal, new RawEndpoint(settings, name), spec, Optional.empty(), policy())
        .printing(SHOWN);
    player.print(player.play(samples.of(new TableChoice().test(HubSamples.of(spec), SampleColumns.of(spec)))));
    return true;
  }

  private boolean serveAndPlay(List<Path> bundles, Play play) throws IOException {
    RuntimeBuilder builder = engine.apply(NightjarRuntime.builder().warmUp(cold ? Duration.ZERO : WARM_UP));
    // Not the whole folder: what other demos left there would be warmed, too.
    for (Path bundle : bundles) {
      builder.model(ServerBundle.read(bundle));
    }
    try (NightjarRuntime runtime = builder.build(); NightjarServer server = server(runtime)) {
      EngineInfo info = runtime.engine();
      terminal.line("");
      terminal.line("Server at %s with engine %s: %s, %s", server.uri(), info.engine(), info.kernel(),
          Units.count(info.threads(), "thread"));
      info.remarks().forEach(terminal::line);
      awaitWarm(runtime);
      return play.at(server.uri());
    }
  }

  private NightjarServer server(NightjarRuntime runtime) throws IOException {
    NightjarServer.Builder builder = NightjarServer.builder(runtime);
    return cold ? builder.start() : builder.rehearse().start();
  }

  /** Waits as a load balancer does before it sends requests. */
  private void awaitWarm(NightjarRuntime runtime) {
    if (cold) {
      return;
    }
    long begun = System.nanoTime();
    try {
      boolean warm = runtime.awaitWarm(PATIENCE);
      terminal.fact("Warm-up", (warm ? "each model ran until its code was compiled, "
          : "given up: models may be slower than they will be, ") + Units.seconds((System.nanoTime() - begun) / 1e9));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "interrupted before the models were warm", e);
    }
  }

  private boolean play(URI endpoint, List<Prepared> prepared) throws IOException {
    EndpointSettings settings = token.settings(endpoint);
    DemoComparison comparison = new DemoComparison();
    DemoPredictions predictions = new DemoPredictions();
    BlindDigits digits = new BlindDigits();
    boolean faithful = true;
    for (Prepared p : prepared) {
      terminal.heading("Playing with " + p.model.name());
      requireSameModel(settings, p);
      Player player = new Player(terminal, new RawEndpoint(settings, p.model.name()),
          p.compiled.client(), Optional.of(p.compiled::clearIntegers), policy()).printing(SHOWN);
      CsvData sent = samples.of(p.test);
      Report report = player.play(sent);
      player.print(report);
      comparison.add(p.model, p.compiled, report);
      p.millis.ifPresent(millis -> predictions.add(p.model.name(), p.compiled.strategy(), millis, report));
      if (p.model.images() > 0) {
        digits.add(p.model.images(), sent, report.predictions());
      }
      faithful &= report.faithful();
    }
    comparison.print(terminal);
    if (predicted) {
      predictions.print(terminal);
    }
    if (!digits.isEmpty()) {
      Path picture = Home.workFolder("demo").resolve("digits.png");
      digits.write(picture);
      terminal.line("");
      terminal.line("The images that the server classified without seeing them, and what it answered: %s", picture);
    }
    if (table != null) {
      MarkedSection section = predicted ? DemoPredictions.SECTION : DemoComparison.SECTION;
      section.writeOrReplace(table, predicted ? predictions.markdown() : comparison.markdown());
    }
    return faithful;
  }

  /** The owner of the demo's keys has compiled its models here and named the family with {@code --keys}. */
  private ClientPolicy policy() {
    return ClientPolicy.DEFAULT.allowing(keys.family());
  }

  private static void requireSameModel(EndpointSettings settings, Prepared p) {
    ClientSpec served = new EndpointClient(settings).clientSpec(p.model.name());
    if (!served.equals(p.compiled.client())) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "the model " + p.model.name() + " at " + settings.base()
          + " is not the one compiled here; restart that server on the demo's bundles, or leave out --url");
    }
  }
}
