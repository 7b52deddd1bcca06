package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Selector;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.Parameters;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * {@code client.json} of format 4, that of models under a levelled parameter set, all of them: it names the parts of
 * the evaluation key, and its layout is bits.
 */
@JsonPropertyOrder({"format", "model", "kind", "parameters", "key_parts", "quantizers", "layout", "results", "offsets",
    "link", "labels", "model_privacy", "columns", "prefix", "suffix"})
record LevelledClientJson(int format, String model, String kind, String parameters,
    @JsonProperty("key_parts") List<String> keyParts, List<QuantizerJson> quantizers, Bits layout,
    List<ClientJson.Result> results, double[] offsets, String link, List<String> labels,
    @JsonProperty("model_privacy") String privacy, List<GraphClientJson.Column> columns, List<GraphJson> prefix,
    List<GraphJson> suffix) {

  static final int FORMAT = 4;

  /**
   * The selectors of the bits, in arrays of one length.
   *
   * @param feature feature of each
   * @param selector {@code digit} or {@code above}
   * @param value the digit's number or the threshold
   */
  @JsonPropertyOrder({"encoding", "slots_log2", "base_log", "level", "feature", "selector", "value"})
  record Bits(String encoding, @JsonProperty("slots_log2") int slotsLog2, @JsonProperty("base_log") int baseLog,
      int level, int[] feature, List<String> selector, int[] value) {
    private static final String DIGIT = "digit";
    private static final String ABOVE = "above";

    static Bits of(InputLayout layout) {
      return layout.match(new InputLayout.Cases<>() {
        @Override
        public Bits integers(InputLayout.Integers integers) {
          throw refused(integers);
        }

        @Override
        public Bits unary(InputLayout.Unary unary) {
          throw refused(unary);
        }

        @Override
        public Bits joined(InputLayout.Joined joined) {
          throw refused(joined);
        }

        @Override
        public Bits bits(InputLayout.Bits bits) {
          return of(bits);
        }
      });
    }

    private static NightjarException refused(InputLayout layout) {
      return new NightjarException(ErrorCode.INVALID_MODEL, "a model under a levelled set has a layout of "
          + InputLayout.Bits.ENCODING + ", not of " + layout.encoding());
    }

    private static Bits of(InputLayout.Bits bits) {
      List<Selector> selectors = bits.selectors();
      return new Bits(bits.encoding(), bits.slotsLog2(), bits.mask().baseLog(), bits.mask().level(),
          selectors.stream().mapToInt(Selector::feature).toArray(),
          selectors.stream().map(s -> s instanceof Selector.Digit ? DIGIT : ABOVE).toList(),
          selectors.stream().mapToInt(s -> s instanceof Selector.Digit digit ? digit.bit()
              : ((Selector.Above) s).threshold()).toArray());
    }

    InputLayout toLayout() {
      if (!encoding.equals(InputLayout.Bits.ENCODING)) {
        throw new IllegalArgumentException("the encoding of format " + FORMAT + " is " + InputLayout.Bits.ENCODING);
      }
      if (selector.size() != feature.length || value.length != feature.length) {
        throw new IllegalArgumentException(feature.length + " bits have " + selector.size() + " selectors and "
            + value.length + " values");
      }
      return new InputLayout.Bits(slotsLog2, new Gadget(baseLog, level),
          IntStream.range(0, feature.length).mapToObj(this::selector).toList());
    }

    private Selector selector(int bit) {
      return switch (selector.get(bit)) {
        case DIGIT -> new Selector.Digit(feature[bit], value[bit]);
        case ABOVE -> new Selector.Above(feature[bit], value[bit]);
        default -> throw new IllegalArgumentException("a selector is " + DIGIT + " or " + ABOVE);
      };
    }
  }

  /** Whether a model is of this format. */
  static boolean isNeeded(ClientSpec spec) {
    return !spec.parameters().bootstraps();
  }

  static LevelledClientJson of(ClientSpec spec) {
    if (spec.shortQuery().isPresent()) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "a query of bits is expanded as it is, and never short");
    }
    if (spec.claim() != Claim.EXACT) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "a model under a levelled set is exact, not "
          + spec.claim());
    }
    ClientGraphs graphs = spec.graphs();
    return new LevelledClientJson(FORMAT, spec.model(), spec.kind(), spec.parameters().canonical(),
        spec.keyParts().stream().sorted().map(ClientJson::lower).toList(),
        spec.quantizers().stream().map(QuantizerJson::of).toList(), Bits.of(spec.layout()), ClientJson.results(spec),
        spec.offsets(), ClientJson.link(spec), spec.task().labels(), ClientJson.lower(spec.privacy()),
        GraphClientJson.columns(graphs), graphs.prefix().stream().map(GraphJson::of).toList(),
        graphs.suffix().stream().map(GraphJson::of).toList());
  }

  ClientSpec toSpec() {
    Parameters set = Parameters.parse(parameters);
    if (set.bootstraps()) {
      throw new IllegalArgumentException("format " + FORMAT + " is for models under a levelled set, which " + set.id()
          + " is not");
    }
    ClientJson core = new ClientJson(BundleFormat.VERSION, model, kind, parameters, false, quantizers, null, results,
        offsets, link, labels);
    return core.toSpec(layout.toLayout(), parts())
        .withPrivacy(ClientJson.constant("model_privacy", ModelPrivacy.class, privacy))
        .withGraphs(GraphClientJson.graphs(columns, prefix, suffix));
  }

  private Set<KeyPart> parts() {
    Set<KeyPart> parts = EnumSet.noneOf(KeyPart.class);
    for (String part : keyParts) {
      if (!parts.add(ClientJson.constant("key_parts", KeyPart.class, part))) {
        throw new IllegalArgumentException("the key_parts name " + part + " twice");
      }
    }
    return parts;
  }
}
