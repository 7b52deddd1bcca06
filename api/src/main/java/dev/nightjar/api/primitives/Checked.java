package dev.nightjar.api.primitives;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.function.Predicate;

/**
 * An implementation of a primitive that was put to known answers once: handed out if it gave them, refused at every use
 * if it did not. Immutable and thread-safe if the implementation is.
 *
 * @param <F> what makes instances of the primitive
 */
final class Checked<F> {
  private final F factory;
  private final String fault;

  private Checked(F factory, String fault) {
    this.factory = factory;
    this.fault = fault;
  }

  /**
   * Asks an implementation for known answers.
   *
   * @param name the implementation in a sentence: {@code AES/CTR of the security provider SunJCE}
   * @param knownAnswers whether the implementation gives them; one that throws does not
   */
  static <F> Checked<F> of(String name, F factory, Predicate<F> knownAnswers) {
    String fault = "it gives other answers than its standard prints";
    try {
      if (knownAnswers.test(factory)) {
        return new Checked<>(factory, null);
      }
    } catch (NightjarException e) {
      return new Checked<>(null, e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      fault = e.toString();
    }
    return new Checked<>(null, name + " fails its self-test: " + fault + "; " + JdkProviders.REMEDY);
  }

  /**
   * The implementation.
   *
   * @throws NightjarException {@link ErrorCode#SELF_TEST_FAILED} naming it, with the remedy
   */
  F get() {
    if (fault != null) {
      throw new NightjarException(ErrorCode.SELF_TEST_FAILED, fault);
    }
    return factory;
  }
}
