package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A refusal as a problem document (RFC 9457) with two more members: {@code code}, stable, and {@code error},
 * which the article's client looks for. The one place that knows which error has which status.
 *
 * @param status HTTP status
 * @param slug stable code in lower case with dashes
 * @param detail sentence for a person
 * @param retrySeconds when it is worth trying again, where nothing was done; 0 where that is not known
 */
record Problem(int status, String slug, String detail, long retrySeconds) {
  static final String MEDIA_TYPE = "application/problem+json";

  private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

  Problem(int status, String slug, String detail) {
    this(status, slug, detail, 0);
  }

  static Problem unknownPath() {
    return new Problem(404, "unknown-path",
        "there is nothing at this path; the routes are in the documentation");
  }

  static Problem misdirected() {
    return new Problem(421, "misdirected-request", "this server does not answer under the name in the header Host;"
        + " whoever runs it can list its names (--hosts)");
  }

  static Problem methodNotAllowed(String allowed) {
    return new Problem(405, "method-not-allowed", "this path answers only " + allowed);
  }

  static Problem unsupportedMediaType(String expected) {
    return new Problem(415, "unsupported-media-type", "this route takes a body of " + expected);
  }

  /** Of a bundle that is to be loaded; in any other place an invalid model is the server's own defect. */
  static Problem unusableModel(String detail) {
    return new Problem(422, ErrorCode.INVALID_MODEL.slug(), detail);
  }

  static Problem unsupportedEncoding() {
    return new Problem(415, "unsupported-media-type", "a body may be compressed with gzip or not at all");
  }

  /**
   * The problem of a failure. What is not a refusal by Nightjar is logged with an id, and the client sees
   * only the id: a message or a stack trace could reveal internals of the server.
   */
  static Problem of(Throwable failure) {
    if (failure instanceof NightjarException e && e.code() != ErrorCode.INTERNAL) {
      LOG.debug("refused: {}: {}", e.code(), e.getMessage());
      return new Problem(status(e.code()), e.code().slug(), e.getMessage(), seconds(e));
    }
    String id = UUID.randomUUID().toString();
    LOG.error("unexpected failure {}", id, failure);
    return new Problem(status(ErrorCode.INTERNAL), ErrorCode.INTERNAL.slug(),
        "an unexpected failure happened; the server's log has it under the id " + id);
  }

  /** In whole seconds, at least one; 0 where it is not known. */
  private static long seconds(NightjarException e) {
    return e.retryAfter().map(time -> Math.max(1, (time.toMillis() + 999) / 1000)).orElse(0L);
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case MALFORMED_REQUEST, UNKNOWN_METHOD, INVALID_NAME, INVALID_FORMAT, KEY_REQUIRED -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case UNKNOWN_MODEL, UNKNOWN_UID -> 404;
      case CANCELLED -> 408;
      case PARAMETER_MISMATCH, MODEL_MISMATCH, ANSWER_MISMATCH, KEY_INCOMPLETE, KEY_COMPLETE, KEY_PART_CONFLICT -> 409;
      case TOO_LARGE -> 413;
      case CHECKSUM_MISMATCH, SHAPE_MISMATCH -> 422;
      case BUSY -> 429;
      case INVALID_MODEL, INVALID_PARAMETERS, NOT_COMPILABLE, DISCLOSURE_SPENT, SELF_TEST_FAILED, KEY_LOCKED,
          REFUSED_BY_POLICY, INTERNAL -> 500;
      case UNAVAILABLE, ENGINE_UNAVAILABLE, OUT_OF_MEMORY -> 503;
      case STORE_FULL, QUOTA_EXCEEDED -> 507;
    };
  }

  /**
   * The answer. Of one with {@code Retry-After} the server has not acted on the request: a client may send it again,
   * here or elsewhere, whatever it asks for.
   */
  Answer answer() {
    byte[] document = Json.object(g -> {
      g.writeStringField("type", "urn:nightjar:error:" + slug);
      g.writeStringField("title", slug.replace('-', ' '));
      g.writeNumberField("status", status);
      g.writeStringField("detail", detail);
      g.writeStringField("code", slug);
      g.writeStringField("error", detail);
    });
    Answer answer = new Answer(status, MEDIA_TYPE, document, Map.of(), Optional.of(slug));
    return switch (status) {
      case 401 -> answer.with("WWW-Authenticate", "Bearer realm=\"nightjar\"");
      case 429 -> answer.with("Retry-After", Long.toString(Math.max(1, retrySeconds)));
      case 503 -> retrySeconds > 0 ? answer.with("Retry-After", Long.toString(retrySeconds)) : answer;
      default -> answer;
    };
  }

  /** A problem document with the id of its request; any other answer as it is. The id needs no escapes. */
  static Answer withRequestId(Answer answer, String id) {
    if (!answer.contentType().equals(MEDIA_TYPE)) {
      return answer;
    }
    byte[] member = (",\"request_id\":\"" + id + "\"}").getBytes(StandardCharsets.US_ASCII);
    int open = answer.body().length - 1;
    byte[] document = Arrays.copyOf(answer.body(), open + member.length);
    System.arraycopy(member, 0, document, open, member.length);
    return new Answer(answer.status(), MEDIA_TYPE, document, answer.headers(), answer.refusal());
  }
}
