package dev.nightjar.api.endpoint;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointValuesTest {
  private static final EndpointRequest REQUEST = new EndpointRequest("inference", Optional.of("m"),
      Map.of("uid", "7"), Map.of("encrypted_inputs", new byte[] {1, 2}));

  @Test
  void fieldsAreFoundByName() {
    assertThat(REQUEST.field("uid")).isEqualTo("7");
    assertThat(REQUEST.content("encrypted_inputs")).containsExactly(1, 2);
  }

  @Test
  void aMissingFieldIsNamed() {
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> REQUEST.field("model"),
        "method inference needs the field 'model'");
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> REQUEST.content("uid"), "needs the field 'uid'");
  }

  @Test
  void aRequestCannotBeChangedAndIsWhole() {
    Map<String, String> fields = new HashMap<>(Map.of("uid", "7"));
    EndpointRequest request = new EndpointRequest("inference", Optional.empty(), fields, Map.of());
    fields.clear();
    assertThat(request.field("uid")).isEqualTo("7");
    assertThatThrownBy(() -> request.fields().clear()).isInstanceOf(UnsupportedOperationException.class);
    assertThatNullPointerException().isThrownBy(() -> new EndpointRequest(null, Optional.empty(), Map.of(), Map.of()));
    assertThatNullPointerException().isThrownBy(() -> new EndpointRequest("m", null, Map.of(), Map.of()));
  }

  @Test
  void answersCannotBeChanged() {
    Map<String, Object> values = new HashMap<>(Map.of("uid", 7L));
    EndpointResponse.Fields fields = new EndpointResponse.Fields(values);
    values.clear();
    assertThat(fields.values()).containsEntry("uid", 7L);
    Map<String, String> headers = new HashMap<>(Map.of("engine", "java"));
    EndpointResponse.Bytes bytes = new EndpointResponse.Bytes(new byte[1], headers);
    headers.clear();
    assertThat(bytes.headers()).containsEntry("engine", "java");
    assertThat(new EndpointResponse.None()).isEqualTo(new EndpointResponse.None());
  }
}
