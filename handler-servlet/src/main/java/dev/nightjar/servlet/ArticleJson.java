package dev.nightjar.servlet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.servlet.ArticleRequest.Form;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the article's JSON token by token: a key part of 100 MiB, half a gigabyte of digits, becomes a byte
 * array without ever being a tree or a string. Memory is bounded by the decoded bytes (twice, see
 * {@link ByteSink}); the number and length of all other members is bounded by constants, so that no document,
 * however long, takes more. Thread-safe.
 */
final class ArticleJson {
  private static final int DEPTH = 32;
  private static final int TEXT_CHARS = 1 << 16;
  private static final int NUMBER_CHARS = 64;
  private static final int NAME_CHARS = 256;
  private static final int MEMBERS = 64;
  private static final int SKIPPED_TOKENS = 4096;

  /** Required by the toolkit that the article's server runs in, never read by anybody. */
  private static final String IGNORED = "inputs";
  private static final String QUERY = "encrypted_inputs";
  private static final Set<String> BYTES = Set.of("evaluation_keys", QUERY);

  private final JsonFactory json = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH)
          .maxStringLength(TEXT_CHARS).maxNumberLength(NUMBER_CHARS).maxNameLength(NAME_CHARS).build())
      .disable(JsonFactory.Feature.CHARSET_DETECTION)
      // Names come from strangers: interning would let requests grow a table that outlives them.
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
      .build();

  private final long queryBytes;
  private final long decodedBytes;
  private final ByteBudget budget;

  /** Says how a byte member begins. */
  @FunctionalInterface
  interface Judge {
    /** Nothing is known of any member. */
    Judge NONE = (name, before) -> FirstBytes.ANY;

    /**
     * How a member begins.
     *
     * @param name of the member
     * @param before the members before it, as text
     */
    FirstBytes of(String name, Map<String, String> before);
  }

  /**
   * A reader.
   *
   * @param queryBytes most decoded bytes of {@code encrypted_inputs}
   * @param decodedBytes most decoded bytes of any other member
   * @param budget where the memory for decoded bytes is taken from
   */
  ArticleJson(long queryBytes, long decodedBytes, ByteBudget budget) {
    this.queryBytes = queryBytes;
    this.decodedBytes = decodedBytes;
    this.budget = budget;
  }

  /**
   * Reads one JSON object and nothing behind it.
   *
   * @param in UTF-8; not closed
   * @param lease receives what must be closed when the decoded bytes are no longer needed, also after a
   *     failure
   * @param judge judges byte members by their first bytes
   * @throws NightjarException {@code MALFORMED_REQUEST}, {@code TOO_LARGE} or {@code BUSY}
   * @throws IOException when the connection breaks
   */
  ArticleRequest read(InputStream in, Lease lease, Judge judge) throws IOException {
    try (JsonParser p = json.createParser(in)) {
      if (p.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("the body must be one JSON object");
      }
      ArticleRequest request = members(p, lease, judge);
      if (p.nextToken() != null) {
        throw malformed("something follows the end of the JSON object");
      }
      return request;
    } catch (JsonEOFException e) {
      throw malformed("the body ends in the middle of the JSON");
    } catch (StreamConstraintsException e) {
      throw malformed("the JSON is nested deeper than " + DEPTH
          + " levels, or has a name, number or text longer than "
          + NAME_CHARS + ", " + NUMBER_CHARS + " or " + TEXT_CHARS + " characters");
    } catch (JsonProcessingException e) {
      throw malformed("the body is not valid JSON at line " + e.getLocation().getLineNr() + ", column "
          + e.getLocation().getColumnNr());
    }
  }

  private ArticleRequest members(JsonParser p, Lease lease, Judge judge) throws IOException {
    Map<String, String> fields = new HashMap<>();
    Map<String, byte[]> bytes = new HashMap<>();
    Function<String, ByteSink> sinks = name -> sink(name, lease, judge.of(name, fields));
    Form form = Form.NUMBERS;
    for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
      if (fields.size() + bytes.size() == MEMBERS) {
        throw malformed("the request has more than " + MEMBERS + " members");
      }
      if (fields.containsKey(name) || bytes.containsKey(name)) {
        throw malformed("the member " + Words.quote(name) + " appears twice");
      }
      JsonToken value = p.nextToken();
      if (name.equals(IGNORED)) {
        skip(p);
      } else if (value == JsonToken.START_OBJECT) {
        bytes.put(name, bytesObject(p, name, sinks));
      } else if (value == JsonToken.VALUE_STRING && BYTES.contains(name)) {
        bytes.put(name, base64(p, name, sinks));
        form = Form.BASE64;
      } else if (value == JsonToken.START_ARRAY || BYTES.contains(name) && value != JsonToken.VALUE_NULL) {
        throw malformed("the member " + Words.quote(name) + " must be " + (BYTES.contains(name)
            ? "{\"__class__\":\"bytes\",\"__value__\":[…]} or a base64 string"
            : "a text, a number or bytes"));
      } else if (value != JsonToken.VALUE_NULL) {
        fields.put(name, p.getText());
      }
    }
    return new ArticleRequest(fields, bytes, form);
  }

  private static void skip(JsonParser p) throws IOException {
    int depth = p.currentToken().isStructStart() ? 1 : 0;
    for (int tokens = 0; depth > 0; tokens++) {
      if (tokens == SKIPPED_TOKENS) {
        throw malformed("the member '" + IGNORED
            + "' is never read; leave it out or send a short text in it");
      }
      JsonToken token = p.nextToken();
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
  }

  private byte[] bytesObject(JsonParser p, String name, Function<String, ByteSink> sinks)
      throws IOException {
    boolean tagged = false;
    byte[] value = null;
    for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
      if (key.equals("__class__") && !tagged && "bytes".equals(p.nextTextValue())) {
        tagged = true;
      } else if (key.equals("__value__") && value == null && p.nextToken() == JsonToken.START_ARRAY) {
        value = numbers(p, name, sinks);
      } else {
        throw malformed(bytesRule(name));
      }
    }
    if (!tagged || value == null) {
      throw malformed(bytesRule(name));
    }
    return value;
  }

  private static String bytesRule(String name) {
    return "the object in " + Words.quote(name)
        + " must have exactly the members \"__class__\":\"bytes\" and \"__value__\":[…]";
  }

  private byte[] numbers(JsonParser p, String name, Function<String, ByteSink> sinks) throws IOException {
    ByteSink sink = sinks.apply(name);
    for (JsonToken t = p.nextToken(); t != JsonToken.END_ARRAY; t = p.nextToken()) {
      int v = t == JsonToken.VALUE_NUMBER_INT ? p.getIntValue() : -1;
      if ((v & ~0xff) != 0) {
        throw malformed("the bytes of " + Words.quote(name) + " must be integers from 0 to 255");
      }
      sink.write(v);
    }
    return sink.toByteArray();
  }

  private byte[] base64(JsonParser p, String name, Function<String, ByteSink> sinks) throws IOException {
    ByteSink sink = sinks.apply(name);
    try {
      p.readBinaryValue(sink);
    } catch (IllegalArgumentException e) {
      // This, and not a parsing exception, is what Jackson throws for a character that is not base64.
      throw malformed("the text in " + Words.quote(name)
          + " is not base64 (standard alphabet, with padding)");
    }
    return sink.toByteArray();
  }

  private ByteSink sink(String name, Lease lease, FirstBytes first) {
    return lease.add(new ByteSink("the content of " + Words.quote(name),
        name.equals(QUERY) ? queryBytes : decodedBytes, budget, first));
  }

  private static NightjarException malformed(String message) {
    return new NightjarException(ErrorCode.MALFORMED_REQUEST, message);
  }
}
