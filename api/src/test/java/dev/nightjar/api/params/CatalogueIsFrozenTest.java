package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A published set never changes: names, numbers and fingerprints of all of them, as they were written down once. */
class CatalogueIsFrozenTest {
  private static final int SETS = 87;

  private static List<String> frozen() throws IOException {
    try (InputStream in = CatalogueIsFrozenTest.class.getResourceAsStream("/parameters/catalogue.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  @Test
  void everySetHasTheFingerprintAndTheCanonicalTextThatItAlwaysHad() throws IOException {
    assertThat(frozen()).hasSize(SETS);
    assertThat(ParameterCatalogue.all().stream().map(p -> String.format("%016x %s", p.fingerprint(), p.canonical())))
        .containsExactlyElementsOf(frozen());
  }

  @Test
  void everyCanonicalTextReadsBackAsTheSetOfItsName() throws IOException {
    for (String line : frozen()) {
      Parameters p = Parameters.parse(line.substring(line.indexOf(' ') + 1));
      assertThat(ParameterCatalogue.byId(p.id())).contains(p);
    }
  }
}
