package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "1.0, 1", "1e2, 100", "+1, 1", "-0.0, 0", "True, 1", "false, 0", "TRUE, true",
      "9007199254740993, 9007199254740993.0", "spam, spam", "0.1, 0.10"})
  void theseNameTheSameClass(String a, String b) {
    assertThat(Labels.same(a, b)).isTrue();
    assertThat(Labels.same(b, a)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"9007199254740993, 9007199254740992", "1, 2", "spam, Spam", "1, one", "True, 0", "true, yes",
      "0.1, 0.1000000000000000055511151231257827", "1e999999999, 1e999999998", "'', 0", "NaN, 0", "1d, 1", "0x1, 1"})
  void theseNameDifferentClasses(String a, String b) {
    assertThat(Labels.same(a, b)).isFalse();
    assertThat(Labels.same(b, a)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1e9999999999", "1e-9999999999"})
  void numbersThatAreTooLargeAreText(String text) {
    assertThat(Labels.canonical(text)).isEqualTo(text);
  }
}
