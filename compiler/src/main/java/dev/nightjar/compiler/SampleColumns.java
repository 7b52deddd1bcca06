package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.InputColumn;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a table of samples holds for a model. Immutable.
 *
 * @param columns the model's columns, in its order
 * @param named whether they have names of their own; else columns are taken by position
 * @param classes the classes of a classifier, where they are known; else empty
 * @param labels number of label columns of a row, at least 1: the outputs of a regressor
 * @param texts texts that the model tells apart
 */
public record SampleColumns(List<InputColumn> columns, boolean named, List<String> classes, int labels,
    Set<String> texts) {
  public SampleColumns {
    columns = List.copyOf(columns);
    classes = List.copyOf(classes);
    texts = Set.copyOf(texts);
  }

  /** The columns of a model before it is compiled. */
  public static SampleColumns of(Pipeline pipeline) {
    Task task = pipeline.core().task();
    boolean counts = pipeline.graphs().suffix().isEmpty() && !task.classifier();
    return of(pipeline.graphs(), task,
        counts ? pipeline.core().scores(new double[pipeline.core().features()]).length : 1);
  }

  /** The columns of a compiled model. */
  public static SampleColumns of(ClientSpec spec) {
    return of(spec.graphs(), spec.task(), spec.offsets().length);
  }

  private static SampleColumns of(ClientGraphs graphs, Task task, int scores) {
    List<InputColumn> columns = graphs.columns();
    return new SampleColumns(columns, !columns.equals(ClientGraphs.none(columns.size()).columns()),
        graphs.suffix().map(SampleColumns::classes).orElse(task.labels()),
        graphs.suffix().isPresent() ? labels(graphs) : task.classifier() ? 1 : scores,
        graphs.prefix().map(SampleColumns::texts).orElse(Set.of()));
  }

  /**
   * The same columns by other names.
   *
   * @param names one for each column, in the model's order
   * @throws NightjarException {@code INVALID_FORMAT} for another number of names
   */
  public SampleColumns renamed(List<String> names) {
    if (names.size() != columns.size()) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, "the model has " + columns.size() + " columns, and "
          + names.size() + " names of columns were given: " + String.join(", ", names));
    }
    return new SampleColumns(IntStream.range(0, names.size())
        .mapToObj(i -> new InputColumn(names.get(i).strip(), columns.get(i).kind())).toList(), true, classes, labels,
        texts);
  }

  private static int labels(ClientGraphs graphs) {
    return graphs.labels() > 0 ? graphs.labels() : graphs.suffix().orElseThrow().shapes().get(ClientGraphs.OUTPUTS)[1];
  }

  /** Classes that a suffix may choose: its texts, or the integers that it picks from; empty where that is not known. */
  private static List<String> classes(ClientGraph suffix) {
    ElementType type = suffix.types().get(ClientGraphs.LABEL);
    if (type == ElementType.STRING) {
      return List.copyOf(texts(suffix));
    }
    return type == null ? List.of() : suffix.nodes().stream()
        .filter(node -> node.operator() == Operator.ARRAY_FEATURE_EXTRACTOR || node.operator() == Operator.GATHER)
        .map(node -> suffix.constants().get(node.inputs().get(0)))
        .filter(tensor -> tensor != null && tensor.type() == ElementType.INT64)
        .flatMapToLong(tensor -> Arrays.stream(tensor.longs())).distinct().mapToObj(Long::toString).toList();
  }

  private static Set<String> texts(ClientGraph prefix) {
    Stream<String> constants = prefix.constants().values().stream().flatMap(SampleColumns::texts);
    Stream<String> attributes = prefix.nodes().stream().flatMap(node -> node.attributes().values().stream())
        .flatMap(SampleColumns::texts);
    return Stream.concat(constants, attributes).collect(Collectors.toSet());
  }

  private static Stream<String> texts(Tensor tensor) {
    return tensor.type() == ElementType.STRING ? Stream.of(tensor.strings()) : Stream.empty();
  }

  private static Stream<String> texts(Attribute attribute) {
    return attribute instanceof Attribute.Texts list ? list.values().stream()
        : attribute instanceof Attribute.Text text ? Stream.of(text.value())
        : attribute instanceof Attribute.TensorValue constant ? texts(constant.value()) : Stream.empty();
  }

  /** Columns of numbers without names, and one label. */
  static SampleColumns numbers(int features) {
    return new SampleColumns(ClientGraphs.none(features).columns(), false, List.of(), 1, Set.of());
  }
}
