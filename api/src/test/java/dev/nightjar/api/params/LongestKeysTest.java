package dev.nightjar.api.params;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the ranges of parameters end because no evaluation key is longer than a frame. */
class LongestKeysTest {
  private static Parameters parse(String numbers) {
    String suffix = numbers.contains("unroll") ? Parameters.UNROLLED_SUFFIX
        : numbers.contains("block") ? Parameters.BLOCK_SUFFIX : "";
    return ParameterText.parse("nightjar-parameters/1 id=insecure-edge" + suffix + " " + numbers);
  }

  static List<Parameters> all() {
    return ParameterCatalogue.bootstrapped();
  }

  @ParameterizedTest
  @MethodSource("all")
  void theCatalogueIsFarFromTheEnd(Parameters p) {
    assertThat(p.seededKeyBytes()).isLessThan(ParameterChecks.MAX_KEY_BYTES / 8);
  }

  /** In each line one number differs, and with it the key is longer than a frame. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "n=2047 k=1 N=65536 pbs=23/1 ks=3/1 lwe=20 glwe=3 p=1 norm2=1 failure=-1                 | n=2047  | n=2048",
      "n=16383 k=1 N=256 pbs=1/32 ks=1/63 lwe=20 glwe=3 p=1 norm2=1 failure=-1                 | n=16383 | n=16384",
      "n=16384 k=16 N=256 pbs=1/3 ks=1/4 lwe=20 glwe=3 p=1 norm2=1 failure=-1                  | pbs=1/3 | pbs=1/4",
      "n=1040 k=1 N=2048 pbs=1/63 ks=1/31 lwe=20 glwe=3 p=1 norm2=1 failure=-1                 | ks=1/31 | ks=1/32",
      "n=16384 k=7 N=1024 pbs=23/1 ks=3/1 lwe=20 glwe=3 p=1 norm2=1 failure=-1                 | k=7     | k=16",
      "n=16384 k=1 N=4096 pbs=23/1 ks=3/1 lwe=20 glwe=3 p=1 norm2=1 failure=-1                 | N=4096  | N=8192",
      "n=1364 k=1 N=65536 pbs=23/1 ks=3/1 lwe=20 glwe=3 p=1 norm2=1 failure=-1 unroll=2        | n=1364  | n=1366",
      "n=2046 k=1 N=65536 pbs=23/1 ks=3/1 lwe=20 glwe=3 p=1 norm2=1 failure=-1 block=3         | n=2046  | n=2049"})
  void aKeyThatDoesNotFitAFrameIsRefusedWithTheSet(String numbers, String last, String beyond) {
    Parameters p = parse(numbers);
    assertThat(p.seededKeyBytes()).isBetween(ParameterChecks.MAX_KEY_BYTES / 4, ParameterChecks.MAX_KEY_BYTES);
    assertRefused(ErrorCode.INVALID_PARAMETERS, () -> parse(numbers.replace(last + " ", beyond + " ")),
        "insecure-edge", "its evaluation key has", "one frame of at most 2147483607: use smaller dimensions");
  }

  /** All other ranges at their ends, as {@link ParametersTest} refuses what lies beyond. */
  @Test
  void theEndsOfAllRangesAreTaken() {
    assertThat(parse("n=1 k=1 N=256 pbs=1/1 ks=1/1 lwe=0 glwe=0 p=1 norm2=1 failure=-1").ggswCount()).isEqualTo(1);
    assertThat(parse("n=16384 k=16 N=256 pbs=31/2 ks=31/2 lwe=62 glwe=62 p=8 norm2=1048576 failure=-1024 extension=5")
        .tableSize()).isEqualTo(8192);
    assertThat(parse("n=1 k=16 N=4096 pbs=1/63 ks=1/63 lwe=62 glwe=62 p=8 norm2=1 failure=-1 extension=4")
        .bigLweDimension()).isEqualTo(65536);
    assertThat(parse("n=32 k=1 N=65536 pbs=1/63 ks=1/31 lwe=62 glwe=62 p=8 norm2=1 failure=-1").seededKeyBytes())
        .isLessThanOrEqualTo(ParameterChecks.MAX_KEY_BYTES);
  }
}
