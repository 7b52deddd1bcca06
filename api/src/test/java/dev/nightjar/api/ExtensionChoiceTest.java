package dev.nightjar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionChoiceTest {
  private static final List<Setting> KNOWN = List.of(
      new Setting("kernel", List.of("auto", "plain"), "what it runs with"),
      new Setting("fallback", List.of("auto", "none"), "what it runs with where that is not there"),
      new Setting("device", "where it runs"));

  private static ExtensionChoice read(String text) {
    return ExtensionChoice.of(text, KNOWN, IllegalArgumentException::new);
  }

  @Test
  void aNameComesWithSettingsWhoseOwnNamesMayBeLeftOutWhereTheValueIsEnough() {
    assertThat(read("java")).isEqualTo(new ExtensionChoice("java", Map.of()));
    assertThat(read("java:plain")).isEqualTo(new ExtensionChoice("java", Map.of("kernel", "plain")));
    assertThat(read("java:device=gpu=1:kernel=auto:new=x"))
        .isEqualTo(new ExtensionChoice("java", Map.of("device", "gpu=1", "kernel", "auto", "new", "x")));
    assertThat(ExtensionChoice.nameIn("java:plain")).isEqualTo("java");
    assertThat(ExtensionChoice.hasSettings("java:plain")).isTrue();
    assertThat(ExtensionChoice.hasSettings("java")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"java:", "java:auto", "java:fast", "java:=plain", "java:kernel=", "java:plain:kernel=auto",
      "java:plain:plain", "java::plain"})
  void aSettingWithoutANameOrAValueOrGivenTwiceIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(text)).withMessageContaining("NAME=VALUE");
  }

  @ParameterizedTest
  @CsvSource({"C:\\keys, C:\\keys", "https://host:9000/a, https://host:9000/a",
      "/keys::kernel=plain, /keys:kernel=plain", "a::plain, a:plain", "a::::b, a::b",
      "http://[::::1]:90, http://[::1]:90", "a::, a:", "a:, a:"})
  void aColonOfAFreeValueBelongsToIt(String written, String meant) {
    assertThat(read("java:device=" + written).settings()).isEqualTo(Map.of("device", meant));
    assertThat(read("java:kernel=auto:device=" + written + (written.endsWith(":") ? "x" : "") + ":fallback=none")
        .settings()).isEqualTo(Map.of("kernel", "auto", "device", meant + (written.endsWith(":") ? "x" : ""),
            "fallback", "none"));
  }

  @Test
  void aValueThatALaterSettingMayHaveIsOneOfIt() {
    assertThat(read("java:device=x:plain").settings()).isEqualTo(Map.of("device", "x", "kernel", "plain"));
    assertThat(read("java:device=x:neww=y").settings()).isEqualTo(Map.of("device", "x", "neww", "y"));
  }

  @Test
  void aChoiceDoesNotChange() {
    assertThatThrownBy(() -> read("java:plain").settings().clear()).isInstanceOf(UnsupportedOperationException.class);
  }
}
