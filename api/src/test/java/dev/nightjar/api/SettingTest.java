package dev.nightjar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "Kernel", "1kernel", "a b", "a=b", "a:b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void aNameIsAWord(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Setting(name, "text"))
        .withMessageContaining("'" + name + "'");
  }

  @Test
  void valuesAreDifferentAndTheDescriptionIsALine() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Setting("a", List.of("x", "x"), "text"))
        .withMessageContaining("[x, x]");
    assertThatIllegalArgumentException().isThrownBy(() -> new Setting("a", List.of(" "), "text"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Setting("a", " "));
    assertThatIllegalArgumentException().isThrownBy(() -> new Setting("a", "two\nlines"));
  }

  @Test
  void valuesThatFitAreNotRefusedAndOthersAreWithWhatThereIs() {
    List<Setting> known = List.of(new Setting("kernel", List.of("auto", "plain"), "what it runs with"),
        new Setting("device", "where it runs"));
    assertThat(Setting.refusal("setting", known, Map.of())).isEmpty();
    assertThat(Setting.refusal("setting", known, Map.of("kernel", "plain", "device", "anything"))).isEmpty();
    assertThat(Setting.refusal("setting", known, Map.of("kernl", "plain")))
        .contains("has no setting 'kernl'; it has kernel=auto|plain, device=VALUE");
    assertThat(Setting.refusal("option", List.of(), Map.of("kernel", "plain")))
        .contains("has no option 'kernel'; it has none");
    assertThat(Setting.refusal("setting", known, Map.of("kernel", "fast")))
        .contains("takes kernel=auto|plain, not 'fast'");
  }
}
