package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.Task.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report says of labels and of the predictions of a table. */
class EvaluationTest {
  /** Class 1 where x0 > 5. */
  private static final ImportedModel CLASSIFIER = new LinearModel(new double[][] {{1, 0}}, new double[] {-5},
      new Task(Link.LOGISTIC, List.of("0", "1")));
  /** 2 x0 and x1 - 1. */
  private static final ImportedModel REGRESSOR = new LinearModel(new double[][] {{2, 0}, {0, 1}}, new double[] {0, -1},
      Task.regression());

  @TempDir
  private Path folder;

  private final ModelCompiler compiler = ModelCompiler.create();

  private CompilationReport report(ImportedModel model, CsvOptions options, String... lines) throws IOException {
    Pipeline pipeline = Pipeline.of(model);
    CsvData data = CsvData.read(Files.write(folder.resolve("data.csv"), List.of(lines)), SampleColumns.of(pipeline),
        options);
    CompiledModel compiled = compiler.compile(pipeline, data, CompileRequest.builder("m"));
    return compiler.report(pipeline, compiled, Optional.of(data));
  }

  private Evaluation of(ImportedModel model, String... lines) throws IOException {
    return report(model, CsvOptions.NONE, lines).evaluation().orElseThrow();
  }

  private static CsvOptions predictions(String... names) {
    return new CsvOptions(List.of(), false, List.of(), List.of(names));
  }

  @Test
  void labelsAreComparedAsNumbersAndTruthValues() throws IOException {
    for (String[] labels : new String[][] {{"0", "1"}, {"0.0", "1.0"}, {"False", "True"}, {"FALSE", "true"}}) {
      Evaluation e = of(CLASSIFIER, "a,b,y", "1,0," + labels[0], "9,0," + labels[1], "8,1," + labels[1]);
      assertThat(e.floatScore()).as(labels[0]).isEqualTo(1);
      assertThat(e.quantizedScore()).isEqualTo(1);
      assertThat(e.warnings()).isEmpty();
    }
  }

  @Test
  void rowsWithoutALabelAreNotCounted() throws IOException {
    CompilationReport report = report(CLASSIFIER, CsvOptions.NONE, "a,b,y", "1,0,0", "9,0,", "8,1,1", "7,1,NA");
    assertThat(report.evaluation().orElseThrow().rows()).isEqualTo(4);
    assertThat(report.evaluation().orElseThrow().labelledRows()).isEqualTo(2);
    assertThat(report.text()).contains("float 2/2 = 1.0000, quantised 2/2 = 1.0000", "4 of 4 rows get the same class");
  }

  @Test
  void withoutLabelsOnlyAgreementIsReported() throws IOException {
    CompilationReport report = report(CLASSIFIER, new CsvOptions(List.of(), true, List.of(), List.of()), "a,b", "1,0",
        "9,1");
    assertThat(report.evaluation().orElseThrow().labelled()).isFalse();
    assertThat(report.text()).doesNotContain("accuracy", "WARNING: no label").contains("2 of 2 rows get the same");
  }

  @Test
  void labelsThatAreNoClassesAreAWarning() throws IOException {
    assertThat(of(CLASSIFIER, "a,b,y", "1,0,ham", "9,1,spam").warnings()).singleElement().asString()
        .contains("no label of the table is a class of the model", "'ham', 'spam'", "'0', '1'", "--label");
    assertThat(of(CLASSIFIER, "a,b,y", "1.5,0,0", "1.5,3,0", "9,1,2").warnings())
        .containsExactly("1 of 3 labels are no class of the model, such as '2'");
  }

  @Test
  void anAccuracyBelowThatOfAConstantIsAWarning() throws IOException {
    Evaluation e = of(CLASSIFIER, "a,b,y", "1,0,1", "9,1,1", "8,2,1", "7,2,0");
    assertThat(e.floatCorrect()).isEqualTo(2);
    assertThat(e.warnings()).singleElement().asString().contains("always answering '1' would be right on 3/4 = 0.7500",
        "--label");
    assertThat(of(CLASSIFIER, "a,b,y", "1,0,0", "9,1,1", "8,2,1", "7,2,0").warnings()).isEmpty();
  }

