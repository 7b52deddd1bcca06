package dev.nightjar.engine.java;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.List;
import java.util.Locale;

/** The arithmetic that an engine runs with, chosen once when it is created. */
interface KernelFamily {
  /** System property that forces a family: {@code auto} (the default), {@code vector} or {@code plain}. */
  String PROPERTY = "nightjar.engine.kernel";

  /** The module that the faster family needs, and the flag that brings it. */
  String VECTOR_MODULE = "jdk.incubator.vector";

  /** Name and width, for logs and {@code doctor}. */
  String description();

  /** Warnings and remedies, one line each. */
  List<String> notes();

  /** The polynomial arithmetic for a shape. */
  PolynomialKernel kernel(Shape shape);

  /** The matrix product of keyswitches. */
  KeySwitchKernel keySwitch();

  /** A rotator for single ciphertexts, up to {@link BatchPlan#SINGLES} one after the other. */
  default BlindRotator singleRotator(Shape shape, PolynomialKernel kernel) {
    return new SingleRotator(shape, kernel.forThread(), BatchPlan.SINGLES);
  }

  /** Ciphertexts in a full group, as a rule one for each lane of a vector. */
  int lanes();

  /** A rotator for full groups; where extended bootstraps take several lanes each, they hold fewer. */
  BlindRotator laneRotator(Shape shape);

  /** Ciphertexts in a group that takes about half the time of a full one, 0 when there is none for this shape. */
  default int halfGroup(Shape shape) {
    return 0;
  }

  /** A rotator for groups of {@link #halfGroup} ciphertexts. */
  default BlindRotator halfGroupRotator(Shape shape) {
    throw new UnsupportedOperationException("no groups of half the size");
  }

  /** Whether the Vector API is there. */
  static boolean vectorAvailable() {
    return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
  }

  /**
   * The family for this JVM.
   *
   * @param choice value of {@link #PROPERTY}
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when the family asked for is unknown or not there
   */
  static KernelFamily choose(String choice) {
    return switch (choice.toLowerCase(Locale.ROOT)) {
      case "auto" -> vectorAvailable() ? new VectorFamily() : new PlainFamily(true);
      case "plain" -> new PlainFamily(false);
      case "vector" -> {
        if (!vectorAvailable()) {
          throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE,
              "the vector kernel needs the JVM flag --add-modules " + VECTOR_MODULE);
        }
        yield new VectorFamily();
      }
      default -> throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE,
          PROPERTY + " must be auto, vector or plain, not " + choice);
    };
  }
}
