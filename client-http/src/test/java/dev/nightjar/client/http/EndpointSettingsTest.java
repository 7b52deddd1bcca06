package dev.nightjar.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"https://models.example/", "HTTPS://models.example/", "http://localhost:8080/",
      "http://LOCALHOST/", "http://127.0.0.1/", "http://127.255.3.9:1/", "http://[::1]:8080/",
      "http://[0:0:0:0:0:0:0:1]/"})
  void aTokenIsSentEncryptedOrWithinThisMachine(String url) {
    EndpointSettings settings = EndpointSettings.of(URI.create(url)).withBearerToken("secret");
    assertThat(settings.bearerToken()).contains("secret");
    assertThat(settings.tokenInClear()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://models.example/", "HTTP://10.0.0.1/", "http://localhost.example/",
      "http://x.localhost/", "http://127.0.0.1.example/", "http://128.0.0.1/",
      "http://[::2]/", "http://[::ffff:1]/", "http://0.0.0.0/", "http://localhost@models.example/",
      "http://127.0.0.1:80@models.example/"})
  void aTokenIsNotSentInClearToAnotherMachine(String url) {
    EndpointSettings open = EndpointSettings.of(URI.create(url));
    assertThatIllegalArgumentException().isThrownBy(() -> open.withBearerToken("secret"))
        .withMessageContainingAll("http to " + URI.create(url).getHost(), "use https", "--token-in-clear")
        .withMessageNotContaining("secret");
    EndpointSettings permitted = open.permitTokenInClear().withBearerToken("secret").withAttempts(2);
    assertThat(permitted.bearerToken()).contains("secret");
    assertThat(permitted.tokenInClear()).isTrue();
  }
}
