package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  @Test
  void decimalDigitsAreANumber() {
    assertThat(Words.digits("0")).hasValue(0);
    assertThat(Words.digits("9999999999999999")).hasValue(9_999_999_999_999_999L);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", " 1", "1 ", "+1", "-1", "1.0", "1e3", "0x1", "99999999999999999", "\u0661\u0662", "\uff11",
      "1\u0000", "../1", "%31"})
  void anythingElseIsNone(String text) {
    assertThat(Words.digits(text)).isEmpty();
  }

  @Test
  void quotedTextIsShortAndPrintable() {
    assertThat(Words.quote("a\r\nb\u0000'\u202e")).isEqualTo("'a??b???'");
    assertThat(Words.quote("x".repeat(10_000))).hasSize(43);
  }
}
