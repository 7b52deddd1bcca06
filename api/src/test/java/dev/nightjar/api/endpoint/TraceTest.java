package dev.nightjar.api.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static final String GOOD = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void aTraceparentIsHandedOnAsItCame() {
    assertThat(Trace.of("a", ' ' + GOOD).traceparent()).contains(GOOD);
    String later = "cc" + GOOD.substring(2) + "-what-the-future-brings";
    assertThat(Trace.of("a", later).traceparent()).contains(later);
    assertThat(Trace.of("a", null)).isEqualTo(new Trace(Optional.of("a"), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "00-00000000000000000000000000000000-b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
      "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", GOOD + "-more", GOOD + "\nx", GOOD + "1",
      "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 x"})
  void aMalformedOneIsIgnored(String header) {
    assertThat(Trace.of("a", header).traceparent()).isEmpty();
  }
}
