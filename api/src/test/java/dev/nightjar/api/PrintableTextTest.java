package dev.nightjar.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "spam", "Größe, 大きさ, حجم, גודל", "a\\u001b", "O(n²) ≤ 2⁻⁶⁴…", "😀", "e\u0301"})
  void whatPeopleWriteStaysAsItIs(String text) {
    assertThat(PrintableText.of(text)).isEqualTo(text);
    assertThat(PrintableText.sentence(text)).isEqualTo(text);
    assertThat(PrintableText.lines(text)).isEqualTo(text);
  }

  /** C0, DEL and C1; soft hyphen, Arabic letter mark, zero width, marks, separators, bidirectional controls, BOM. */
  @Test
  void whatSteersATerminalOrHidesIsEscaped() {
    IntStream controls = IntStream.concat(IntStream.range(0, 0x20), IntStream.rangeClosed(0x7f, 0x9f));
    IntStream formats = IntStream.of(0xad, 0x61c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029,
        0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff, 0xfff9, 0xe000, 0xffff);
    IntStream.concat(controls, formats).forEach(c -> {
      assertThat(PrintableText.of("a" + (char) c + "b")).isEqualTo(String.format("a\\u%04xb", c));
      assertThat(PrintableText.lines("a" + (char) c + "b"))
          .isEqualTo(c == '\n' || c == '\t' ? "a" + (char) c + "b" : String.format("a\\u%04xb", c));
    });
    assertThat(PrintableText.of("tag " + Character.toString(0xe0041))).isEqualTo("tag \\u{e0041}");
  }

  @Test
  void halvesOfASurrogatePairAreEscaped() {
    assertThat(PrintableText.of("a\ud83d")).isEqualTo("a\\ud83d");
    assertThat(PrintableText.of("\ude00\ud83d b")).isEqualTo("\\ude00\\ud83d b");
  }

  @Test
  void aSentenceIsOneLine() {
    assertThat(PrintableText.sentence(" first,\r\n  second \n\u2028third\u0085 fourth\n")).isEqualTo(
        "first, second third fourth");
    assertThat(PrintableText.of("first\nsecond")).isEqualTo("first\\u000asecond");
  }

  @Test
  void linesKeepTheirEndsButNoCarriageReturnThatOverwritesALine() {
    assertThat(PrintableText.lines("a\r\n\tb\rc\n")).isEqualTo("a\r\n\tb\\u000dc\n");
  }

  @Test
  void aLongTextIsCutAndSaysHowMuchFollowed() {
    assertThat(PrintableText.of("x".repeat(10), 10)).isEqualTo("x".repeat(10));
    assertThat(PrintableText.of("x".repeat(11), 10)).isEqualTo("x".repeat(10) + "... (1 more characters)");
    assertThat(PrintableText.of("\u001b".repeat(1000), 12)).isEqualTo("\\u001b\\u001b... (998 more characters)");
    assertThat(PrintableText.of("x".repeat(1 << 20))).hasSizeLessThan(PrintableText.MAX_LENGTH + 40);
    assertThat(PrintableText.sentence("x\n".repeat(1 << 20))).hasSizeLessThan(PrintableText.MAX_LENGTH + 40);
  }

  @Test
  void nothingIsPrintedAsNull() {
    assertThat(PrintableText.of(null)).isEqualTo("null");
    assertThat(PrintableText.sentence(null)).isEqualTo("null");
  }

  @Test
  void theMessageOfAnExceptionIsOnePrintableLine() {
    String quoted = "unknown member '\u001b]0;owned\u0007\u202e'\n at line 1";
    assertThat(new NightjarException(ErrorCode.INVALID_MODEL, quoted, new IllegalStateException()).getMessage())
        .isEqualTo(new NightjarException(ErrorCode.INVALID_MODEL, quoted).getMessage())
        .isEqualTo("unknown member '\\u001b]0;owned\\u0007\\u202e' at line 1");
    assertThat(new NightjarException(ErrorCode.INTERNAL, null).getMessage()).isNull();
  }
}
