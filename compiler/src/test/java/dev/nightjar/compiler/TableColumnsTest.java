package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.InputColumn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which column of a table is which of a model's, and which is the label. */
class TableColumnsTest {
  private static final SampleColumns CLASSIFIER =
      new SampleColumns(ClientGraphs.none(2).columns(), false, List.of("0", "1"), 1, Set.of());
  private static final SampleColumns REGRESSOR =
      new SampleColumns(ClientGraphs.none(2).columns(), false, List.of(), 1, Set.of());
  private static final SampleColumns TWO_OUTPUTS =
      new SampleColumns(ClientGraphs.none(2).columns(), false, List.of(), 2, Set.of());
  private static final SampleColumns NAMED = new SampleColumns(List.of(InputColumn.number("age"),
      InputColumn.number("income"), InputColumn.text("city")), true, List.of("0", "1"), 1, Set.of("oslo", "NA"));

  @TempDir
  private Path folder;

  private CsvData read(SampleColumns model, String content) throws IOException {
    return read(model, CsvOptions.NONE, content);
  }

  private CsvData read(SampleColumns model, CsvOptions options, String content) throws IOException {
    return CsvData.read(Files.writeString(folder.resolve("data.csv"), content), model, options);
  }

  private void refused(SampleColumns model, CsvOptions options, String content, String... words) {
    assertThatThrownBy(() -> read(model, options, content)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("data.csv").hasMessageContainingAll(words)
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.INVALID_FORMAT);
  }

  private void refused(SampleColumns model, String content, String... words) {
    refused(model, CsvOptions.NONE, content, words);
  }

  private static CsvOptions label(String... names) {
    return new CsvOptions(List.of(names), false, List.of(), List.of());
  }

  /** Tables that say the same: rows (1.5, 2) of class 1 and (3, 4) of class 0. */
  @ParameterizedTest
  @ValueSource(strings = {
      "f0,f1,y\n1.5,2,1\n3,4,0\n",
      "y,f0,f1\n1,1.5,2\n0,3,4\n",
      "f1,f0,y\n2,1.5,1\n4,3,0\n",
      "f2,y,f1\n2,1,1.5\n4,0,3\n",
      "f0,f1,id,y\n1.5,2,7,1\n3,4,8,0\n",
      "id,f0,f1,y\n7,1.5,2,1\n8,3,4,0\n",
      ",f0,f1,y\n0,1.5,2,1\n1,3,4,0\n",
      ",f0,f1,y\n17,1.5,2,1\n5,3,4,0\n",
      "Unnamed: 0,a,b,y\n0,1.5,2,1\n1,3,4,0\n",
      "index,a,b,y\n0,1.5,2,1\n1,3,4,0\n",
      "ID,a,b,y\n1,1.5,2,1\n2,3,4,0\n",
      "0,1.5,2,1\n1,3,4,0\n",
      "a,b,y\n1.5,2,1\n3,4,0\n",
      ",a,b,y\nanna,1.5,2,1\nbo,3,4,0\n",
      ",f0,f1,y\nanna,1.5,2,1\nbo,3,4,0\n",
      "a,b,y\n1.5,2,1.0\n3,4,0.0\n",
      "a,b,y\n1.5,2,True\n3,4,False\n",
      "y,a,b\n1,1.5,2\n0,3,4\n",
      "kind,a,b\n1,1.5,2\n0,3,4\n",
      "1,1.5,2\n0,3,4\n",
      "0,1,2\n1.5,2,1\n3,4,0\n",
      "0,1,y\n1.5,2,1\n3,4,0\n",
      ",0,1,y\n0,1.5,2,1\n1,3,4,0\n",
      "a,b,y,\n1.5,2,1,\n3,4,0,\n",
      "a;b;y\n1,5;2;1\n3;4;0\n",
      "\n\n a , b , y \n\n1.5, 2, 1\n3, 4, 0\n\n"})
  void tablesOfDataFramesAndSpreadsheetsAreRecognised(String content) throws IOException {
    CsvData d = read(CLASSIFIER, content);
    assertThat(d.rows()).isDeepEqualTo(new double[][] {{1.5, 2}, {3, 4}});
    assertThat(d.labels()).hasSize(2);
    assertThat(Labels.same(d.labels().get(0), "1") && Labels.same(d.labels().get(1), "0")).isTrue();
  }

