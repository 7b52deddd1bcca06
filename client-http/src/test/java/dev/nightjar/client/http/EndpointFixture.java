package dev.nightjar.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.client.http.FakeServer.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** A client of an endpoint that answers what a test says, and waits for no pause. */
abstract class EndpointFixture {
  static final Reply STATUS = Reply.json(200,
      "{\"total_bytes\":25,\"received_bytes\":25,\"first_missing\":25,\"committed\":true}");

  final FakeServer server = new FakeServer();
  final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    server.close();
  }

  EndpointClient client() {
    return client(server.settings());
  }

  EndpointClient client(EndpointSettings settings) {
    return new EndpointClient(settings, new Retry(settings.attempts(), pauses::add));
  }

  static void refused(ErrorCode code, String words, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(NightjarException.class, e -> {
      assertThat(e.code()).as("%s", e.getMessage()).isEqualTo(code);
      assertThat(e).hasMessageContaining(words);
    });
  }
}
