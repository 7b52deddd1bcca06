package dev.nightjar.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One JSON object of a bundle, whose members are read with their types checked; messages name file and
 * member.
 */
final class StrictJson {
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private final String file;
  private final JsonNode object;

  private StrictJson(String file, JsonNode object) {
    this.file = file;
    this.object = object;
  }

  /** Parses a file that holds one object. */
  static StrictJson parse(String file, byte[] content) {
    JsonNode node;
    try {
      node = MAPPER.readTree(content);
    } catch (JsonProcessingException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, file + " cannot be read: " + e.getMessage(), e);
    }
    if (!node.isObject()) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, file + " does not hold a JSON object");
    }
    return new StrictJson(file, node);
  }

  /** Requires the version number of a format. */
  void requireVersion(String member, int supported) {
    int version = integer(member);
    if (version != supported) {
      throw invalid(member, "is version " + version + ", and this server reads version " + supported
          + ": compile the model again with this version of Nightjar, or upgrade the server");
    }
  }

  String text(String member) {
    JsonNode node = object.path(member);
    if (!node.isTextual()) {
      throw invalid(member, "must be a string");
    }
    return node.textValue();
  }

  int integer(String member) {
    JsonNode node = object.path(member);
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw invalid(member, "must be an integer");
    }
    return node.intValue();
  }

  double number(String member) {
    JsonNode node = object.path(member);
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw invalid(member, "must be a finite number");
    }
    return node.doubleValue();
  }

  /** Elements of an array. */
  int length(String member) {
    JsonNode node = object.path(member);
    if (!node.isArray()) {
      throw invalid(member, "must be an array");
    }
    return node.size();
  }

  /** An object whose values are strings, in order. */
  Map<String, String> texts(String member) {
    JsonNode node = object.path(member);
    if (!node.isObject()) {
      throw invalid(member, "must be an object");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties().forEach(entry -> {
      if (!entry.getValue().isTextual()) {
        throw invalid(member + "." + entry.getKey(), "must be a string");
      }
      texts.put(entry.getKey(), entry.getValue().textValue());
    });
    return texts;
  }

  NightjarException invalid(String member, String problem) {
    return new NightjarException(ErrorCode.INVALID_MODEL, file + ": '" + member + "' " + problem);
  }
}