  @Test
  void whatIsDecidedAboutColumnsIsSaid() throws IOException {
    assertThat(read(CLASSIFIER, "f0,f1,y\n1,2,1\n").notes()).isEmpty();
    assertThat(read(CLASSIFIER, "f1,f0,y\n1,2,1\n").notes())
        .containsExactly("columns are put into the model's order, by their names");
    assertThat(read(CLASSIFIER, "y,f0,f1\n1,2,3\n").notes())
        .containsExactly("the label is 'y', not the last column");
    assertThat(read(CLASSIFIER, ",f0,f1,y\n0,2,3,1\n").notes())
        .containsExactly("left out: column 1, the index of the rows");
    assertThat(read(CLASSIFIER, "f0,f1\n1,2\n").notes()).containsExactly("no column is a label");
    assertThat(read(CLASSIFIER, "f0,f1,id,y\n1,2,8,1\n").notes()).containsExactly("left out: 'id'");
    assertThat(read(CLASSIFIER, "f0;f1;y\n1,5;2;1\n").notes())
        .containsExactly("columns are separated by semicolons", "commas in numbers are decimal, as in '1,5'");
  }

  @Test
  void namesThatTheModelDoesNotHaveAreSaidToBeUnchecked() throws IOException {
    assertThat(read(CLASSIFIER, "a,b,y\n1,2,1\n").notes()).singleElement().asString()
        .contains("by position, 'a' to 'b'", "--columns");
    assertThat(read(CLASSIFIER.renamed(List.of("a", "b")), "b,a,y\n2,1,1\n").rows())
        .isDeepEqualTo(new double[][] {{1, 2}});
  }

  @Test
  void aLastColumnThatDoesNotLookLikeTheLabelIsRefusedWhenOthersDo() {
    refused(CLASSIFIER, "a,b,c\n1,0,2\n0,1,3.5\n", "'c'", "'a', 'b' hold nothing else", "--label");
    refused(CLASSIFIER, "a,b,c\n1,0.5,1\n0,1.5,3.5\n", "'c'", "'a' holds nothing else", "--label");
  }

  @Test
  void aLastColumnWithTextsStaysTheLabelOfAModelOfNumbers() throws IOException {
    assertThat(read(CLASSIFIER, "a,b,c\n1,5,ham\n0,7,spam\n").labels()).containsExactly("ham", "spam");
    assertThat(read(REGRESSOR, "a,b,c\n1,0,7\n").labels()).containsExactly("7");
    assertThat(read(REGRESSOR, "target,b,c\n1,0,7\n").labels()).containsExactly("1");
  }

  @Test
  void theLabelCanBeNamed() throws IOException {
    assertThat(read(CLASSIFIER, label("a"), "a,b,c\n1,5,6\n").rows()).isDeepEqualTo(new double[][] {{5, 6}});
    refused(CLASSIFIER, label("d"), "a,b,c\n1,5,6\n", "one column 'd'", "['a', 'b', 'c']");
    refused(CLASSIFIER, label("a"), "a,b,a\n1,5,6\n", "one column 'a'");
    refused(CLASSIFIER, label("a"), "1,5,6\n", "one column 'a'", "no header", "first line");
    refused(CLASSIFIER, label("a", "b"), "a,b,c,d\n1,5,6,7\n", "2 columns that are named as labels", "gives 1");
  }

