package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightjar.api.engine.Availability;

/** What tests of the library need. */
final class NativeTests {
  private NativeTests() {}

  /**
   * A provider whose engine is available. Where the library could not be built the calling test is skipped, unless the
   * system property {@code nightjar.native.required} says that it must be there.
   */
  static NativeEngineProvider provider() {
    NativeEngineProvider provider = new NativeEngineProvider();
    Availability availability = provider.availability();
    if (Boolean.getBoolean("nightjar.native.required")) {
      assertThat(availability.available()).as(availability.detail()).isTrue();
    }
    assumeTrue(availability.available(), availability.detail());
    return provider;
  }
}
