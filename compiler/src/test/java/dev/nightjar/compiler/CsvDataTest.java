package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvDataTest {
  @TempDir
  private Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), content);
  }

  private void refused(String content, String... words) throws IOException {
    Path path = file(content);
    assertThatThrownBy(() -> CsvData.readLabelLast(path)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("data.csv").hasMessageContainingAll(words)
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.INVALID_FORMAT);
  }

  @Test
  void aHeaderNamesTheColumns() throws IOException {
    CsvData d = CsvData.readLabelLast(file("a,b,class\n1,2.5,x\n-3,4e2,y\n"));
    assertThat(d.columns()).containsExactly("a", "b");
    assertThat(d.rows()).isDeepEqualTo(new double[][] {{1, 2.5}, {-3, 400}});
    assertThat(d.labels()).containsExactly("x", "y");
  }

  @Test
  void withoutAHeaderColumnsAreNumbered() throws IOException {
    CsvData d = CsvData.readLabelLast(file("1,2,yes\n3,4,no"));
    assertThat(d.columns()).containsExactly("x0", "x1");
    assertThat(d.rows()).hasDimensions(2, 2);
  }

  @Test
  void theLabelCanBeAnyColumn() throws IOException {
    CsvData d = CsvData.read(file("kind,a,b\nx,1,2\n"), "kind");
    assertThat(d.columns()).containsExactly("a", "b");
    assertThat(d.labels()).containsExactly("x");
  }

  @Test
  void allColumnsAreFeaturesWhenThereIsNoLabel() throws IOException {
    CsvData d = CsvData.readUnlabelled(file("1,2\n3,4\n"));
    assertThat(d.rows()).hasDimensions(2, 2);
    assertThat(d.labels()).isEmpty();
  }

  @Test
  void gzippedFilesAreReadWhateverTheirName() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("1,2\n".getBytes(StandardCharsets.UTF_8));
    }
    Path path = Files.write(folder.resolve("data.bin"), bytes.toByteArray());
    assertThat(CsvData.readLabelLast(path).labels()).containsExactly("2");
    Files.write(path, Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9));
    assertThatThrownBy(() -> CsvData.readLabelLast(path)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void quotesBlankLinesAndByteOrderMarksAreUnderstood() throws IOException {
    CsvData d = CsvData.readLabelLast(file("\uFEFF\"a, \"\"b\"\"\",c\r\n\r\n\"1\",x\r\n"));
    assertThat(d.columns()).containsExactly("a, \"b\"");
    assertThat(d.rows()).isDeepEqualTo(new double[][] {{1}});
  }

  @Test
  void whatIsNoNumberIsNamedWithItsLineAndColumn() throws IOException {
    refused("a,b,c\n1,2,x\n3,oops,y\n", "line 3", "column 2 'b'", "'oops'", "takes numbers");
    refused("1,2,x\n3,0x1p3,y\n", "line 2", "column 2", "0x1p3");
    refused("1,2,x\n3,4f,y\n", "line 2", "column 2", "4f");
    refused("1,2,x\n3,inf,y\n", "line 2", "column 2", "'inf'");
    refused("1,2,x\n3,1e999,y\n", "line 2", "column 2", "not a finite number");
  }

  @Test
  void missingNumbersAreNaN() throws IOException {
    for (String missing : List.of("", " ", "NA", "nan", "NaN", "null", "None", "<NA>", "#N/A", "\"\"")) {
      CsvData d = CsvData.readLabelLast(file("a,b,c\n1,2,x\n3," + missing + ",y\n"));
      assertThat(d.rows()[1]).as(missing).containsExactly(3, Double.NaN);
    }
    assertThat(CsvData.readLabelLast(file("1,,x\n1,2,x\n")).rows()[0]).containsExactly(1, Double.NaN);
  }

  @Test
  void truthValuesAreNumbers() throws IOException {
    assertThat(CsvData.readLabelLast(file("a,b,c\nTrue,false,x\n")).rows()[0]).containsExactly(1, 0);
  }

  @Test
  void cellsInQuotesMayHoldLineBreaks() throws IOException {
    CsvData d = CsvData.readLabelLast(file("\"a\nb\",c\r\n1,\"x\r\ny\"\r\n\n2,z"));
    assertThat(d.labels()).containsExactly("x\r\ny", "z");
    refused("\"a\nb\",c\n1,x\n\n\"2\n\",y\noops,z", "line 7", "'oops'");
    refused("a,c\n1,x\n2,\"y\nz\n", "line 3", "column 2", "quote is not closed");
    refused("a,c\n1,\"x\"y\n", "line 2", "column 2", "closing quote");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;b;c\n1.5;2;x\n-3;4;y\n", "a\tb\tc\n1.5\t2\tx\n-3\t4\ty\n", "a;b;c\r1,5;2;x\r-3;4;y",
      "sep=;\na;b;c\n1,5;2,0;x\n-3;4;y\n", "1,5;2;x\n-3;4;y\n", "1,5;2,0;x\n-3,0;4,0;y\n",
      "\"a\";\"b;\";c\n1,5;2;x\n-3;\"4\";y\n"})
  void semicolonsTabsAndDecimalCommasAreRecognised(String content) throws IOException {
    CsvData d = CsvData.readLabelLast(file(content));
    assertThat(d.rows()).isDeepEqualTo(new double[][] {{1.5, 2}, {-3, 4}});
    assertThat(d.labels()).containsExactly("x", "y");
    assertThat(d.notes()).anyMatch(note -> note.contains("separated by"));
  }

  @Test
  void semicolonsInTextsOfACommaTableSeparateNothing() throws IOException {
    assertThat(CsvData.readLabelLast(file("a,b,c\n1,2,x;y\n3,4,z;w\n")).labels()).containsExactly("x;y", "z;w");
  }

  @Test
  void commasAndPointsInNumbersOfOneTableAreRefused() throws IOException {
    refused("a;b;c\n1,5;2;x\n3;4.5;y\n", "line 3", "column 2 'b'", "'4.5'", "'1,5'");
    refused("a;b;c\n1.234,5;2;x\n", "line 2", "column 1", "'1.234,5'", "thousands");
    refused("a,b,c\n\"1,5\",2,x\n", "line 2", "column 1", "'1,5'", "semicolons");
  }

  @Test
  void oneLineOfAHundredMegabytesIsRefusedEarly() {
    InputStream endless = new InputStream() {
      private long left = 100_000_000;

      @Override
      public int read() {
        return left-- > 0 ? '1' : -1;
      }
    };
    assertThatThrownBy(() -> CsvTable.read("data.csv", endless)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("line 1").hasMessageContaining("longer than 1048576 characters");
  }

  @Test
  void rowsOfAnotherWidthAreNamed() throws IOException {
    refused("1,2,x\n3,4\n", "line 2", "2 columns where line 1 has 3");
    refused("a,b,c\n1,5,2,x\n", "line 2", "4 columns where line 1 has 3", "semicolons where commas are decimal");
  }

  @Test
  void filesWithoutRowsAreRefused() throws IOException {
    refused("", "empty");
    refused("a,b\n", "no rows");
    refused("1\n2\n", "no feature columns");
    refused("\"a,b\n", "quote is not closed");
  }

  @Test
  void aMissingLabelColumnIsNamed() throws IOException {
    Path path = file("a,b\n1,2\n");
    assertThatThrownBy(() -> CsvData.read(path, "c")).isInstanceOf(NightjarException.class)
        .hasMessageContaining("'c'").hasMessageContaining("['a', 'b']");
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws IOException {
    Path path = Files.write(folder.resolve("data.csv"),
        new byte[] {'1', ',', (byte) 0xff, (byte) 0xfe, '\n'});
    assertThatThrownBy(() -> CsvData.readLabelLast(path)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void rowsCanBeChosenAndLeftOut() throws IOException {
    CsvData d = CsvData.readLabelLast(file("1,a\n2,b\n3,c\n"));
    assertThat(d.select(2, 0).labels()).containsExactly("c", "a");
    assertThat(d.without(1).labels()).containsExactly("a", "c");
    assertThatThrownBy(() -> d.select(3)).isInstanceOf(NightjarException.class).hasMessageContaining("row 3");
  }

  @Test
  void rowNumbersAreReadStrictly() throws IOException {
    Path path = Files.writeString(folder.resolve("rows.txt"), "3\n1\n\n2\n");
    assertThat(CsvData.readIndices(path)).containsExactly(3, 1, 2);
    Files.writeString(path, "3\n-1\n");
    assertThatThrownBy(() -> CsvData.readIndices(path)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("line 2");
  }
}
