package dev.nightjar.client.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.nightjar.api.keys.Uid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The article's JSON. Bytes are {@code {"__class__":"bytes","__value__":[…]}}; they are written and read as a
 * stream, because as text they are three to four times as long.
 */
final class ArticleJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private ArticleJson() {
  }

  /** A request; {@code inputs} is there because the article's toolkit refuses a body without it. */
  static BodyPublisher request(String method, Optional<String> model, Optional<Uid> uid, String member,
      byte[] bytes, int from, int length) {
    StringBuilder head = new StringBuilder("{\"inputs\":\"fake\",\"method\":\"").append(method).append('"');
    model.ifPresent(name -> head.append(",\"model\":\"").append(name).append('"'));
    uid.ifPresent(number -> head.append(",\"uid\":").append(number));
    head.append(",\"").append(member).append("\":{\"__class__\":\"bytes\",\"__value__\":[");
    byte[] prefix = head.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] suffix = "]}}".getBytes(StandardCharsets.US_ASCII);
    long total = prefix.length + DecimalStream.textLength(bytes, from, length) + suffix.length;
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> new DecimalStream(prefix, bytes, from, length, suffix)), total);
  }

  /** The bytes object that is an answer's whole body. */
  static byte[] readBytes(HttpResponse<byte[]> response) {
    try (JsonParser parser = FACTORY.createParser(response.body())) {
      ByteArrayOutputStream value = null;
      boolean tagged = false;
      require(parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        if (member.equals("__class__")) {
          tagged = "bytes".equals(parser.getValueAsString());
        } else if (member.equals("__value__")) {
          value = readArray(parser);
        }
        parser.skipChildren();
      }
      require(tagged && value != null && parser.nextToken() == null);
      return value.toByteArray();
    } catch (IOException e) {
      throw Transport.unexpected(response.uri(), "its answer is not a bytes object", e);
    }
  }

  private static ByteArrayOutputStream readArray(JsonParser parser) throws IOException {
    require(parser.currentToken() == JsonToken.START_ARRAY);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT);
      int value = parser.getIntValue();
      require(value >= 0 && value <= 255);
      out.write(value);
    }
    return out;
  }

  private static void require(boolean condition) throws IOException {
    if (!condition) {
      throw new IOException("not a bytes object");
    }
  }

  /** The member {@code error} of an answer that is an object and has one. */
  static Optional<String> readError(byte[] body) {
    try (JsonParser parser = FACTORY.createParser(body)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean error = parser.currentName().equals("error");
          parser.nextToken();
          if (error) {
            return Optional.of(Problem.printable(parser.getValueAsString("unknown error")));
          }
          parser.skipChildren();
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
