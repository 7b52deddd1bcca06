package dev.nightjar.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({"0, 0 bytes", "1023, 1023 bytes", "1024, 1.0 KiB", "27017280, 25.8 MiB",
      "25276542976, 23.5 GiB", "9007199254740992, 8192.0 TiB"})
  void bytesAreShownInTheLargestUnit(long bytes, String expected) {
    assertThat(Units.bytes(bytes)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.00321, 3.2 ms", "0.4123, 412 ms", "2.0412, 2.04 s", "119.5, 119.50 s", "200.4, 3 min 20 s"})
  void durationsAreShownInTheUnitThatSuitsThem(double seconds, String expected) {
    assertThat(Units.seconds(seconds)).isEqualTo(expected);
  }

  @Test
  void exactBytesAreShownToTheByte() {
    assertThat(Units.exactBytes(27_017_280)).isEqualTo("27,017,280 bytes (25.8 MiB)");
    assertThat(Units.exactBytes(12)).isEqualTo("12 bytes");
  }

  @Test
  void probabilitiesSharesAndCountsAreShownAsPeopleReadThem() {
    assertThat(Units.probability(-66.04)).isEqualTo("2^-66.0");
    assertThat(Units.probability(-8862.2)).isEqualTo("below 2^-1000");
    assertThat(Units.share(632, 691)).isEqualTo("0.9146 (632 of 691)");
    assertThat(Units.count(1, "bootstrap")).isEqualTo("1 bootstrap");
    assertThat(Units.count(1890, "coefficient")).isEqualTo("1,890 coefficients");
  }
}
