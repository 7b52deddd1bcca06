package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightjar.api.engine.Availability;

/** What tests of the library need. */
final class NativeTests {
  private NativeTests() {}

  /**
   * A provider whose engine is available. Where the library could not be built the calling test is skipped, unless it
   * is {@linkplain #required() required}.
   */
  static NativeEngineProvider provider() {
    NativeEngineProvider provider = new NativeEngineProvider();
    Availability availability = provider.availability();
    if (required()) {
      assertThat(availability.available()).as(availability.detail()).isTrue();
    }
    assumeTrue(availability.available(), availability.detail());
    return provider;
  }

  /**
   * Whether what the library needs must be there: the system property {@code nightjar.native.required}, or the
   * environment variable {@code NIGHTJAR_NATIVE_REQUIRED}, with which the command that runs the tests stays the same.
   */
  static boolean required() {
    return Boolean.getBoolean("nightjar.native.required")
        || Boolean.parseBoolean(System.getenv("NIGHTJAR_NATIVE_REQUIRED"));
  }
}
