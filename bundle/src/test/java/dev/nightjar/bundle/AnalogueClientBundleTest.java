package dev.nightjar.bundle;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Specs;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code client.json} of format 6. */
class AnalogueClientBundleTest {
  private static final ClientSpec WHOLE = Specs.linear().withClaim(Claim.ANALOGUE);
  private static final ClientSpec SHORT =
      WHOLE.withShortQuery(ModelPrivacy.NONE, new ShortQuery(WHOLE.layout().slots(), 32, 0, 64));

  private static String json(ClientSpec spec) {
    return new String(ClientJson.write(spec), StandardCharsets.UTF_8);
  }

  @Test
  void anAnalogueModelReadsBackEqual() {
    for (ClientSpec spec : new ClientSpec[] {WHOLE, SHORT}) {
      ClientSpec read = ClientBundle.read(ClientBundle.write(spec));
      assertThat(read).isEqualTo(spec).isNotEqualTo(spec.withClaim(Claim.EXACT));
      assertThat(read.claim()).isEqualTo(Claim.ANALOGUE);
      assertThat(read.fingerprint()).isEqualTo(spec.fingerprint())
          .isNotEqualTo(spec.withClaim(Claim.EXACT).fingerprint());
    }
  }

  @Test
  void itsDocumentEndsWithTheClaim() {
    assertThat(json(WHOLE)).startsWith("{\"format\":6,").endsWith(",\"query\":[],\"claim\":\"analogue\"}");
    assertThat(json(SHORT)).contains("\"query\":[{\"words\":").endsWith(",\"claim\":\"analogue\"}");
    assertThat(json(WHOLE.withClaim(Claim.EXACT))).startsWith("{\"format\":1,").doesNotContain("claim");
  }

  @ParameterizedTest
  @CsvSource({"analogue, exact, analogue", "analogue, loose, analogue", "zero_bits, zerobits, query"})
  void anotherClaimOrFormIsRefused(String from, String to, String words) {
    byte[] zip = BundleFiles.zip(
        Map.of("client.json", json(SHORT).replace(from, to).getBytes(StandardCharsets.UTF_8)));
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(zip))).contains("client.json", words);
  }

  @Test
  void twoShortQueriesAreRefused() {
    String json = json(SHORT);
    String query = json.substring(json.indexOf("{\"words\""), json.indexOf("],\"claim\""));
    byte[] zip = BundleFiles.zip(Map.of("client.json",
        json.replace(query, query + "," + query).getBytes(StandardCharsets.UTF_8)));
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(zip))).contains("one short query", "2");
  }
}
