package dev.nightjar.client.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.ModelAddress;
import dev.nightjar.client.Progress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A client that speaks the JSON of the article's {@code play_with_endpoint.py}: methods {@code save_key},
 * {@code append_key} and {@code inference}, bytes spelled as decimal numbers, keys in pieces. It works
 * against any endpoint with such a handler. Thread-safe.
 *
 * <p>Pieces of keys are repeated only when the server turned them away: one whose answer was lost, or that the
 * server failed in the middle of, may have been appended, and there is no way to ask. Requests for a key name its uid
 * in the header {@code Nightjar-Uid}, too, as load balancers do not read bodies.
 */
public final class ArticleClient {
  /** The article's pieces: 100 MiB. */
  public static final int DEFAULT_PIECE_BYTES = 100 << 20;

  private final Transport transport;
  private final Retry retry;
  private final Optional<String> model;
  private final int pieceBytes;

  /** A client that names no model and sends keys in pieces of {@value #DEFAULT_PIECE_BYTES} bytes. */
  public ArticleClient(EndpointSettings settings) {
    this(settings, Optional.empty(), DEFAULT_PIECE_BYTES);
  }

  /**
   * A client.
   *
   * @param model named in every request when present, for endpoints that serve several
   * @param pieceBytes bytes of a key in one request, at least 32
   */
  public ArticleClient(EndpointSettings settings, Optional<String> model, int pieceBytes) {
    this(settings, model, pieceBytes, new Retry(settings.attempts()));
  }

  ArticleClient(EndpointSettings settings, Optional<String> model, int pieceBytes, Retry retry) {
    if (pieceBytes < 32) {
      throw new IllegalArgumentException("a piece holds at least a key's 32-byte header, not " + pieceBytes);
    }
    model.ifPresent(ModelAddress::parse);
    this.transport = new Transport(settings);
    this.retry = retry;
    this.model = model;
    this.pieceBytes = pieceBytes;
  }

  private record Saved(Uid uid) {
    @JsonCreator
    static Saved of(@JsonProperty("uid") long uid) {
      return new Saved(new Uid(uid));
    }
  }

  /**
   * Stores an evaluation key, piece by piece.
   *
   * @param key an encoded evaluation key
   * @param progress called with the number of key bytes that the server has taken
   * @return the uid under which the server keeps it
   */
  public Uid saveKey(byte[] key, Progress progress) {
    int first = Math.min(pieceBytes, key.length);
    Uid uid = transport.json(post("save_key", Optional.empty(), "evaluation_keys", key, 0, first),
        Saved.class).uid();
    progress.update(first, key.length);
    for (int from = first; from < key.length; ) {
      int length = Math.min(pieceBytes, key.length - from);
      post("append_key", Optional.of(uid), "evaluation_keys", key, from, length);
      from += length;
      progress.update(from, key.length);
    }
    return uid;
  }

  /**
   * Runs a model on a query.
   *
   * @param uid of a stored key; empty for a model that needs none
   * @param query an encoded packed input
   * @return the encoded encrypted result
   */
  public byte[] infer(Optional<Uid> uid, byte[] query) {
    HttpResponse<byte[]> response = post("inference", uid, "encrypted_inputs", query, 0, query.length);
    return ArticleJson.readBytes(response);
  }

  private HttpResponse<byte[]> post(String method, Optional<Uid> uid, String member, byte[] bytes, int from,
      int length) {
    Supplier<HttpRequest.Builder> request = () -> transport.request("", uid).header("Content-Type", Transport.JSON)
        .POST(ArticleJson.request(method, model, uid, member, bytes, from, length));
    // A piece that is appended twice spoils the key.
    HttpResponse<byte[]> response = method.equals("inference")
        ? retry.costly(() -> transport.sendInference(request.get(), EndpointClient.MAX_ANSWER_BYTES))
        : retry.once(() -> transport.send(request.get(), EndpointClient.MAX_ANSWER_BYTES));
    requireNoError(response);
    return response;
  }

  /** The article's handler may report an error with status 200. */
  private static void requireNoError(HttpResponse<byte[]> response) {
    ArticleJson.readError(response.body()).ifPresent(error -> {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, error);
    });
  }
}
