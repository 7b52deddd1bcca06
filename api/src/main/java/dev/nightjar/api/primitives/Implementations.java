package dev.nightjar.api.primitives;

import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** The choice between the JDK's implementation of a primitive and the pure one. */
final class Implementations {
  private Implementations() {
  }

  /**
   * The JDK's implementation; the pure one where this host lacks the class or the algorithm.
   *
   * @throws RuntimeException what the JDK's throws for its arguments, unchanged
   */
  static <T> T choose(Callable<T> jdk, Supplier<T> pure) {
    try {
      return jdk.call();
    } catch (GeneralSecurityException | LinkageError e) {
      return pure.get();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a primitive could not be made", e);
    }
  }
}