  @Test
  void anErrorAboveThatOfAConstantIsAWarning() throws IOException {
    Evaluation good = of(REGRESSOR, "a,b,y0,y1", "1,2,2,1", "3,4,6,3.5");
    assertThat(good.floatScore()).isCloseTo(0.25, within(1e-9));
    assertThat(good.warnings()).isEmpty();
    assertThat(of(REGRESSOR, "a,b,y0,y1", "1,2,1,2", "3,4,3.5,6").warnings()).isNotEmpty();
    Evaluation wrong = of(REGRESSOR, "a,b,y0,y1", "1,2,7,7.5", "3,4,7.5,7");
    assertThat(wrong.warnings()).singleElement().asString().contains("mean of the labels", "error of 0.25", "--label");
  }

  @Test
  void rowsThatAreUnlikeTheCalibrationRowsAreAWarning() throws IOException {
    Pipeline pipeline = Pipeline.of(CLASSIFIER);
    CsvData data = CsvData.read(Files.write(folder.resolve("data.csv"), List.of("a,b,y", "1,0,0", "10,1,1", "8,0,1",
        "5.0001,1,1", "5.0002,0,1", "5.0003,1,1")), SampleColumns.of(pipeline), CsvOptions.NONE);
    CompiledModel compiled = compiler.compile(pipeline, data.select(0, 1), CompileRequest.builder("m")
        .quantizer(CompileRequest.Quantizer.UNIFORM).bits(2));
    assertThat(compiler.report(pipeline, compiled, Optional.of(data)).text())
        .containsPattern("agreement +3 of 6 rows get the same class")
        .contains("WARNING: on these rows the compiled");
    assertThat(compiler.report(pipeline, compiled, Optional.of(data.select(0, 1, 2))).text()).doesNotContain("WARNING");
  }

  @Test
  void aClassifierWhoseClassesASuffixChoosesIsJudgedByThem() throws IOException {
    Path files = Models.FOLDER.resolve("cases/linear-kernel-svc");
    Pipeline pipeline = compiler.read(files.resolve("model.onnx"));
    CsvData data = CsvData.read(files.resolve("data.csv"), SampleColumns.of(pipeline), CsvOptions.NONE);
    CompiledModel compiled = compiler.compile(pipeline, data, CompileRequest.builder("svc"));
    assertThat(compiled.notes()).anyMatch(note -> note.getValue().contains("get the float model's class"));
  }

