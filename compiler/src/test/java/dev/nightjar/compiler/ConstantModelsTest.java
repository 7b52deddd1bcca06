package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.Task.Link;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantModelsTest {
  private static final double[][] ROWS = {{0}, {1}};

  private static void refused(ImportedModel model, String... words) {
    CompileRequest request = CompileRequest.builder("m", ROWS).build();
    assertThatThrownBy(() -> ModelCompiler.create().compile(model, request)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("the model is a constant").hasMessageContaining("labels that vary")
        .hasMessageContainingAll(words)
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.NOT_COMPILABLE);
  }

  private static TreeEnsemble trees(Task task, Tree... trees) {
    return new TreeEnsemble(1, new double[] {1}, List.of(trees), task);
  }

  private static Tree leaf(double value) {
    return new Tree.Leaf(new double[] {value});
  }

  @Test
  void aLinearModelWithoutWeightsIsNamedWithItsAnswer() {
    refused(new LinearModel(new double[][] {{0}}, new double[] {1.5}, Task.regression()), "the value 1.5",
        "every weight is zero");
    refused(new LinearModel(new double[][] {{0}, {-0.0}}, new double[] {100000, 2}, Task.regression()),
        "the values 1E+5, 2");
    refused(new LinearModel(new double[][] {{0}}, new double[] {1}, new Task(Link.LOGISTIC, List.of("ham", "spam"))),
        "the class 'spam'");
  }

  @Test
  void treesThatAreLeavesAreNamed() {
    refused(trees(Task.regression(), leaf(0.5)), "the value 1.5", "its tree is a single leaf");
    refused(trees(Task.regression(), leaf(0.5), leaf(2)), "the value 3.5", "each of its 2 trees is a single leaf");
  }

  @Test
  void treesWithEqualLeavesAreNamed() {
    Tree equal = new Tree.Branch(0, 0.5, leaf(1), new Tree.Branch(0, 0.7, leaf(1), leaf(1)));
    refused(trees(Task.regression(), equal, leaf(2)), "the value 4", "all leaves of a tree hold the same values");
  }

  @Test
  void aClassifierOfOneClassIsNamed() {
    assertThatThrownBy(() -> new Task(Link.IDENTITY, List.of("ham"))).isInstanceOf(NightjarException.class)
        .hasMessageContaining("one class 'ham'").hasMessageContaining("at least two classes");
  }

  @Test
  void anExportedConstantIsNamedWithItsValue() throws IOException {
    Path files = Models.FOLDER.resolve("cases/constant-model");
    ModelCompiler compiler = ModelCompiler.create();
    Pipeline pipeline = compiler.read(files.resolve("model.onnx"));
    CsvData data = CsvData.read(files.resolve("data.csv"), SampleColumns.of(pipeline), CsvOptions.NONE);
    assertThatThrownBy(() -> compiler.compile(pipeline, data, CompileRequest.builder("m")))
        .isInstanceOf(NightjarException.class).hasMessageContaining("the value 1.5");
  }
}
