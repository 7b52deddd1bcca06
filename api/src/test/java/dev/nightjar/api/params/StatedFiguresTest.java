package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The figures of failure in the running text of the documents, computed again. */
class StatedFiguresTest {
  private static final Parameters TFHE_RS = ParameterCatalogue.byId("TFHE_RS_2_2_P128").orElseThrow();

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("..", "docs", name)).replaceAll("\\s+", " ");
  }

  private static double variance(double norm2, double bootstrap, double modulusSwitch) {
    return NoiseFormulas.lookup(norm2, bootstrap, NoiseModel.keyswitchVariance(TFHE_RS), modulusSwitch);
  }

  private static String probability(double variance) {
    return String.format(Locale.ROOT, "2^%.0f",
        NoiseModel.failureLog2OfDecision(NoiseFormulas.boxMargin(4), variance));
  }

  @Test
  void whatTheNoiseOfOurBootstrapsCostsTheSetOfTfheRs() throws IOException {
    double centred = NoiseModel.modulusSwitchVariance(TFHE_RS, 0);
    String without = probability(variance(4, NoiseModel.bootstrapVariance(TFHE_RS), centred));
    String with = probability(variance(4, NoiseModel.bootstrapVarianceBound(TFHE_RS), centred));

    assertThat(page("performance.md"))
        .contains("the failure of a look-up at 2-norm 4 from " + without + " to " + with + ".");
  }

  @Test
  void whatTheCentredModulusSwitchWinsAtTheSetOfTfheRs() throws IOException {
    double bootstrap = NoiseModel.bootstrapVariance(TFHE_RS);
    double plain = variance(5, bootstrap, NoiseModel.modulusSwitchVariancePlain(TFHE_RS));
    double centred = variance(5, bootstrap, NoiseModel.modulusSwitchVariance(TFHE_RS, 0));

    assertThat(page("architecture.md")).contains(String.format(Locale.ROOT, "takes the variance at a decision from %.1e"
        + " to %.1e at TFHE-rs's 2_2 set, and its failure from about %s to %s.", plain, centred, probability(plain),
        probability(centred)).replace("e-06", "e-6"));
  }
}
