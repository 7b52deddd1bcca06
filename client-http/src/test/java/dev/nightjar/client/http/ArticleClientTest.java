package dev.nightjar.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.client.Progress;
import dev.nightjar.client.http.FakeServer.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleClientTest {
  private final FakeServer server = new FakeServer();
  private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    server.close();
  }

  private static void refused(ErrorCode code, String words, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(NightjarException.class, e -> {
      assertThat(e.code()).as("%s", e.getMessage()).isEqualTo(code);
      assertThat(e).hasMessageContaining(words);
    });
  }

  private static byte[] key(int length) {
    byte[] key = new byte[length];
    for (int i = 0; i < length; i++) {
      key[i] = (byte) (7 * i);
    }
    return key;
  }

  @Test
  void theArticleClientSendsAKeyInPiecesAndReadsAnAnswer() {
    server.on("POST /", Reply.json(200, "{\"uid\":12}"), Reply.json(200, "null"), Reply.json(200, "null"),
        Reply.json(200, "{\"__class__\": \"bytes\", \"__value__\": [0, 127, 128, 255]}"));
    ArticleClient client = article(Optional.empty(), 32);
    List<Long> progress = new ArrayList<>();
    assertThat(client.saveKey(key(70), (done, total) -> progress.add(done))).isEqualTo(new Uid(12));
    assertThat(client.infer(Optional.of(new Uid(12)), new byte[] {-1, 0, 1})).containsExactly(0, 127, -128, -1);

    assertThat(progress).containsExactly(32L, 64L, 70L);
    assertThat(server.asked().get(0).text()).startsWith("{\"inputs\":\"fake\",\"method\":\"save_key\","
        + "\"evaluation_keys\":{\"__class__\":\"bytes\",\"__value__\":[0,7,14,");
    assertThat(server.asked().get(0).header("Content-type")).isEqualTo("application/json");
    assertThat(server.asked().get(2).text()).isEqualTo("{\"inputs\":\"fake\",\"method\":\"append_key\",\"uid\":12,"
        + "\"evaluation_keys\":{\"__class__\":\"bytes\",\"__value__\":[192,199,206,213,220,227]}}");
    assertThat(server.asked().get(3).text()).isEqualTo("{\"inputs\":\"fake\",\"method\":\"inference\",\"uid\":12,"
        + "\"encrypted_inputs\":{\"__class__\":\"bytes\",\"__value__\":[255,0,1]}}");
    assertThat(server.asked()).allSatisfy(a ->
        assertThat(a.header("Content-length")).isEqualTo(String.valueOf(a.body().length)));
  }

  private ArticleClient article(Optional<String> model, int pieceBytes) {
    return new ArticleClient(server.settings(), model, pieceBytes, new Retry(3, pauses::add));
  }

  @Test
  void theArticleClientNamesItsModelAndNeedsNoKey() {
    server.on("POST /", Reply.json(200, "{\"__value__\":[],\"__class__\":\"bytes\"}"));
    assertThat(article(Optional.of("lin"), 32).infer(Optional.empty(), new byte[0])).isEmpty();
    assertThat(server.asked().get(0).text()).isEqualTo("{\"inputs\":\"fake\",\"method\":\"inference\","
        + "\"model\":\"lin\",\"encrypted_inputs\":{\"__class__\":\"bytes\",\"__value__\":[]}}");
  }

  @Test
  void anEndpointThatGivesNoUidIsRefused() {
    server.on("POST /", Reply.json(200, "{\"uid\":-1}"));
    refused(ErrorCode.INVALID_FORMAT, "as a Nightjar endpoint does",
        () -> article(Optional.empty(), 32).saveKey(key(64), Progress.NONE));
  }

  @Test
  void theArticleClientRepeatsWhatWasTurnedAwayButNoPieceWhoseAnswerWasLost() {
    server.on("POST /", Reply.problem(503, "unavailable", "draining", "Retry-After", "1"),
        Reply.json(200, "{\"uid\":12}"),
        Reply.hangUp());
    refused(ErrorCode.UNAVAILABLE, "could not be asked",
        () -> article(Optional.empty(), 32).saveKey(key(64), Progress.NONE));
    assertThat(pauses).hasSize(1);
  }

  @Test
  void aPieceIsNotSentAgainAfterA503ThatMayComeFromTheMiddleOfTheWorkAndAnInferenceIs() {
    server.on("POST /", Reply.json(200, "{\"uid\":12}"), Reply.problem(503, "unavailable", "the disk failed"));
    refused(ErrorCode.UNAVAILABLE, "the disk failed",
        () -> article(Optional.empty(), 32).saveKey(key(64), Progress.NONE));
    assertThat(server.asked()).hasSize(2);
    assertThat(pauses).isEmpty();
    server.on("POST /", Reply.problem(503, "unavailable", "the disk failed"),
        Reply.json(200, "{\"__class__\":\"bytes\",\"__value__\":[7]}"));
    assertThat(article(Optional.empty(), 32).infer(Optional.empty(), new byte[1])).containsExactly(7);
    assertThat(pauses).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "7", "{}", "[1]", "{\"__class__\":\"bytes\"}",
      "{\"__class__\":\"str\",\"__value__\":[1]}", "{\"__class__\":\"bytes\",\"__value__\":[256]}",
      "{\"__class__\":\"bytes\",\"__value__\":[-1]}", "{\"__class__\":\"bytes\",\"__value__\":[1.5]}",
      "{\"__class__\":\"bytes\",\"__value__\":\"AQ==\"}", "{\"__class__\":\"bytes\",\"__value__\":[1",
      "{\"__class__\":\"bytes\",\"__value__\":[1]}{}",
      "{\"__class__\":\"bytes\",\"__value__\":[99999999999]}"})
  void theArticleClientRefusesAnAnswerThatIsNoBytesObject(String body) {
    server.on("POST /", Reply.json(200, body));
    refused(ErrorCode.INVALID_FORMAT, "not a bytes object",
        () -> article(Optional.empty(), 32).infer(Optional.empty(), new byte[1]));
  }

  @Test
  void theArticleClientReportsAnErrorWhateverItsStatus() {
    server.on("POST /", Reply.json(200, "{\"error\":\"no such key\"}"),
        Reply.json(400, "{\"error\":\"bad\"}"));
    ArticleClient client = article(Optional.empty(), 32);
    refused(ErrorCode.MALFORMED_REQUEST, "no such key", () -> client.infer(Optional.of(new Uid(1)), new byte[1]));
    refused(ErrorCode.MALFORMED_REQUEST, "bad", () -> client.infer(Optional.of(new Uid(1)), new byte[1]));
  }

  @Test
  void aPieceHoldsAtLeastTheHeaderOfAKey() {
    assertThatIllegalArgumentException().isThrownBy(() -> article(Optional.empty(), 31))
        .withMessageContaining("not 31");
    assertThat(Frame.HEADER_BYTES).isEqualTo(32);
  }
}