  @Test
  void aRegressorsLabelIsANumber() {
    assertThatThrownBy(() -> of(REGRESSOR, "a,b,y0,y1", "1,2,3,4", "1,2,3,high")).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("data.csv, line 3", "'high'", "--label")
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.INVALID_FORMAT);
  }

  @Test
  void predictionsOfTheTrainingLibraryAreComparedWithTheFile() throws IOException {
    CompilationReport report = report(CLASSIFIER, predictions("native"), "a,b,native,y", "1,0,0,0", "9,1,True,1",
        "8,2,0.0,1", "7,2,,1", "2,2,1,0");
    Expectation expected = report.evaluation().orElseThrow().expected().orElseThrow();
    assertThat(expected.rows()).isEqualTo(4);
    assertThat(expected.agreeing()).isEqualTo(2);
    assertThat(expected.differing()).containsExactly("data.csv, line 4: 1 instead of 0.0",
        "data.csv, line 6: 0 instead of 1");
    assertThat(report.text()).contains("2/4 = 0.5000 of its predictions", "WARNING: the file is probably not what",
        "line 4: 1 instead of 0.0");
  }

  @Test
  void numbersAreComparedWithinSinglePrecision() throws IOException {
    Expectation expected = report(REGRESSOR, predictions("p0", "p1"), "a,b,p0,p1,y0,y1", "1,2,2.00001,1,2,1",
        "2,1,4,0.00001,4,0", "3,4,6,3.01,6,3").evaluation().orElseThrow().expected().orElseThrow();
    assertThat(expected.agreeing()).isEqualTo(2);
    assertThat(expected.differing()).containsExactly("data.csv, line 4: 6.00000, 3.00000 instead of 6, 3.01");
    assertThat(expected.share()).isLessThan(Expectation.ENOUGH);
  }

  @Test
  void whatAgreesIsNoWarning() throws IOException {
    assertThat(report(CLASSIFIER, predictions("p"), "a,b,p,y", "1,0,0,0", "9,1,1,1").text())
        .contains("2/2 = 1.0000 of its predictions").doesNotContain("WARNING: the file");
  }

  @Test
  void aMissingValueThatTheModelHasNoRuleForIsNamed() {
    assertThatThrownBy(() -> of(CLASSIFIER, "a,b,y", "1,0,0", ",1,1")).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("data.csv, line 3", "no value for a", "linear model", "imputer")
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.NOT_COMPILABLE);
  }

  @Test
  void rowsOfCallersCalibrateAsThoseOfTables() throws IOException {
    Pipeline pipeline = compiler.read(Models.FOLDER.resolve("cases/onehot-columns-logreg/model.onnx"));
    List<FeatureRow> rows = List.of(FeatureRow.of(List.of(53, 31912.3, "lima", "c")),
        FeatureRow.of(List.of(38, 47272.3, "rome", "d")), FeatureRow.of(List.of(75, 4478.7, "oslo", "a")));
    CompiledModel compiled = compiler.compile(pipeline, rows, CompileRequest.builder("m"));
    assertThat(compiled.client().graphs()).isEqualTo(pipeline.graphs());
    for (FeatureRow row : rows) {
      assertThat(compiled.clearPrediction(row).label()).isEqualTo(pipeline.predict(row).label());
    }
    List<FeatureRow> missing = List.of(rows.get(0), FeatureRow.of(Arrays.asList(null, 4478.7, "oslo", "a")));
    assertThatThrownBy(() -> compiler.compile(pipeline, missing, CompileRequest.builder("m")))
        .isInstanceOf(NightjarException.class).hasMessageContainingAll("row 1: ", "no value for age", "linear model");
  }

  @Test
  void factsOfGraphsSayWhatClientsHave() throws IOException {
    Pipeline pipeline = compiler.read(Models.FOLDER.resolve("cases/calibrated-linsvc/model.onnx"));
    Map<String, String> facts = GraphFacts.of(pipeline.graphs(), "the core").stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    assertThat(facts).containsEntry("encrypted core", "the core").containsEntry("client prefix", "none");
    assertThat(facts.get("columns")).isEqualTo("30 numbers, by position: the model has no names for them");
    assertThat(facts.get("client suffix")).contains("Exp x 5", "1 label and 2 outputs of 5 scores");
    assertThat(facts.get("suffix tells")).contains("every client has");
    assertThat(facts).doesNotContainKey("prefix tells");
  }

  @Test
  void aMissingValueInATestRowIsNamed() throws IOException {
    Pipeline pipeline = Pipeline.of(CLASSIFIER);
    CsvData data = CsvData.read(Files.write(folder.resolve("data.csv"), List.of("a,b,y", "1,0,0", "9,1,1", ",1,1")),
        SampleColumns.of(pipeline), CsvOptions.NONE);
    CompiledModel compiled = compiler.compile(pipeline, data.without(2), CompileRequest.builder("m"));
    assertThatThrownBy(() -> compiler.report(pipeline, compiled, Optional.of(data)))
        .isInstanceOf(NightjarException.class).hasMessageContainingAll("data.csv, line 4: ", "missing values");
  }

  /** Cases that stand for kinds of reports that were once false, with what an ONNX runtime gives for each row. */
  private CompilationReport ofCase(String name) throws IOException {
    Path files = Models.FOLDER.resolve("cases").resolve(name);
    Pipeline pipeline = compiler.read(files.resolve("model.onnx"));
    CsvData data = CsvData.read(files.resolve("data.csv"), SampleColumns.of(pipeline), CsvOptions.NONE);
    List<String> expected = Files.readAllLines(files.resolve("expected.txt")).stream()
        .filter(line -> !line.startsWith("#")).toList();
    assertThat(data.samples().stream().map(sample -> pipeline.predict(sample.row()).label()).toList())
        .isEqualTo(expected);
    CompiledModel compiled = compiler.compile(pipeline, data, CompileRequest.builder(name.toLowerCase(Locale.ROOT)));
    assertThat(data.samples().stream().map(sample -> compiled.clearPrediction(sample.row()).label()).toList())
        .isEqualTo(expected);
    return compiler.report(pipeline, compiled, Optional.of(data));
  }

  @Test
  void aLabelInTheFirstColumnIsFound() throws IOException {
    assertThat(ofCase("label-first").text()).contains("float 60/60 = 1.0000");
  }

  @Test
  void labelsBeyondTheIntegersOfADoubleStayApart() throws IOException {
    assertThat(ofCase("labels-beyond-2p53").text()).contains("float 33/60 = 0.5500",
        "WARNING: always answering '9007199254740992' would be right on 60/60 = 1.0000");
  }

  @Test
  void trueAndFalseAreOneAndZero() throws IOException {
    assertThat(ofCase("labels-true-false").text()).contains("float 60/60 = 1.0000").doesNotContain("WARNING");
  }
}
