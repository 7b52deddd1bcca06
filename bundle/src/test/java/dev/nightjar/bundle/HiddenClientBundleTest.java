package dev.nightjar.bundle;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Specs;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code client.json} of format 2. */
class HiddenClientBundleTest {
  private static final ClientSpec HIDDEN = Specs.linear().withPrivacy(ModelPrivacy.HIDDEN);

  private static String json(ClientSpec spec) {
    return new String(ClientJson.write(spec), StandardCharsets.UTF_8);
  }

  private static void refused(String words, String json) {
    byte[] zip = BundleFiles.zip(Map.of("client.json", json.getBytes(StandardCharsets.UTF_8)));
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(zip))).contains("client.json", words);
  }

  @Test
  void aHiddenModelReadsBackEqual() {
    assertThat(ClientBundle.read(ClientBundle.write(HIDDEN))).isEqualTo(HIDDEN).isNotEqualTo(Specs.linear());
    assertThat(HIDDEN.fingerprint()).isNotEqualTo(Specs.linear().fingerprint());
    assertThat(HIDDEN.zeros()).isOne();
    assertThat(Specs.linear().zeros()).isZero();
  }

  @Test
  void itsDocumentIsThatOfFormatOneWithAMemberMore() {
    assertThat(json(HIDDEN)).startsWith("{\"format\":2,").endsWith(",\"model_privacy\":\"hidden\"}");
    assertThat(json(Specs.linear())).isEqualTo(json(HIDDEN).replace("\"format\":2", "\"format\":1")
        .replace(",\"model_privacy\":\"hidden\"", ""));
  }

  @Test
  void privacyAndFormatMustAgree() {
    refused("model_privacy", json(HIDDEN).replace("\"format\":2", "\"format\":1"));
    refused("model_privacy", json(Specs.linear()).replace("\"format\":1", "\"format\":2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "[]", "true"})
  void aPrivacyThatIsNoTextIsRefused(String value) {
    refused("model_privacy", json(HIDDEN).replace("\"hidden\"", value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HIDDEN", "", "open"})
  void aPrivacyThatIsNotHiddenIsRefused(String value) {
    refused("the model_privacy of format 2 is hidden; a model that is not hidden has format 1",
        json(HIDDEN).replace("\"hidden\"", "\"" + value + "\""));
  }

  @Test
  void everyOtherMemberIsCheckedAsInFormatOne() {
    refused("delta_log2", json(HIDDEN).replace("\"delta_log2\":40,\"feature\"", "\"delta_log2\":\"40\",\"feature\""));
    refused("colour", json(HIDDEN).replaceFirst("\\{", "{\"colour\":1,"));
  }
}
