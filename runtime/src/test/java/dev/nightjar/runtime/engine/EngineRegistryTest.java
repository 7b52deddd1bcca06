package dev.nightjar.runtime.engine;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineRegistryTest {
  private static final EngineOptions OPTIONS = new EngineOptions(1);

  private record FakeProvider(String name, int rank, Availability availability) implements EngineProvider {
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
    public EngineKey load(EvaluationKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
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
