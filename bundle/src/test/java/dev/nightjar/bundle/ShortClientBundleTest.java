package dev.nightjar.bundle;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Specs;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code client.json} of format 5. */
class ShortClientBundleTest {
  private static final int SLOTS = Specs.linear().layout().slots();
  private static final ClientSpec OPEN =
      Specs.linear().withShortQuery(ModelPrivacy.NONE, new ShortQuery(SLOTS, 32, 0, 64));
  private static final ClientSpec HIDDEN =
      Specs.linear().withShortQuery(ModelPrivacy.HIDDEN, new ShortQuery(SLOTS, 48, 3, 40));

  private static String json(ClientSpec spec) {
    return new String(ClientJson.write(spec), StandardCharsets.UTF_8);
  }

  private static void refused(String words, String json) {
    byte[] zip = BundleFiles.zip(Map.of("client.json", json.getBytes(StandardCharsets.UTF_8)));
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(zip))).contains("client.json", words);
  }

  @Test
  void aModelWithShortQueriesReadsBackEqual() {
    for (ClientSpec spec : new ClientSpec[] {OPEN, HIDDEN}) {
      ClientSpec read = ClientBundle.read(ClientBundle.write(spec));
      assertThat(read).isEqualTo(spec).isNotEqualTo(Specs.linear());
      assertThat(read.fingerprint()).isEqualTo(spec.fingerprint()).isNotEqualTo(Specs.linear().fingerprint());
    }
    assertThat(OPEN.zeros()).isZero();
    assertThat(HIDDEN.zeros()).isEqualTo(3);
  }

  @Test
  void itsDocumentEndsWithTheFormOfQueries() {
    assertThat(json(HIDDEN)).startsWith("{\"format\":5,").endsWith(",\"suffix\":[],\"query\":{\"words\":" + SLOTS
        + ",\"bits\":48,\"zeros\":3,\"zero_bits\":40}}");
  }

  @ParameterizedTest
  @CsvSource({"\"bits\":48, \"bits\":47, 47", "\"zeros\":3, \"zeros\":0, encryptions of zero",
      "\"zero_bits\":40, \"zero_bits\":80, 80", "\"words\":, \"words\":1, slots", "\"bits\":48, \"byte\":6, query.bits",
      "\"model_privacy\":\"hidden\", \"model_privacy\":\"none\", encryptions of zero"})
  void aFormThatDoesNotFitIsRefused(String from, String to, String words) {
    String json = json(HIDDEN);
    refused(words, words.equals("slots") ? json.replaceFirst("\"words\":[0-9]+", "\"words\":" + (1 << 20))
        : json.replace(from, to));
  }

  @Test
  void wholeQueriesAreOfEarlierFormats() {
    refused("query", json(HIDDEN).replace("\"format\":5", "\"format\":3"));
    assertThat(json(Specs.linear())).startsWith("{\"format\":1,");
  }
}
