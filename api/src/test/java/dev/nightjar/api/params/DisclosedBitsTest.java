package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What SECURITY.md says is left of a key of which the default budget of bits has been shown. */
class DisclosedBitsTest {
  private static final int SHOWN = 64;

  @Test
  void sixtyFourBitsOfAUniformKeyLeaveTheSecurityThatIsDocumented() throws IOException {
    List<Parameters> uniform = ParameterCatalogue.bootstrapped().stream().filter(p -> !p.blockBinary()).toList();
    assertThat(uniform).isNotEmpty();
    double least = uniform.stream().mapToDouble(p -> Math.min(
        SecurityCurve.securityBits(p.lweDimension() - SHOWN, p.lweNoise().standardDeviationLog2()),
        SecurityCurve.securityBits(p.bigLweDimension() - SHOWN, p.glweNoise().standardDeviationLog2())))
        .min().orElseThrow();
    assertThat(least).isBetween(118.0, 119.0);
    assertThat(Files.readString(Path.of("../SECURITY.md")).replaceAll("\\s+", " "))
        .contains("after " + SHOWN + " bits " + (int) least + " bits of security or more by the published curve");
  }
}
