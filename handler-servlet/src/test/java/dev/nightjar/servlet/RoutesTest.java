package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private final Routes routes = new Routes()
      .add("GET", "/", call -> CompletableFuture.completedFuture(Answer.empty(204)))
      .add("POST", "/", "application/json", call -> CompletableFuture.completedFuture(Answer.empty(204)))
      .add("GET", "/v1/models/{m}", call -> CompletableFuture.completedFuture(Answer.empty(204)))
      .add("PUT", "/v1/keys/{uid}/parts/{i}", call -> CompletableFuture.completedFuture(Answer.empty(204)));

  @Test
  void variablesAreTakenFromThePath() {
    assertThat(routes.find("PUT", "/v1/keys/17/parts/3").orElseThrow().variables())
        .isEqualTo(Map.of("uid", "17", "i", "3"));
    assertThat(routes.find("GET", "/v1/models/").orElseThrow().variables()).isEqualTo(Map.of("m", ""));
  }

  @Test
  void theEmptyPathIsTheRoot() {
    assertThat(routes.find("GET", "")).isPresent();
    assertThat(routes.find("GET", "/")).isPresent();
  }

  @Test
  void anotherNumberOfSegmentsIsAnotherPath() {
    assertThat(routes.find("GET", "/v1/models")).isEmpty();
    assertThat(routes.find("GET", "/v1/models/a/b")).isEmpty();
    assertThat(routes.find("GET", "//")).isEmpty();
    assertThat(routes.methods("/v1/models")).isEmpty();
  }

  @Test
  void aPathWithoutItsSlashIsOfANeighbour() {
    assertThat(routes.find("GET", "v1/models/a")).isEmpty();
    assertThat(routes.methods("v1/models/a")).isEmpty();
  }

  @Test
  void methodsOfAPathAreKnown() {
    assertThat(routes.methods("/")).containsExactly("GET", "HEAD", "POST");
    assertThat(routes.methods("/v1/keys/1/parts/1")).containsExactly("PUT");
  }
}