  @Test
  void eachOutputOfARegressorHasALabel() throws IOException {
    for (String content : List.of("a,b,c,d\n1,2,3,4\n", "1,2,3,4\n",
        "f0,y0,y1,f1\n1,3,4,2\n", "y1,y2,f1,f2\n3,4,1,2\n")) {
      CsvData d = read(TWO_OUTPUTS, content);
      assertThat(d.rows()).as(content).isDeepEqualTo(new double[][] {{1, 2}});
      assertThat(d.samples().get(0).labels()).as(content).containsExactly("3", "4");
    }
    assertThat(read(TWO_OUTPUTS, label("b", "a"), "a,b,c,d\n1,2,3,4\n").samples().get(0).labels())
        .containsExactly("2", "1");
    refused(TWO_OUTPUTS, "a,b,c\n1,2,3\n", "3 columns", "2 features and 2 labels");
    refused(TWO_OUTPUTS, "f0,f1,y\n1,2,3\n", "1 column", "2 outputs", "--label");
  }

  @Test
  void anotherNumberOfColumnsIsRefusedWithTheRemedy() {
    refused(CLASSIFIER, "a,b,c,y\n1,2,3,1\n", "has 4 columns, 'a', 'b', 'c', 'y'", "takes 2 features and a label",
        "--ignore", "--label");
    refused(CLASSIFIER, "a,y\n2,1\n", "has 2 columns, 'a', 'y'", "--unlabelled");
    refused(CLASSIFIER, "y\n1\n", "has 1 column", "semicolons or tabs");
    refused(CLASSIFIER, label("y"), "a,y\n2,1\n", "takes 2 features");
  }

  @Test
  void columnsCanBeLeftOutAndTablesCanHaveNoLabel() throws IOException {
    CsvOptions ignored = new CsvOptions(List.of(), false, List.of("b"), List.of());
    assertThat(read(CLASSIFIER, ignored, "a,b,c,y\n1,2,3,1\n").rows()).isDeepEqualTo(new double[][] {{1, 3}});
    CsvOptions unlabelled = new CsvOptions(List.of(), true, List.of(), List.of());
    CsvData d = read(CLASSIFIER, unlabelled, "a,b\n1,2\n");
    assertThat(d.rows()).isDeepEqualTo(new double[][] {{1, 2}});
    assertThat(d.labelled()).isFalse();
    CsvOptions predictions = new CsvOptions(List.of(), false, List.of(), List.of("p"));
    assertThat(read(CLASSIFIER, predictions, "f0,f1,y,p\n1,2,1,7\n").notes()).isEmpty();
    assertThat(read(CLASSIFIER, predictions, "a,b,p,y\n1,2,7,1\n").samples().get(0).predictions()).containsExactly("7");
    assertThatThrownBy(() -> new CsvOptions(List.of("a"), true, List.of(), List.of()))
        .isInstanceOf(NightjarException.class).hasMessageContaining("[a]");
    assertThatThrownBy(() -> new CsvOptions(List.of("a"), false, List.of("a"), List.of()))
        .isInstanceOf(NightjarException.class).hasMessageContaining("'a' is named twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "age,income,city,y\n1,2,oslo,1\n,4,NA,0\n",
      "y,city,income,age\n1,oslo,2,1\n0,NA,4,NA\n",
      ",age,city,income,zip,y\n0,1,oslo,2,0150,1\n1,,NA,4,0151,0\n",
      "1,2,oslo,1\n,4,NA,0\n"})
  void columnsOfAModelWithNamesAreFoundByThem(String content) throws IOException {
    CsvData d = read(NAMED, content);
    assertThat(d.columns()).containsExactly("age", "income", "city");
    assertThat(d.featureRows().get(0).number(0)).isEqualTo(1);
    assertThat(d.featureRows().get(0).number(1)).isEqualTo(2);
    assertThat(d.featureRows().get(0).text(2)).isEqualTo("oslo");
    assertThat(d.featureRows().get(1).isMissing(0)).isTrue();
    assertThat(d.featureRows().get(1).text(2)).as("a category of the model").isEqualTo("NA");
    assertThat(d.labels()).containsExactly("1", "0");
  }

