package dev.nightjar.engine.java;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.vector.VectorFamily;
import java.util.Locale;

/** Which kernel family an engine runs with: the better one that is there, or the one that was asked for. */
public final class KernelChoice {
  /** System property that forces a family: {@code auto} (the default), {@code vector} or {@code plain}. */
  public static final String PROPERTY = "nightjar.engine.kernel";

  private KernelChoice() {}

  /** Whether the Vector API is there. */
  public static boolean vectorAvailable() {
    return ModuleLayer.boot().findModule(KernelFamily.VECTOR_MODULE).isPresent();
  }

  /**
   * The family for this JVM.
   *
   * @param choice value of {@link #PROPERTY}
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when the family asked for is unknown or not there
   */
  public static KernelFamily choose(String choice) {
    return switch (choice.toLowerCase(Locale.ROOT)) {
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
          PROPERTY + " must be auto, vector or plain, not " + choice);
    };
  }
}
