package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one reader of the JSON documents in a bundle, each a record: every member present, of its type and not null,
 * none twice, nothing after the document. What is wrong is {@link ErrorCode#INVALID_MODEL}, naming file and member.
 */
final class StrictJson {
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
          DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
          DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
          DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
          DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
      .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
      .withCoercionConfig(LogicalType.Textual, c -> c
          .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
          .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
          .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
      .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
      .addModule(ExactDoubles.module())
      .build();

  private StrictJson() {
  }

  /**
   * Reads a document.
   *
   * @param file name for messages
   * @param version the member that holds the version of the format
   * @param convert makes the value of the document; what it refuses is reported under the file's name
   */
  static <D, T> T read(String file, byte[] json, Class<D> document, String version, Function<D, T> convert) {
    return read(file, json, document, version, BundleFormat.VERSION, convert);
  }

  /**
   * The same for the first version of a document of which there are several.
   *
   * @param newest the last that is read, for the message
   */
  static <D, T> T read(String file, byte[] json, Class<D> document, String version, int newest,
      Function<D, T> convert) {
    requireVersion(file, version(file, json, version), version, newest);
    return read(file, json, document, convert);
  }

  /** The same for a document whose version the caller has looked at. */
  static <D, T> T read(String file, byte[] json, Class<D> document, Function<D, T> convert) {
    return parsed(file, () -> convert.apply(MAPPER.readValue(json, document)));
  }

  /** What reads JSON. */
  @FunctionalInterface
  private interface Parse<T> {
    T run() throws IOException;
  }

  private static <T> T parsed(String file, Parse<T> parse) {
    try {
      return parse.run();
    } catch (JsonMappingException e) {
      throw invalid(file, path(e) + e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      throw invalid(file, "it is not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException | NightjarException e) {
      throw invalid(file, e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("a byte array could not be read", e);
    }
  }

  /** A document as bytes, on one line, doubles in their shortest exact form. */
  static byte[] write(String file, Object document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw invalid(file, e.getOriginalMessage(), e);
    }
  }

  /** Looks for the version alone: a document of another version may have other members. 0 when there is none. */
  static int version(String file, byte[] json, String member) {
    return parsed(file, () -> version(json, member));
  }

  private static int version(byte[] json, String member) throws IOException {
    int version = 0;
    try (JsonParser parser = MAPPER.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is not a JSON object");
      }
      while (version == 0 && parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean named = parser.currentName().equals(member);
        boolean isNumber = parser.nextToken() == JsonToken.VALUE_NUMBER_INT;
        version = named && isNumber ? parser.getIntValue() : 0;
        parser.skipChildren();
      }
    }
    return version;
  }

  private static void requireVersion(String file, int version, String member, int newest) {
    if (version != BundleFormat.VERSION) {
      throw invalid(file, "its '" + member + "' is " + (version == 0 ? "missing" : "version " + version)
          + " where this library reads version " + BundleFormat.VERSION
          + (newest == BundleFormat.VERSION ? "" : " to " + newest)
          + ": compile the model again, or use the version of Nightjar that wrote it or a newer one", null);
    }
  }

  private static String path(JsonMappingException e) {
    String path = e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
        .collect(Collectors.joining());
    return path.isEmpty() ? "" : "member " + path.substring(1) + ": ";
  }

  /** A refusal of a document; of the reason only the first line, as those of Jackson have more. */
  static NightjarException invalid(String file, String reason, Exception cause) {
    String line = String.valueOf(reason).lines().findFirst().orElse("unreadable");
    return new NightjarException(ErrorCode.INVALID_MODEL, file + " cannot be used: " + line, cause);
  }
}