  @Test
  void textsThatTheModelDoesNotKnowAreMissingWhereDataFramesWouldHaveThemSo() throws IOException {
    CsvData d = read(NAMED, "age,income,city,y\n1,2,,1\n1,2,null,1\n1,2,Rome,1\n1,2, oslo,1\n");
    assertThat(d.featureRows().get(0).isMissing(2)).isTrue();
    assertThat(d.featureRows().get(1).isMissing(2)).isTrue();
    assertThat(d.featureRows().get(2).text(2)).isEqualTo("Rome");
    assertThat(d.featureRows().get(3).text(2)).isEqualTo(" oslo");
    assertThat(d.notes()).containsExactly(
        "WARNING: 2 cells of 'city' hold texts that the model does not know, such as 'Rome'");
  }

  @Test
  void renamedColumnsAreRefusedWithBothListsAndTheRemedy() throws IOException {
    refused(NAMED, "Age,income,city,y\n1,2,oslo,1\n", "no column 'age'", "takes 'age', 'income', 'city'",
        "names 'Age', 'income', 'city', 'y'", "rename", "--columns");
    refused(NAMED, "a,b,c,y\n1,2,oslo,1\n", "no column 'age', 'income', 'city'");
    refused(NAMED, "age|income|city|y\n1|2|oslo|1\n", "no column 'age'", "commas, semicolons or tabs");
    refused(NAMED, "1,2,oslo,1,7\n3,2,oslo,1,9\n", "5 columns", "first line");
    refused(NAMED, "age,income,age,city,y\n1,2,3,oslo,1\n", "2 columns 'age'", "rename");
    SampleColumns renamed = NAMED.renamed(List.of("Age", "b", "c"));
    assertThat(read(renamed, "c,b,Age,y\noslo,2,1,1\n").featureRows().get(0).number(0)).isEqualTo(1);
    assertThatThrownBy(() -> NAMED.renamed(List.of("Age"))).isInstanceOf(NightjarException.class)
        .hasMessageContaining("3 columns, and 1 names");
  }

  /** No text makes anything but a table for the model or a complaint of ours. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyTextIsReadOrRefused(long seed) throws IOException {
    String[] parts = {",", ";", "\t", "\"", "\n", "\r\n", " ", "1", "0", "2.5", "1,5", "a", "y", "f0", "f1", "age",
        "city", "NA", "True", "", "\uFEFF", "-", "e", "sep=;"};
    SplittableRandom random = new SplittableRandom(seed);
    int texts = "sweep".equals(System.getProperty("nightjar.test.sets")) ? 2000 : 500;
    for (int i = 0; i < texts; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      SampleColumns model = List.of(CLASSIFIER, REGRESSOR, TWO_OUTPUTS, NAMED).get(random.nextInt(4));
      CsvTable table;
      try {
        table = CsvTable.read("data.csv", new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
        CsvData d = CsvSamples.of(table, model, new ColumnMatch(table, model, CsvOptions.NONE).match());
        assertThat(d.featureRows()).as(text.toString()).isNotEmpty()
            .allMatch(row -> row.size() == model.columns().size());
      } catch (NightjarException e) {
        assertThat(e.code()).as(text.toString()).isEqualTo(ErrorCode.INVALID_FORMAT);
      }
    }
  }

  @Test
  void aTextInAColumnOfNumbersIsNamedWithItsPlace() {
    refused(NAMED, "age,income,city,y\n1,2,oslo,1\n1,much,oslo,1\n", "line 3", "column 2 'income'", "'much'");
    refused(NAMED, "city,income,age,y\noslo,2,old,1\n", "line 2", "column 3 'age'", "'old'");
  }
}
