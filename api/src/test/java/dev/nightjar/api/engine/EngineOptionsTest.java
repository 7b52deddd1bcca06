package dev.nightjar.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
  private static final Setting KERNEL =
      new Setting("kernel", List.of("auto", "plain"), "what it runs with; auto by default");
  private static final Setting DEVICE = new Setting("device", List.of(), "where it runs");

  private record Provider(List<Setting> settings) implements EngineProvider {
    @Override
    public String name() {
      return "mine";
    }

    @Override
    public int apiVersion() {
      return API_VERSION;
    }

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public Availability availability() {
      return Availability.yes("fine");
    }

    @Override
    public Engine create(EngineOptions options) {
      throw new UnsupportedOperationException();
    }
  }

  private static void assertRefused(EngineProvider provider, Map<String, String> settings, String message) {
    assertThatThrownBy(() -> new EngineOptions(1, settings).requireKnown(provider))
        .isInstanceOfSatisfying(NightjarException.class, e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
          assertThat(e).hasMessage(message);
        });
  }

  @Test
  void settingsThatAProviderDeclaresAreTaken() {
    EngineOptions options = new EngineOptions(2).with(Map.of("kernel", "auto")).with(Map.of("kernel", "plain",
        "device", "gpu 1"));
    options.requireKnown(new Provider(List.of(KERNEL, DEVICE)));
    assertThat(options).isEqualTo(new EngineOptions(2, Map.of("kernel", "plain", "device", "gpu 1")));
    assertThat(options.setting("kernel")).contains("plain");
    assertThat(options.setting("other")).isEmpty();
    new EngineOptions(1).requireKnown(new Provider(List.of()));
  }

  @Test
  void anUnknownSettingIsRefusedByNameWithThoseThatThereAre() {
    assertRefused(new Provider(List.of(KERNEL, DEVICE)), Map.of("kernl", "plain"),
        "engine 'mine' has no setting 'kernl'; it has kernel=auto|plain, device=VALUE");
    assertRefused(new Provider(List.of()), Map.of("kernel", "plain"),
        "engine 'mine' has no setting 'kernel'; it has none");
  }

  @Test
  void anUnknownValueIsRefusedWithThoseThatThereAre() {
    assertRefused(new Provider(List.of(KERNEL)), Map.of("kernel", "fast"),
        "engine 'mine' takes kernel=auto|plain, not 'fast'");
  }

  @Test
  void settingsWithoutANameOrAValueAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new EngineOptions(1, Map.of("", "x")))
        .withMessageContaining("'=x'");
    assertThatIllegalArgumentException().isThrownBy(() -> new EngineOptions(1, Map.of("kernel", " ")))
        .withMessageContaining("'kernel= '");
  }

  @Test
  void optionsDoNotChangeWithTheMapTheyWereMadeFrom() {
    Map<String, String> settings = new HashMap<>(Map.of("kernel", "plain"));
    EngineOptions options = new EngineOptions(1, settings);
    settings.clear();
    assertThat(options.settings()).containsEntry("kernel", "plain");
    assertThatThrownBy(() -> options.settings().clear()).isInstanceOf(UnsupportedOperationException.class);
  }
}
