package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.Parameters;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code client.json}: {@link ClientSpec} as JSON, member by member, and back. */
@JsonPropertyOrder({"format", "model", "kind", "parameters", "needs_evaluation_key", "quantizers", "layout",
    "results", "offsets", "link", "labels"})
record ClientJson(int format, String model, String kind, String parameters,
    @JsonProperty("needs_evaluation_key") boolean needsEvaluationKey, List<Quantizer> quantizers,
    Layout layout, List<Result> results, double[] offsets, String link, List<String> labels) {

  private static final JsonMapper MAPPER = mapper();

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({@JsonSubTypes.Type(value = Uniform.class, name = "uniform"),
      @JsonSubTypes.Type(value = Thresholds.class, name = "thresholds")})
  sealed interface Quantizer permits Uniform, Thresholds {
    FeatureQuantizer toQuantizer();

    static Quantizer of(FeatureQuantizer q) {
      if (q instanceof FeatureQuantizer.Uniform u) {
        return new Uniform(u.min(), u.step(), u.levels());
      }
      return new Thresholds(((FeatureQuantizer.Thresholds) q).thresholds());
    }
  }

  @JsonPropertyOrder({"min", "step", "levels"})
  record Uniform(double min, double step, int levels) implements Quantizer {
    @Override
    public FeatureQuantizer toQuantizer() {
      return new FeatureQuantizer.Uniform(min, step, levels);
    }
  }

  record Thresholds(double[] thresholds) implements Quantizer {
    @Override
    public FeatureQuantizer toQuantizer() {
      return new FeatureQuantizer.Thresholds(thresholds);
    }
  }

  @JsonPropertyOrder({"encoding", "delta_log2", "feature", "threshold"})
  record Layout(String encoding, @JsonProperty("delta_log2") int deltaLog2, int[] feature, int[] threshold) {
    InputLayout toLayout() {
      return new InputLayout(constant("encoding", InputLayout.Encoding.class, encoding), deltaLog2, feature,
          threshold);
    }
  }

  @JsonPropertyOrder({"delta_log2", "signed", "score", "scale"})
  record Result(@JsonProperty("delta_log2") int deltaLog2, boolean signed, int score, double scale) {
    ResultSpec toResult() {
      return new ResultSpec(deltaLog2, signed, score, scale);
    }
  }

  private static JsonMapper mapper() {
    return JsonMapper.builder()
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
  }

  static byte[] write(ClientSpec spec) {
    try {
      spec.parameters().requireSecure();
      return MAPPER.writeValueAsBytes(of(spec));
    } catch (JsonProcessingException e) {
      throw invalid(e.getOriginalMessage(), e);
    } catch (NightjarException e) {
      throw invalid(e.getMessage(), e);
    }
  }

  private static ClientJson of(ClientSpec spec) {
    InputLayout layout = spec.layout();
    return new ClientJson(BundleFormat.VERSION, spec.model(), spec.kind(), spec.parameters().canonical(),
        spec.needsEvaluationKey(),
        spec.quantizers().stream().map(Quantizer::of).toList(),
        new Layout(lower(layout.encoding()), layout.deltaLog2(), layout.feature(), layout.threshold()),
        spec.results().stream()
            .map(r -> new Result(r.deltaLog2(), r.signed(), r.score(), r.scale())).toList(),
        spec.offsets(), lower(spec.task().link()), spec.task().labels());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static ClientSpec read(byte[] json) {
    try {
      requireFormat(json);
      return MAPPER.readValue(json, ClientJson.class).toSpec();
    } catch (JsonMappingException e) {
      throw invalid(path(e) + e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      throw invalid(e.getOriginalMessage(), e);
    } catch (IllegalArgumentException | NightjarException e) {
      throw invalid(e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("a byte array could not be read", e);
    }
  }

  /** Looks for the format number first: a document of another format may have other members. */
  private static void requireFormat(byte[] json) throws IOException {
    int format = 0;
    try (JsonParser parser = MAPPER.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not a JSON object");
      }
      while (format == 0 && parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isFormat = parser.currentName().equals("format");
        boolean isNumber = parser.nextToken() == JsonToken.VALUE_NUMBER_INT;
        format = isFormat && isNumber ? parser.getIntValue() : 0;
        parser.skipChildren();
      }
    }
    if (format != BundleFormat.VERSION) {
      throw new IllegalArgumentException("its format is " + (format == 0 ? "missing" : format)
          + " where this library reads format " + BundleFormat.VERSION
          + ": use the version of Nightjar that wrote it, or a newer one");
    }
  }

  private ClientSpec toSpec() {
    return new ClientSpec(model, kind, Parameters.parse(parameters), needsEvaluationKey,
        quantizers.stream().map(Quantizer::toQuantizer).toList(), layout.toLayout(),
        results.stream().map(Result::toResult).toList(), offsets,
        new Task(constant("link", Task.Link.class, link), labels));
  }

  private static <E extends Enum<E>> E constant(String member, Class<E> type, String text) {
    for (E value : type.getEnumConstants()) {
      if (lower(value).equals(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException("the " + member + " is none of "
        + Arrays.stream(type.getEnumConstants()).map(ClientJson::lower).collect(Collectors.joining(", ")));
  }

  private static String path(JsonMappingException e) {
    String path = e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
        .collect(Collectors.joining());
    return path.isEmpty() ? "" : "member " + path.substring(1) + ": ";
  }

  private static NightjarException invalid(String message, Exception cause) {
    String line = String.valueOf(message).lines().findFirst().orElse("unreadable");
    return new NightjarException(ErrorCode.INVALID_MODEL, "client.json cannot be used: " + line, cause);
  }
}
