package dev.nightjar.engine.java;

import dev.nightjar.api.Setting;
import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.engine.java.rotation.KernelFamily;
import java.util.List;

/**
 * Provides the engine {@code java}, which runs everywhere. The setting {@code kernel} chooses its kernel:
 * {@code vector} (the Vector API; needs {@code --add-modules jdk.incubator.vector}), {@code plain}, or {@code auto},
 * the better one that is there. Where the setting is not given, the system property {@code nightjar.engine.kernel} is
 * its value.
 */
public final class JavaEngineProvider implements EngineProvider {
  static final String NAME = "java";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public int rank() {
    return 100;
  }

  @Override
  public List<Setting> settings() {
    return List.of(KernelChoice.SETTING);
  }

  @Override
  public Availability availability() {
    return Availability.yes(KernelChoice.vectorAvailable()
        ? "Vector API present"
        : "plain Java kernel; several times faster with --add-modules " + KernelFamily.VECTOR_MODULE);
  }

  @Override
  public Engine create(EngineOptions options) {
    options.requireKnown(this);
    return new JavaEngine(KernelChoice.choose(options.setting(KernelChoice.SETTING.name())), options);
  }
}
