package dev.nightjar.api.primitives;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.security.Provider;

/** How security providers of the JDK are named when they fail. */
final class JdkProviders {
  /** What to do about an implementation that must not be used. */
  static final String REMEDY = "remove that provider from java.security, or put the JDK's own (SUN, SunJCE) before it, "
      + "and start again";

  private JdkProviders() {
  }

  /** An algorithm and who implements it, in a sentence. */
  static String name(String algorithm, Provider provider) {
    return algorithm + " of the security provider " + provider.getName() + " " + provider.getVersionStr();
  }

  /** A provider that does not do what its contract says. */
  static NightjarException broken(String algorithm, Provider provider, String fault) {
    return new NightjarException(ErrorCode.SELF_TEST_FAILED, name(algorithm, provider) + " " + fault + "; " + REMEDY);
  }
}
