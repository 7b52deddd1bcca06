package dev.nightjar.api.primitives;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The choice between the JDK's implementation of a primitive and the pure one. It is made once in a JVM, when the
 * primitive is first used; what was chosen is put to known answers then ({@link KnownAnswers}), and the provider that
 * gave them is the one that is used from then on, whatever is done to the JVM's list of providers.
 */
final class Implementations {
  private static final String PURE = " in plain Java";

  private Implementations() {
  }

  static Function<byte[], AesCtr> aesCtr() {
    return AesCtrOfThisJvm.CHOICE.get();
  }

  static Supplier<Sha256> sha256() {
    return Sha256OfThisJvm.CHOICE.get();
  }

  static Supplier<Crc32c> crc32c() {
    return Crc32cOfThisJvm.CHOICE.get();
  }

  /** A holder, so that a program pays for what it uses alone. */
  private static final class AesCtrOfThisJvm {
    private static final Checked<Function<byte[], AesCtr>> CHOICE = choose(() -> {
      Provider provider = JdkAesCtr.provider();
      return check(JdkProviders.name(JdkAesCtr.TRANSFORMATION, provider), key -> new JdkAesCtr(key, provider));
    }, () -> check(JdkAesCtr.TRANSFORMATION + PURE, PureAesCtr::new));

    private static Checked<Function<byte[], AesCtr>> check(String name, Function<byte[], AesCtr> factory) {
      return Checked.of(name, factory, KnownAnswers::aesCtr);
    }
  }

  /** The same for the hash. */
  private static final class Sha256OfThisJvm {
    private static final Checked<Supplier<Sha256>> CHOICE = choose(() -> {
      Provider provider = JdkSha256.provider();
      return check(JdkProviders.name(JdkSha256.ALGORITHM, provider), () -> new JdkSha256(provider));
    }, () -> check(JdkSha256.ALGORITHM + PURE, PureSha256::new));

    private static Checked<Supplier<Sha256>> check(String name, Supplier<Sha256> factory) {
      return Checked.of(name, factory, KnownAnswers::sha256);
    }
  }

  /** The same for the checksum, which no provider brings. */
  private static final class Crc32cOfThisJvm {
    private static final Checked<Supplier<Crc32c>> CHOICE = choose(() -> {
      new JdkCrc32c();
      return check("CRC-32C of the JDK", JdkCrc32c::new);
    }, () -> check("CRC-32C" + PURE, PureCrc32c::new));

    private static Checked<Supplier<Crc32c>> check(String name, Supplier<Crc32c> factory) {
      return Checked.of(name, factory, KnownAnswers::crc32c);
    }
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
