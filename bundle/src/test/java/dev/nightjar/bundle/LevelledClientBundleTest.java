package dev.nightjar.bundle;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.InputColumn;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.LevelledSpecs;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code client.json} of format 4. */
class LevelledClientBundleTest {
  private static final Parameters P = ParameterCatalogue.levelled();
  private static final ClientSpec SPEC = LevelledSpecs.spec(P, LevelledSpecs.LAYOUT);

  private static String json(ClientSpec spec) {
    return new String(ClientJson.write(spec), StandardCharsets.UTF_8);
  }

  private static void refused(String words, String json) {
    byte[] zip = BundleFiles.zip(Map.of("client.json", json.getBytes(StandardCharsets.UTF_8)));
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(zip))).contains("client.json", words);
  }

  @Test
  void aLevelledModelReadsBackEqual() {
    ClientSpec named = SPEC.withGraphs(new ClientGraphs(List.of(new InputColumn("a", InputColumn.Kind.NUMBER),
        new InputColumn("b", InputColumn.Kind.NUMBER)), Optional.empty(), Optional.empty()));
    for (ClientSpec spec : List.of(SPEC, named, SPEC.withPrivacy(ModelPrivacy.HIDDEN),
        LevelledSpecs.spec(P, LevelledSpecs.LAYOUT, Set.of()))) {
      ClientSpec read = ClientBundle.read(ClientBundle.write(spec));
      assertThat(read).isEqualTo(spec);
      assertThat(read.fingerprint()).isEqualTo(spec.fingerprint());
      assertThat(read.graphs()).isEqualTo(spec.graphs());
    }
  }

  @Test
  void itsDocumentNamesThePartsOfAKeyAndTheBits() {
    assertThat(json(SPEC)).startsWith("{\"format\":4,\"model\":\"levels\",\"kind\":\"tree\",\"parameters\":\""
        + P.canonical() + "\",\"key_parts\":[\"automorphism\",\"scheme_switch\"],").contains(
        "\"layout\":{\"encoding\":\"bits\",\"slots_log2\":8,\"base_log\":7,\"level\":3,\"feature\":[0,1,1],"
        + "\"selector\":[\"digit\",\"above\",\"digit\"],\"value\":[1,5,0]}").doesNotContain("needs_evaluation_key");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "\"automorphism\",\"scheme_switch\" | \"automorphism\",\"automorphism\" | twice",
      "\"automorphism\" | \"keyswitching\" | have not", "\"automorphism\" | \"key\" | key_parts",
      "\"encoding\":\"bits\" | \"encoding\":\"integer\" | bits", "\"slots_log2\":8 | \"slots_log2\":7 | slotsLog2",
      "\"slots_log2\":8 | \"slots_log2\":99 | 99", "\"base_log\":7 | \"base_log\":8 | baseLog",
      "\"base_log\":7 | \"base_log\":0 | base log", "\"level\":3 | \"level\":2 | level",
      "\"feature\":[0,1,1] | \"feature\":[0,1] | 2 bits have 3",
      "\"feature\":[0,1,1] | \"feature\":[0,1,2] | feature 2",
      "\"feature\":[0,1,1] | \"feature\":[0,1,-1] | feature -1",
      "\"selector\":[\"digit\", | \"selector\":[\"bit\", | selector", "\"value\":[1,5,0] | \"value\":[31,5,0] | not 31",
      "\"value\":[1,5,0] | \"value\":[1,5] | 2 values", "NJL1_P | NJL1_M | is the name of a set",
      "\"key_parts\" | \"needs_evaluation_key\":true,\"key_parts\" | needs_evaluation_key",
      "\"format\":4 | \"format\":3 | layout"})
  void aMemberThatDoesNotFitIsRefused(String from, String to, String words) {
    assertThat(json(SPEC)).contains(from);
    refused(words, json(SPEC).replace(from, to));
  }

  @Test
  void anotherSetIsOfAnotherFormat() {
    refused("is not", json(SPEC).replace(P.canonical(), ParameterCatalogue.linear().canonical()));
  }

  @Test
  void layoutsThatAreNotBitsAreNotWritten() {
    ClientSpec integers = LevelledSpecs.spec(P, new InputLayout.Integers(4, new int[1]), Set.of());
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ClientJson.write(integers))).contains("bits", "integer");
    assertThat(KeyPart.allOf(P)).isEqualTo(KeyPart.FOR_LEVELLED);
    assertThat(KeyPart.allOf(ParameterCatalogue.linear())).isEqualTo(KeyPart.FOR_BOOTSTRAPS);
  }
}
