package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code client.json}: {@link ClientSpec} as JSON, member by member, and back. Format 1; {@link HiddenClientJson} is
 * format 2, {@link GraphClientJson} format 3, {@link LevelledClientJson} format 4, {@link ShortClientJson} format 5,
 * {@link AnalogueClientJson} format 6.
 */
@JsonPropertyOrder({"format", "model", "kind", "parameters", "needs_evaluation_key", "quantizers", "layout",
    "results", "offsets", "link", "labels"})
record ClientJson(int format, String model, String kind, String parameters,
    @JsonProperty("needs_evaluation_key") boolean needsEvaluationKey, List<QuantizerJson> quantizers,
    Layout layout, List<Result> results, double[] offsets, String link, List<String> labels) {

  private static final String FORMAT = "format";

  @JsonPropertyOrder({"encoding", "delta_log2", "feature", "threshold"})
  record Layout(String encoding, @JsonProperty("delta_log2") int deltaLog2, int[] feature, int[] threshold) {
    static Layout of(InputLayout layout) {
      return layout.match(new InputLayout.Cases<>() {
        @Override
        public Layout integers(InputLayout.Integers integers) {
          return new Layout(integers.encoding(), integers.deltaLog2(), integers.feature(), new int[0]);
        }

        @Override
        public Layout unary(InputLayout.Unary unary) {
          return new Layout(unary.encoding(), unary.deltaLog2(), unary.feature(), unary.threshold());
        }

        @Override
        public Layout joined(InputLayout.Joined joined) {
          throw new IllegalStateException("a layout of sections has format " + GraphClientJson.FORMAT);
        }

        @Override
        public Layout bits(InputLayout.Bits bits) {
          throw new IllegalStateException("a layout of bits has format " + LevelledClientJson.FORMAT);
        }
      });
    }

    InputLayout toLayout() {
      return switch (encoding) {
        case InputLayout.Integers.ENCODING -> {
          if (threshold.length != 0) {
            throw new IllegalArgumentException(feature.length + " integer slots have " + threshold.length
                + " thresholds; they take none");
          }
          yield new InputLayout.Integers(deltaLog2, feature);
        }
        case InputLayout.Unary.ENCODING -> new InputLayout.Unary(deltaLog2, feature, threshold);
        default -> throw new IllegalArgumentException("the encoding is none of "
            + InputLayout.Integers.ENCODING + ", " + InputLayout.Unary.ENCODING);
      };
    }
  }

  @JsonPropertyOrder({"delta_log2", "signed", "score", "scale"})
  record Result(@JsonProperty("delta_log2") int deltaLog2, boolean signed, int score, double scale) {
    ResultSpec toResult() {
      return new ResultSpec(deltaLog2, signed, score, scale);
    }
  }

  static byte[] write(ClientSpec spec) {
    try {
      spec.parameters().requireSecure();
    } catch (NightjarException e) {
      throw StrictJson.invalid(BundleFormat.CLIENT_JSON, e.getMessage(), e);
    }
    return StrictJson.write(BundleFormat.CLIENT_JSON, LevelledClientJson.isNeeded(spec) ? LevelledClientJson.of(spec)
        : spec.claim() == Claim.ANALOGUE ? AnalogueClientJson.of(spec)
        : spec.shortQuery().isPresent() ? ShortClientJson.of(spec)
        : GraphClientJson.isNeeded(spec) ? GraphClientJson.of(spec)
        : spec.privacy() == ModelPrivacy.NONE ? of(spec) : HiddenClientJson.of(spec));
  }

  /** The document of format 1; it does not say whether the model is hidden. */
  static ClientJson of(ClientSpec spec) {
    return new ClientJson(BundleFormat.VERSION, spec.model(), spec.kind(), spec.parameters().canonical(),
        needsEvaluationKey(spec), spec.quantizers().stream().map(QuantizerJson::of).toList(),
        Layout.of(spec.layout()), results(spec), spec.offsets(), link(spec), spec.task().labels());
  }

  static List<Result> results(ClientSpec spec) {
    return spec.results().stream()
        .map(r -> new Result(r.deltaLog2(), r.signed(), r.score(), r.scale())).toList();
  }

  static String link(ClientSpec spec) {
    return lower(spec.task().link());
  }

  /** The formats before that of levelled models know keys for bootstraps, or none. */
  static boolean needsEvaluationKey(ClientSpec spec) {
    if (!spec.keyParts().isEmpty() && !spec.keyParts().equals(KeyPart.FOR_BOOTSTRAPS)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "client.json cannot ask for the key parts "
          + spec.keyParts());
    }
    return !spec.keyParts().isEmpty();
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static ClientSpec read(byte[] json) {
    String file = BundleFormat.CLIENT_JSON;
    return switch (StrictJson.version(file, json, FORMAT)) {
      case AnalogueClientJson.FORMAT ->
          StrictJson.read(file, json, AnalogueClientJson.class, AnalogueClientJson::toSpec);
      case ShortClientJson.FORMAT -> StrictJson.read(file, json, ShortClientJson.class, ShortClientJson::toSpec);
      case LevelledClientJson.FORMAT ->
          StrictJson.read(file, json, LevelledClientJson.class, LevelledClientJson::toSpec);
      case GraphClientJson.FORMAT -> StrictJson.read(file, json, GraphClientJson.class, GraphClientJson::toSpec);
      case HiddenClientJson.FORMAT -> StrictJson.read(file, json, HiddenClientJson.class, HiddenClientJson::toSpec);
      default -> StrictJson.read(file, json, ClientJson.class, FORMAT, AnalogueClientJson.FORMAT, ClientJson::toSpec);
    };
  }

  ClientSpec toSpec() {
    quantizers.forEach(QuantizerJson::requireFirstFormat);
    return toSpec(layout.toLayout());
  }

  /** The values of a document whose layout is elsewhere. */
  ClientSpec toSpec(InputLayout slots) {
    return toSpec(slots, needsEvaluationKey ? KeyPart.FOR_BOOTSTRAPS : Set.of());
  }

  /** The same whose key parts are elsewhere, too. */
  ClientSpec toSpec(InputLayout slots, Set<KeyPart> parts) {
    return new ClientSpec(model, kind, Parameters.parse(parameters), parts,
        quantizers.stream().map(QuantizerJson::toQuantizer).toList(), slots,
        results.stream().map(Result::toResult).toList(), offsets,
        new Task(constant("link", Task.Link.class, link), labels));
  }

  /** The constant whose name in lower case a member has. */
  static <E extends Enum<E>> E constant(String member, Class<E> type, String text) {
    for (E value : type.getEnumConstants()) {
      if (lower(value).equals(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException("the " + member + " is none of "
        + Arrays.stream(type.getEnumConstants()).map(ClientJson::lower).collect(Collectors.joining(", ")));
  }
}
