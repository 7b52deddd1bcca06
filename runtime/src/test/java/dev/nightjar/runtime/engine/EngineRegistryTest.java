package dev.nightjar.runtime.engine;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.ExtensionChoice;
import dev.nightjar.api.Setting;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.EngineProviders;
import dev.nightjar.api.engine.ForwardingEngine;
import dev.nightjar.api.engine.ForwardingEngineProvider;
import dev.nightjar.api.keys.KeyReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class EngineRegistryTest {
  private static final EngineOptions OPTIONS = new EngineOptions(1);

  private static class FakeProvider implements EngineProvider {
    private final String name;
    private final int rank;
    private final Availability availability;

    FakeProvider(String name, int rank, Availability availability) {
      this.name = name;
      this.rank = rank;
      this.availability = availability;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int rank() {
      return rank;
    }

    @Override
    public Availability availability() {
      return availability;
    }

    @Override
    public int apiVersion() {
      return API_VERSION;
    }

    @Override
    public Engine create(EngineOptions options) {
      return new FakeEngine(name, options.threads());
    }
  }

  private record FakeEngine(String name, int threads) implements Engine {
    @Override
    public EngineInfo info() {
      return new EngineInfo(name, "fake", threads, List.of());
    }

    @Override
    public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
    }
  }

  /** An engine with settings, which it notes. */
  private static final class Recording extends FakeProvider {
    Recording(String name) {
      super(name, 1, Availability.yes("fine"));
    }

    @Override
    public List<Setting> settings() {
      return List.of(new Setting("kernel", List.of("auto", "plain"), "what it runs with"),
          new Setting("device", List.of(), "where it runs"));
    }

    @Override
    public Engine create(EngineOptions options) {
      return new ForwardingEngine(super.create(options)) {
        @Override
        public EngineInfo info() {
          return new EngineInfo(name(), "fake", 1, List.of(options.settings().toString()));
        }
      };
    }
  }

  /** An engine that is another one. */
  private static final class Decorator extends ForwardingEngineProvider {
    private final String name;

    Decorator(String name, String delegate) {
      super(delegate);
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int apiVersion() {
      return API_VERSION;
    }
  }

  private static EngineProvider available(String name, int rank) {
    return new FakeProvider(name, rank, Availability.yes("fine"));
  }

  private static EngineProvider unavailable(String name, int rank) {
    return new FakeProvider(name, rank, Availability.no("install the library"));
  }

  @Test
  void anEngineIsMadeByItsName() {
    EngineRegistry registry = new EngineRegistry(List.of(available("fast", 1), available("slow", 2)));
    assertThat(registry.create("slow", new EngineOptions(3))).isEqualTo(new FakeEngine("slow", 3));
  }

  @Test
  void anUnknownNameIsRefusedWithTheNamesThatExist() {
    EngineRegistry registry = new EngineRegistry(List.of(available("fast", 1), unavailable("slow", 2)));
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("warp", OPTIONS)))
        .contains("'warp'", "fast", "slow (unavailable: install the library)");
  }

  @Test
  void anUnavailableEngineIsRefusedWithItsReason() {
    EngineRegistry registry = new EngineRegistry(List.of(unavailable("native", 1)));
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("native", OPTIONS)))
        .contains("'native'", "install the library");
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.require("native")))
        .contains("'native'", "install the library");
    registry.require("auto");
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("auto", OPTIONS)))
        .contains("native", "install the library");
  }

  @Test
  void withoutAnyEngineTheRemedyIsNamed() {
    EngineRegistry registry = new EngineRegistry(List.of());
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("auto", OPTIONS)))
        .contains("nightjar-engine-java");
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("java", OPTIONS)))
        .contains("nightjar-engine-java");
  }

  @Test
  void enginesAreListedByPreferenceWithTheirAvailability() {
    EngineRegistry registry = new EngineRegistry(List.of(available("slow", 9), unavailable("fast", 1)));
    assertThat(registry.names()).containsExactly("fast", "slow");
    assertThat(registry.entries()).containsExactly(
        new EngineRegistry.Entry("fast", 1, Availability.no("install the library")),
        new EngineRegistry.Entry("slow", 9, Availability.yes("fine")));
  }

  @Test
  void aProviderThatFailsToSayWhetherItCanRunIsUnavailable() {
    EngineProvider broken = new EngineProvider() {
      @Override
      public String name() {
        return "broken";
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
        throw new UnsatisfiedLinkError("no library");
      }

      @Override
      public Engine create(EngineOptions options) {
        throw new UnsupportedOperationException();
      }
    };
    EngineRegistry registry = new EngineRegistry(List.of(broken, available("java", 1)));
    assertThat(registry.create("auto", OPTIONS).name()).isEqualTo("java");
    assertThat(registry.entries().get(0).availability().detail()).contains("no library");
  }

  @Test
  void aProviderThatFailsToStartIsAnUnavailableEngine() {
    EngineProvider failing = new EngineProvider() {
      @Override
      public String name() {
        return "failing";
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
        return Availability.yes("or so it thinks");
      }

      @Override
      public Engine create(EngineOptions options) {
        throw new UnsatisfiedLinkError("no symbol");
      }
    };
    EngineRegistry registry = new EngineRegistry(List.of(failing));
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("failing", OPTIONS)))
        .contains("'failing'", "no symbol");
  }

  @Test
  void settingsAreReadFromTheNameWithOrWithoutTheirOwnName() {
    EngineRegistry registry = new EngineRegistry(List.of(new Recording("mine")));
    assertThat(registry.resolve("mine:kernel=plain")).isEqualTo(new ExtensionChoice("mine", Map.of("kernel", "plain")));
    assertThat(registry.resolve("mine:plain")).isEqualTo(registry.resolve("mine:kernel=plain"));
    assertThat(registry.resolve("mine:plain:device=gpu=1").settings())
        .containsExactly(entry("device", "gpu=1"), entry("kernel", "plain"));
    assertThat(registry.resolve("mine").settings()).isEmpty();
    assertThat(registry.settings("mine")).extracting(Setting::name).containsExactly("kernel", "device");
    EngineOptions options = new EngineOptions(2, Map.of("kernel", "auto", "device", "a"));
    assertThat(registry.create("mine:plain", options).info().notes()).containsExactly("{device=a, kernel=plain}");
  }

  @Test
  void settingsThatAnEngineDoesNotHaveAreRefusedBeforeItIsMade() {
    EngineRegistry registry = new EngineRegistry(List.of(new Recording("mine"), available("simple", 1)));
    for (Executable refused : List.<Executable>of(
        () -> registry.require("mine:kernl=plain"), () -> registry.create("mine:kernl=plain", OPTIONS),
        () -> registry.create("mine", new EngineOptions(1, Map.of("kernl", "plain"))))) {
      assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, refused::execute))
          .isEqualTo("engine 'mine' has no setting 'kernl'; it has kernel=auto|plain, device=VALUE");
    }
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.require("simple:plain")))
        .contains("there are none");
    for (String text : List.of("mine:", "mine:fast", "mine:kernel=", "mine:=plain", "mine:plain:kernel=auto")) {
      assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.require(text))).contains("'" + text + "'");
    }
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("auto:plain", OPTIONS)))
        .contains("takes no settings");
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE,
        () -> registry.create("auto", new EngineOptions(1, Map.of("kernel", "plain"))))).contains("takes no settings");
  }

  @Test
  void anEngineMayBuildOnAnotherWithoutSearchingForIt() {
    EngineRegistry registry = new EngineRegistry(List.of(new Decorator("logging", "mine"), new Recording("mine")));
    assertThat(registry.entries()).extracting(EngineRegistry.Entry::name).containsExactly("mine", "logging");
    assertThat(registry.create("logging:plain", OPTIONS).name()).isEqualTo("mine");
    EngineRegistry lonely = new EngineRegistry(List.of(new Decorator("logging", "mine"), available("other", 1)));
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> lonely.create("logging", OPTIONS)))
        .contains("'logging' builds on engine 'mine', which is not there; there are [other]");
  }

  @Test
  void enginesThatBuildOnThemselvesAreRefusedAndTheOthersAreNot() {
    EngineRegistry registry = new EngineRegistry(List.of(new Decorator("self", "self"), new Decorator("a", "b"),
        new Decorator("b", "c"), new Decorator("c", "a"), available("java", 1)));
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("self", OPTIONS)))
        .contains("without end: self -> self");
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("a", OPTIONS)))
        .contains("without end: c -> a -> b -> c");
    assertThat(registry.create("auto", OPTIONS).info().notes()).hasSize(4);
    assertThat(registry.entries()).filteredOn(e -> e.availability().available())
        .extracting(EngineRegistry.Entry::name).containsExactly("java");
  }

  @Test
  void aProviderThatFindsItselfWithServiceLoaderIsReportedWithTheRemedy() {
    EngineProvider endless = new FakeProvider("endless", 1, Availability.yes("fine")) {
      @Override
      public Availability availability() {
        return availability();
      }
    };
    EngineProvider failing = new FakeProvider("failing", 2, Availability.yes("fine")) {
      @Override
      public void attach(EngineProviders others) {
        throw new AssertionError("not with these");
      }
    };
    EngineRegistry registry = new EngineRegistry(List.of(endless, failing));
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("endless", OPTIONS)))
        .contains("calls itself without end", "EngineProvider.attach");
    assertThat(refusal(ErrorCode.ENGINE_UNAVAILABLE, () -> registry.create("failing", OPTIONS)))
        .contains("attaching it", "not with these");
  }

  @Test
  void twoEnginesOfOneNameAreRefused() {
    assertThat(refusal(ErrorCode.INVALID_MODEL,
        () -> new EngineRegistry(List.of(available("a", 1), available("a", 2)))))
        .contains("'a' is taken by", FakeProvider.class.getName(), "remove one of the two");
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> new EngineRegistry(List.of(available("auto", 1)))))
        .contains("'auto' is taken by Nightjar itself");
  }

  @Test
  void enginesAreFoundWhateverTheThreadsClassLoaderSees() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      for (ClassLoader other : new ClassLoader[] {null, ClassLoader.getPlatformClassLoader()}) {
        thread.setContextClassLoader(other);
        assertThat(EngineRegistry.discover().names()).contains("java");
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void theClassPathIsSearchedAndAGivenProviderWins() {
    assertThat(EngineRegistry.discover().names()).contains("java");
    EngineRegistry registry = EngineRegistry.discover(List.of(available("java", 1), available("mine", 0)));
    assertThat(registry.names()).containsExactly("java", "mine");
    assertThat(registry.create("java", OPTIONS)).isInstanceOf(FakeEngine.class);
  }
}
