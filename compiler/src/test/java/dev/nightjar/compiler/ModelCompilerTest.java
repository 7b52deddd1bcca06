package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Task;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCompilerTest {
  @TempDir
  private Path folder;

  private final ModelCompiler compiler = ModelCompiler.create();

  private record Constant(int features, Task task) implements ImportedModel {
    @Override
    public String description() {
      return "constant";
    }

    @Override
    public double[] scores(double[] x) {
      return new double[1];
    }
  }

  private record Plugin(String kind, int apiVersion) implements ModelPlugin {
    @Override
    public Optional<ImportedModel> read(String fileName, byte[] content) {
      return fileName.endsWith(".constant") ? Optional.of(new Constant(3, Task.regression()))
          : Optional.empty();
    }

    @Override
    public boolean supports(ImportedModel model) {
      return model instanceof Constant;
    }

    @Override
    public CompiledModel compile(ImportedModel model, CompileRequest request) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE,
          "compiled by " + kind + request.option("size").map(size -> " to size " + size).orElse(""));
    }

    @Override
    public List<Setting> options() {
      return List.of(new Setting("size", List.of(), "how large it becomes"));
    }
  }

  /** Takes models of any kind, by a strategy of its own. */
  private record General(String kind, int apiVersion) implements ModelPlugin {
    @Override
    public boolean supports(ImportedModel model) {
      return true;
    }

    @Override
    public boolean takesAnyKind() {
      return true;
    }

    @Override
    public List<String> strategies(ImportedModel model) {
      return List.of("general");
    }

    @Override
    public CompiledModel compile(ImportedModel model, CompileRequest request) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE, "compiled by " + kind);
    }
  }

  private CompiledModel irisTree(String name) throws IOException {
    return compiler.compile(Models.fixture("iris-tree"),
        CompileRequest.builder(name, Models.calibration("iris-tree").rows()).build());
  }

  @Test
  void pluginsOnTheClassPathAreFound() {
    assertThat(compiler.kinds()).containsExactlyInAnyOrder("linear", "neighbours", "tree-ensemble", "table",
        "network");
  }

  @Test
  void aGivenPluginReadsItsOwnFilesAndCompilesItsOwnModels() {
    ModelCompiler more = ModelCompiler.of(List.of(new Plugin("mine", Plugin.API_VERSION)));
    ImportedModel model = more.read("a.constant", new byte[0]).core();
    CompileRequest request = CompileRequest.builder("m", new double[1][3]).build();
    assertThatThrownBy(() -> more.compile(model, request)).hasMessage("compiled by mine");
    ImportedModel wide = new Constant(100, Task.regression());
    assertThatThrownBy(() -> compiler.compile(wide, CompileRequest.builder("m", new double[1][100]).build()))
        .isInstanceOf(NightjarException.class).hasMessageContaining("no plugin compiles a constant");
  }

  @Test
  void aStrategyThatDoesNotApplyIsRefusedWithThoseThatMay() throws IOException {
    CompileRequest.Builder request = CompileRequest.builder("m", Models.calibration("iris-logreg").rows());
    assertThat(compiler.compile(Models.fixture("iris-logreg"), request.strategy("keyless").build()).strategy())
        .isEqualTo("keyless");
    assertThatThrownBy(() -> compiler.compile(Models.fixture("iris-logreg"), request.strategy("ferns").build()))
        .isInstanceOf(NightjarException.class).hasMessageContainingAll("'ferns'", "keyless");
  }

  @Test
  void aPluginForAnyKindComesLastUnlessItsStrategyIsAskedFor() {
    ModelCompiler two = ModelCompiler.of(List.of(new General("any", Plugin.API_VERSION),
        new Plugin("mine", Plugin.API_VERSION)));
    CompileRequest.Builder request = CompileRequest.builder("m", new double[1][3]);
    assertThatThrownBy(() -> two.compile(new Constant(3, Task.regression()), request.build()))
        .hasMessage("compiled by mine");
    assertThatThrownBy(() -> two.compile(new Constant(3, Task.regression()), request.strategy("general").build()))
        .hasMessage("compiled by any");
    assertThatThrownBy(() -> two.compile(new Constant(3, Task.regression()), request.strategy("other").build()))
        .hasMessageContainingAll("'other'", "bootstrapped, general");
  }

  @Test
  void aPluginGetsItsOwnOptionsAndIsNotAskedWithOthers() {
    ModelCompiler more = ModelCompiler.of(List.of(new Plugin("mine", Plugin.API_VERSION)));
    ImportedModel model = more.read("a.constant", new byte[0]).core();
    CompileRequest.Builder request = CompileRequest.builder("m", new double[1][3]);
    assertThatThrownBy(() -> more.compile(model, request.option("size", "7").build()))
        .hasMessage("compiled by mine to size 7");
    assertThatThrownBy(() -> more.compile(model, request.option("colour", "red").build()))
        .isInstanceOf(NightjarException.class)
        .hasMessage("the plugin for 'mine' has no option 'colour'; it has size=VALUE");
  }

  @Test
  void withGivenPluginsTheClassPathIsNotSearched() {
    assertThat(ModelCompiler.of(List.of(new Plugin("linear", Plugin.API_VERSION))).kinds()).containsExactly("linear");
  }

  @Test
  void withoutAPluginTheRemedyIsNamedAndWhereOnesWereLookedFor() {
    CompileRequest request = CompileRequest.builder("m", new double[1][3]).build();
    assertThatThrownBy(() -> ModelCompiler.of(List.of()).compile(new Constant(3, Task.regression()), request))
        .isInstanceOf(NightjarException.class).hasMessageContaining("nightjar-plugin-tree")
        .hasMessageContaining("given to the compiler");
  }

  @Test
  void twoGivenPluginsOfOneKindAreRefused() {
    assertThatThrownBy(() -> ModelCompiler.of(List.of(new Plugin("mine", Plugin.API_VERSION),
        new Plugin("mine", Plugin.API_VERSION))))
        .isInstanceOf(NightjarException.class).hasMessageContaining("its model kind 'mine' is taken by")
        .hasMessageContaining(Plugin.class.getName());
  }

  @Test
  void aPluginForAnotherInterfaceVersionIsRefused() {
    assertThatThrownBy(() -> ModelCompiler.of(List.of(new Plugin("mine", 1))))
        .isInstanceOf(NightjarException.class).hasMessageContaining("written for version 1")
        .hasMessageContaining("this is version " + Plugin.API_VERSION);
  }

  @Test
  void filesThatAreNoModelsAreRefusedWithARemedy() {
    assertThatThrownBy(() -> compiler.read("model.pkl", new byte[] {1})).isInstanceOf(NightjarException.class)
        .hasMessageContaining("skl2onnx");
    assertThatThrownBy(() -> compiler.read("model.onnx", new byte[0])).isInstanceOf(NightjarException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> compiler.read("model.onnx", new byte[] {1, 2, 3}))
        .isInstanceOf(NightjarException.class)
        .hasMessageContaining("not an ONNX model");
  }

  @Test
  void aBundleIsReadBackByClientAndServer() throws IOException {
    CompiledModel model = irisTree("iris");
    Path bundle = compiler.write(model, folder);
    assertThat(bundle).isEqualTo(folder.resolve("iris"));
    assertThat(ClientBundle.read(bundle.resolve("client.zip"))).isEqualTo(model.client());
    ServerBundle server = ServerBundle.read(bundle);
    assertThat(server.circuit()).isEqualTo(model.circuit());
    assertThat(server.failureLog2()).isEqualTo(model.failure().failureLog2());
    assertThat(server.notes()).containsEntry("leaves", "8");
    JsonNode versions = new ObjectMapper().readTree(Files.readAllBytes(bundle.resolve("versions.json")));
    assertThat(versions.get("nightjar").asText()).matches("[0-9]+\\.[0-9]+.*");
  }

  @Test
  void equalModelsGiveEqualBytes() throws IOException {
    Path first = compiler.write(irisTree("iris"), folder.resolve("a"));
    Path second = compiler.write(irisTree("iris"), folder.resolve("b"));
    for (String file : List.of("client.zip", "server.zip", "versions.json")) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void aRowOfWhichTheModelMakesNoFiniteNumberIsRefusedByItsPlace() {
    Pipeline steep = Pipeline.of(new LinearModel(new double[][] {{1e308}}, new double[1], Task.regression()));
    assertThatThrownBy(() -> compiler.compile(steep, List.of(FeatureRow.of(new double[] {1}),
        FeatureRow.of(new double[] {100})), CompileRequest.builder("m")))
        .isInstanceOf(NightjarException.class).hasMessageContainingAll("row 1", "no finite number");
  }

  @Test
  void theReportTellsCostSizesAndBound() throws IOException {
    ImportedModel model = Models.fixture("iris-tree");
    CompilationReport report = compiler.report(Pipeline.of(model), irisTree("iris"), Optional.empty());
    assertThat(report.evaluation()).isEmpty();
    assertThat(report.bootstraps()).isEqualTo(report.lookups().stream().mapToInt(i -> i).sum()).isPositive();
    assertThat(report.keyBytes()).isGreaterThan(report.parameters().seededKeyBytes());
    assertThat(report.text()).contains("decision tree", report.parameters().id(), "per level", "at most 2^-",
        "among the cuts", "hidden among decoys", "look-ups per level", "alternatives");
  }

  @Test
  void testRowsOfAnotherWidthAreRefused() throws IOException {
    CompiledModel compiled = irisTree("iris");
    ImportedModel model = Models.fixture("iris-tree");
    CsvData narrow = Models.petalWidths();
    assertThatThrownBy(() -> compiler.report(Pipeline.of(model), compiled, Optional.of(narrow)))
        .isInstanceOf(NightjarException.class).hasMessageContaining("4 columns, not 3");
  }
}
