package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.TreeEnsemble;
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
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true,
    description = "Compile two models, start a server, and classify encrypted samples that it cannot read.",
    footer = {"",
        "Exit code 1 when an encrypted result differs from that of the same quantised model in the clear."})
final class DemoCommand implements Callable<Integer> {
  /** log2 of the bound on a wrong inference. */
  private static final int FAILURE_LOG2 = -64;

  private final Terminal terminal;

  @Option(names = "--samples", paramLabel = "N|all", defaultValue = "20",
      converter = SampleChoice.Converter.class,
      description = "How many samples of each test set to send (default: ${DEFAULT-VALUE}).")
  private SampleChoice samples;

  @Option(names = "--quantizer", paramLabel = "KIND", defaultValue = "uniform",
      description = "Quantiser of features: uniform, auto as compile has it, or thresholds for the tree's "
          + "(default: ${DEFAULT-VALUE}).")
  private CompileRequest.Quantizer quantizer;

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

  /** A model that was compiled for the demo, with its test rows. */
  private record Prepared(DemoModel model, CompiledModel compiled, CsvData test) {
  }

  @Override
  public Integer call() throws IOException {
    long started = System.nanoTime();
    Path bundles = Home.workFolder("demo-models");
    List<Prepared> prepared = new ArrayList<>();
    for (DemoModel model : DemoModel.all()) {
      prepared.add(prepare(model, bundles));
    }
    boolean faithful = url != null ? play(url, prepared) : serveAndPlay(bundles, prepared);
    terminal.line("");
    terminal.line("The demo took %s. Its bundles are in %s",
        Units.seconds((System.nanoTime() - started) / 1e9), bundles);
    return faithful ? 0 : 1;
  }

  private Prepared prepare(DemoModel model, Path bundles) throws IOException {
    Path models = Home.models();
    ModelCompiler compiler = ModelCompiler.create();
    Pipeline imported = compiler.read(model.onnx(models));
    CsvData all = model.samples(models, imported);
    int[] testRows = model.testRows(models);
    boolean anyKind = imported.core() instanceof TreeEnsemble || quantizer != CompileRequest.Quantizer.THRESHOLDS;
    CompiledModel compiled = compiler.compile(imported, all.without(testRows), CompileRequest.builder(model.name())
        .quantizer(anyKind ? quantizer : CompileRequest.Quantizer.UNIFORM).failureLog2(FAILURE_LOG2)
        .keys(keys.family()));
    CsvData test = all.select(testRows);
    describe(model, compiler.report(imported, compiled, Optional.of(test)));
    compiler.write(compiled, bundles);
    return new Prepared(model, compiled, test);
  }

  private void describe(DemoModel model, CompilationReport report) {
    terminal.heading(model.title());
    report.evaluation().ifPresent(e -> terminal.fact("Compiled", String.format(Locale.ROOT,
        "%s; accuracy on all %d test rows: float %.4f, quantised %.4f", report.description(), e.rows(),
        e.floatScore(), e.quantizedScore())));
    terminal.fact("Circuit", report.bootstraps() == 0 ? "no bootstrap, so no evaluation key"
        : Units.count(report.bootstraps(), "bootstrap") + " in levels of " + report.lookups());
    terminal.fact("Parameters", String.format(Locale.ROOT, "%s, %.1f bits of security, wrong inference %s",
        report.parameters().id(), report.securityBits(), Units.probability(report.failureLog2())));
  }

  private boolean serveAndPlay(Path bundles, List<Prepared> prepared) throws IOException {
    try (NightjarRuntime runtime = engine.apply(NightjarRuntime.builder().models(bundles)).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      EngineInfo info = runtime.engine();
      terminal.line("");
      terminal.line("Server at %s with engine %s: %s, %s", server.uri(), info.engine(), info.kernel(),
          Units.count(info.threads(), "thread"));
      info.notes().forEach(terminal::line);
      return play(server.uri(), prepared);
    }
  }

  private boolean play(URI endpoint, List<Prepared> prepared) throws IOException {
    EndpointSettings settings = token.settings(endpoint);
    DemoComparison comparison = new DemoComparison();
    boolean faithful = true;
    for (Prepared p : prepared) {
      terminal.heading("Playing with " + p.model.name());
      requireSameModel(settings, p);
      Player player = new Player(terminal, new RawEndpoint(settings, p.model.name()),
          p.compiled.client(), Optional.of(p.compiled::clearIntegers), policy());
      Report report = player.play(samples.of(p.test));
      player.print(report);
      comparison.add(p.model, p.compiled, report);
      faithful &= report.faithful();
    }
    comparison.print(terminal);
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
