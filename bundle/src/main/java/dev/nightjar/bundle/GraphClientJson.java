package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.InputColumn;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ModelPrivacy;
import java.util.List;
import java.util.Optional;

/**
 * {@code client.json} of format 3, that of models which have columns with names, graphs around the core, quantizers of
 * other kinds than the first two, or a layout of several sections. A model with none of them has format 1 or 2 and the
 * same bytes as ever.
 */
@JsonPropertyOrder({"format", "model", "kind", "parameters", "needs_evaluation_key", "quantizers", "layout",
    "results", "offsets", "link", "labels", "model_privacy", "columns", "prefix", "suffix"})
record GraphClientJson(int format, String model, String kind, String parameters,
    @JsonProperty("needs_evaluation_key") boolean needsEvaluationKey, List<QuantizerJson> quantizers,
    List<ClientJson.Layout> layout, List<ClientJson.Result> results, double[] offsets, String link,
    List<String> labels, @JsonProperty("model_privacy") String privacy, List<Column> columns,
    List<GraphJson> prefix, List<GraphJson> suffix) {

  static final int FORMAT = 3;

  @JsonPropertyOrder({"name", "kind"})
  record Column(String name, String kind) {
    InputColumn toColumn() {
      return new InputColumn(name, ClientJson.constant("kind", InputColumn.Kind.class, kind));
    }
  }

  /** Whether a model has anything that formats 1 and 2 cannot say. */
  static boolean isNeeded(ClientSpec spec) {
    return !spec.graphs().isNone() || sections(spec.layout()).size() > 1
        || !spec.quantizers().stream().allMatch(QuantizerJson::isOfFirstFormat);
  }

  private static List<InputLayout> sections(InputLayout layout) {
    return layout.match(new InputLayout.Cases<>() {
      @Override
      public List<InputLayout> integers(InputLayout.Integers integers) {
        return List.of(integers);
      }

      @Override
      public List<InputLayout> unary(InputLayout.Unary unary) {
        return List.of(unary);
      }

      @Override
      public List<InputLayout> joined(InputLayout.Joined joined) {
        return joined.sections();
      }

      @Override
      public List<InputLayout> bits(InputLayout.Bits bits) {
        return List.of(bits);
      }
    });
  }

  static GraphClientJson of(ClientSpec spec) {
    ClientGraphs graphs = spec.graphs();
    return new GraphClientJson(FORMAT, spec.model(), spec.kind(), spec.parameters().canonical(),
        ClientJson.needsEvaluationKey(spec), spec.quantizers().stream().map(QuantizerJson::of).toList(),
        sections(spec.layout()).stream().map(ClientJson.Layout::of).toList(), ClientJson.results(spec),
        spec.offsets(), ClientJson.link(spec), spec.task().labels(), ClientJson.lower(spec.privacy()),
        columns(graphs), graphs.prefix().stream().map(GraphJson::of).toList(),
        graphs.suffix().stream().map(GraphJson::of).toList());
  }

  ClientSpec toSpec() {
    ClientSpec spec = toAnySpec();
    if (!isNeeded(spec)) {
      throw new IllegalArgumentException("a model without columns, graphs, sections and quantizers of format "
          + FORMAT + " has format " + (spec.privacy() == ModelPrivacy.NONE ? BundleFormat.VERSION
          : HiddenClientJson.FORMAT));
    }
    return spec;
  }

  static List<Column> columns(ClientGraphs graphs) {
    return graphs.columns().stream().map(c -> new Column(c.name(), ClientJson.lower(c.kind()))).toList();
  }

  static ClientGraphs graphs(List<Column> columns, List<GraphJson> prefix, List<GraphJson> suffix) {
    return new ClientGraphs(columns.stream().map(Column::toColumn).toList(), graph("prefix", prefix),
        graph("suffix", suffix));
  }

  /** The same of a model that an earlier format could say, too. */
  ClientSpec toAnySpec() {
    ClientJson core = new ClientJson(BundleFormat.VERSION, model, kind, parameters, needsEvaluationKey, quantizers,
        null, results, offsets, link, labels);
    List<InputLayout> sections = layout.stream().map(ClientJson.Layout::toLayout).toList();
    if (sections.isEmpty()) {
      throw new IllegalArgumentException("the layout has no section");
    }
    return core.toSpec(sections.size() == 1 ? sections.get(0) : new InputLayout.Joined(sections))
        .withPrivacy(ClientJson.constant("model_privacy", ModelPrivacy.class, privacy))
        .withGraphs(graphs(columns, prefix, suffix));
  }

  private static Optional<ClientGraph> graph(String member, List<GraphJson> graphs) {
    if (graphs.size() > 1) {
      throw new IllegalArgumentException("the " + member + " is one graph or none, not " + graphs.size());
    }
    return graphs.stream().findFirst().map(GraphJson::toGraph);
  }
}
