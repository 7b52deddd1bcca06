package dev.nightjar.engine.java;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.vector.VectorFamily;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which kernel family an engine runs with: the better one that is there, or the one that was asked for. */
public final class KernelChoice {
  /** The engine's setting. */
  public static final Setting SETTING = new Setting("kernel", List.of("auto", "vector", "plain"),
      "vector needs --add-modules " + KernelFamily.VECTOR_MODULE
          + "; auto, the default, is the better one that is there");

  /** System property with the value of the setting where none is given; read here alone. */
  private static final String PROPERTY = "nightjar.engine.kernel";

  private KernelChoice() {}

  /** Whether the Vector API is there. */
  public static boolean vectorAvailable() {
    return ModuleLayer.boot().findModule(KernelFamily.VECTOR_MODULE).isPresent();
  }

  /**
   * The family for this JVM.
   *
   * @param setting value of {@link #SETTING}; empty for that of the system property {@code nightjar.engine.kernel},
   *     or auto
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when the family asked for is unknown or not there
   */
  public static KernelFamily choose(Optional<String> setting) {
    return choose(setting.orElseGet(() -> System.getProperty(PROPERTY, "auto")));
  }

  /** The family of a name, whatever the system property says. */
  public static KernelFamily choose(String kernel) {
    return switch (kernel.toLowerCase(Locale.ROOT)) {
      case "auto" -> vectorAvailable() ? new VectorFamily() : new PlainFamily(true);
      case "plain" -> new PlainFamily(false);
      case "vector" -> {
        if (!vectorAvailable()) {
          throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE,
              "the vector kernel needs the JVM flag --add-modules " + KernelFamily.VECTOR_MODULE);
        }
        yield new VectorFamily();
      }
      default -> throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE,
          "the kernel, or " + PROPERTY + ", must be auto, vector or plain, not " + kernel);
    };
  }
}
