package dev.nightjar.compiler;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.InputColumn;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a model takes, what of it runs on the client in the clear, and what that tells every client, in words. */
public final class GraphFacts {
  private static final int SHOWN = 12;
  /** Operators whose constants are shapes and axes, as those of all that reduce axes are. */
  private static final Set<Operator> MOVES = EnumSet.of(Operator.RESHAPE, Operator.SQUEEZE, Operator.UNSQUEEZE,
      Operator.EXPAND, Operator.TILE, Operator.TRANSPOSE, Operator.CONSTANT_OF_SHAPE, Operator.FEATURE_VECTORIZER,
      Operator.ZIP_MAP, Operator.TOP_K);

  private GraphFacts() {
  }

  /**
   * The facts, in order.
   *
   * @param graphs what is around the core
   * @param core what is between them, in words
   */
  public static List<Map.Entry<String, String>> of(ClientGraphs graphs, String core) {
    List<Map.Entry<String, String>> facts = new ArrayList<>();
    facts.add(Map.entry("columns", columns(graphs.columns())));
    if (graphs.prefix().isEmpty() && graphs.suffix().isEmpty()) {
      return facts;
    }
    facts.add(Map.entry("client prefix", graphs.prefix().map(GraphFacts::steps).orElse("none")
        + graphs.prefix().map(prefix -> ": " + graphs.features() + " features of " + graphs.columns().size()
            + " columns").orElse("")));
    facts.add(Map.entry("encrypted core", core));
    facts.add(Map.entry("client suffix", graphs.suffix().map(GraphFacts::steps).orElse("none")
        + graphs.suffix().map(suffix -> ": " + results(graphs, suffix) + " of " + count(graphs.scores().orElse(0),
            "score")).orElse("")));
    graphs.prefix().flatMap(GraphFacts::told).ifPresent(told -> facts.add(Map.entry("prefix tells", told)));
    graphs.suffix().flatMap(GraphFacts::told).ifPresent(told -> facts.add(Map.entry("suffix tells", told)));
    return facts;
  }

  private static String columns(List<InputColumn> columns) {
    long texts = columns.stream().filter(column -> column.kind() == InputColumn.Kind.TEXT).count();
    if (columns.equals(ClientGraphs.none(columns.size()).columns())) {
      return count(columns.size(), "number") + ", by position: the model has no names for them";
    }
    return count(columns.size(), "column") + " by name, " + texts + " of text: " + columns.stream().limit(SHOWN)
        .map(column -> CsvTable.shortened(column.name()) + (column.kind() == InputColumn.Kind.TEXT ? " (text)" : ""))
        .collect(Collectors.joining(", ")) + (columns.size() > SHOWN ? " and " + (columns.size() - SHOWN) + " more"
        : "");
  }

  private static String results(ClientGraphs graphs, ClientGraph suffix) {
    String outputs = count(suffix.shapes().get(ClientGraphs.OUTPUTS)[1], "output");
    return graphs.labels() == 0 ? outputs : count(graphs.labels(), "label") + " and " + outputs;
  }

  /** The operators of a graph with their numbers. */
  private static String steps(ClientGraph graph) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    graph.nodes().forEach(node -> counts.merge(node.operator().onnxName(), 1, Integer::sum));
    return count(graph.nodes().size(), "step") + " (" + counts.entrySet().stream()
        .map(step -> step.getKey() + (step.getValue() == 1 ? "" : " x " + step.getValue()))
        .collect(Collectors.joining(", ")) + ")";
  }

  /** The constants of a graph: every client has them. */
  private static Optional<String> told(ClientGraph graph) {
    Map<String, long[]> constants = new LinkedHashMap<>();
    for (GraphNode node : graph.nodes()) {
      if (MOVES.contains(node.operator()) || node.operator().onnxName().startsWith("Reduce")) {
        continue;
      }
      boolean list = (node.operator() == Operator.GATHER || node.operator() == Operator.ARRAY_FEATURE_EXTRACTOR)
          && graph.constants().containsKey(node.inputs().get(0));
      long[] sum = constants.computeIfAbsent(list ? "lists to choose from, as labels are" : meaning(node.operator()),
          any -> new long[2]);
      node.attributes().values().forEach(attribute -> add(sum, attribute));
      node.inputs().stream().map(graph.constants()::get).filter(tensor -> tensor != null)
          .forEach(tensor -> add(sum, tensor));
    }
    String told = constants.entrySet().stream().filter(entry -> entry.getValue()[0] + entry.getValue()[1] > 0)
        .map(entry -> words(entry.getKey(), entry.getValue())).collect(Collectors.joining("; "));
    return told.isEmpty() ? Optional.empty() : Optional.of("every client has " + told);
  }

  /** What the constants of an operator are. */
  private static String meaning(Operator operator) {
    return switch (operator) {
      case IMPUTER -> "values that replace missing ones";
      case SCALER -> "offsets and scales of columns";
      case ONE_HOT_ENCODER, LABEL_ENCODER, CATEGORY_MAPPER -> "categories";
      case BINARIZER -> "thresholds of binarised columns";
      case MATMUL, GEMM, CONV -> "a matrix";
      case SLICE, SPLIT, GATHER, GATHER_ELEMENTS, ARRAY_FEATURE_EXTRACTOR -> "a choice of elements";
      default -> "constants of " + operator.onnxName();
    };
  }

  private static String words(String meaning, long[] sum) {
    return meaning + " (" + (sum[0] > 0 ? count(sum[0], "number") : "") + (sum[0] > 0 && sum[1] > 0 ? ", " : "")
        + (sum[1] > 0 ? count(sum[1], "text") : "") + ")";
  }

  /** Settings that say how an operator works, single integers and texts, tell nothing of data. */
  private static void add(long[] sum, Attribute attribute) {
    if (attribute instanceof Attribute.Floats floats) {
      sum[0] += floats.values().length;
    } else if (attribute instanceof Attribute.Ints ints && ints.values().length > 1) {
      sum[0] += ints.values().length;
    } else if (attribute instanceof Attribute.Texts texts) {
      sum[1] += texts.values().size();
    } else if (attribute instanceof Attribute.TensorValue constant) {
      add(sum, constant.value());
    }
  }

  private static void add(long[] sum, Tensor tensor) {
    sum[tensor.type() == ElementType.STRING ? 1 : 0] += tensor.size();
  }

  private static String count(long n, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", n, what, n == 1 ? "" : "s");
  }
}
