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

  /** What groups there are for a shape. */
  BatchPlan.Groups groups(Shape shape);

  /** A rotator for full groups. */
  BlindRotator laneRotator(Shape shape);

  /** A rotator for groups of half the size, if there are any for this shape. */
  BlindRotator halfGroupRotator(Shape shape);

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
