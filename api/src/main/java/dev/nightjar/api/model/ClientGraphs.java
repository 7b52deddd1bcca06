package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What runs on the client in the clear around the encrypted core. Immutable and thread-safe. Constructors throw
 * {@link ErrorCode#INVALID_MODEL}.
 *
 * @param columns the raw inputs, in order
 * @param prefix makes features of a raw row: its inputs take consecutive columns, in order, and its one output
 *     {@link #FEATURES} has shape {@code [1, n]}; without it the columns are the features
 * @param suffix makes the prediction of the core's scores: its one input {@link #SCORES} is {@code FLOAT} or
 *     {@code DOUBLE}, its outputs are {@link #OUTPUTS}, of shape {@code [1, n]}, and for a classifier {@link #LABEL},
 *     of shape {@code [1]} or {@code [1, m]}; without it {@link Task} says what scores mean
 */
public record ClientGraphs(List<InputColumn> columns, Optional<ClientGraph> prefix, Optional<ClientGraph> suffix) {
  /** Output of a prefix. */
  public static final String FEATURES = "features";

  /** Input of a suffix. */
  public static final String SCORES = "scores";

  /** Output of a suffix: the chosen label or labels. */
  public static final String LABEL = "label";

  /** Output of a suffix: probabilities, scores or a regressor's values. */
  public static final String OUTPUTS = "outputs";

  private static final int MAX_LISTED = 50;

  /** Most columns: 2^20. */
  public static final int MAX_COLUMNS = 1 << 20;

  public ClientGraphs {
    columns = List.copyOf(columns);
    Objects.requireNonNull(prefix, "prefix");
    Objects.requireNonNull(suffix, "suffix");
    require(columns.size() <= MAX_COLUMNS,
        "a model has at most " + MAX_COLUMNS + " columns, not " + columns.size());
    Set<String> names = new HashSet<>();
    for (InputColumn column : columns) {
      require(names.add(column.name()), "two columns have the name " + column.name());
    }
    if (prefix.isPresent()) {
      requirePrefix(columns, prefix.get());
    } else {
      for (InputColumn column : columns) {
        require(column.kind() == InputColumn.Kind.NUMBER,
            "column " + column.name() + " holds text, and no prefix makes a number of it");
      }
    }
    suffix.ifPresent(ClientGraphs::requireSuffix);
  }

  /** Columns of numbers with the names {@code x0, x1 …} and no graphs. */
  public static ClientGraphs none(int features) {
    return new ClientGraphs(IntStream.range(0, features).mapToObj(f -> InputColumn.number("x" + f)).toList(),
        Optional.empty(), Optional.empty());
  }

  private static void requirePrefix(List<InputColumn> columns, ClientGraph prefix) {
    int at = 0;
    for (ClientGraph.Input input : prefix.inputs()) {
      InputColumn.Kind kind = input.type() == ElementType.STRING ? InputColumn.Kind.TEXT : InputColumn.Kind.NUMBER;
      for (int i = 0; i < input.width(); i++, at++) {
        require(at < columns.size(), "the prefix takes more than the " + columns.size() + " columns");
        InputColumn column = columns.get(at);
        require(column.kind() == kind, "column " + column.name() + " is a " + lower(column.kind())
            + ", and input " + input.name() + " of the prefix takes " + input.type().text());
      }
    }
    require(at == columns.size(), "the prefix takes " + at + " of " + columns.size() + " columns");
    require(prefix.outputs().equals(List.of(FEATURES)),
        "a prefix has the one output " + FEATURES + ", not " + prefix.outputs());
    require(isRow(prefix, FEATURES), FEATURES + " of a prefix are numbers of shape [1, n]");
  }

  private static String lower(InputColumn.Kind kind) {
    return kind == InputColumn.Kind.TEXT ? "text" : "number";
  }

  private static boolean isRow(ClientGraph graph, String output) {
    int[] shape = graph.shapes().get(output);
    return shape.length == 2 && shape[0] == 1 && shape[1] > 0 && graph.types().get(output) != ElementType.STRING;
  }

  private static void requireSuffix(ClientGraph suffix) {
    boolean one = suffix.inputs().size() == 1 && suffix.inputs().get(0).name().equals(SCORES);
    require(one, "a suffix has the one input " + SCORES + ", not " + suffix.inputs());
    ElementType type = suffix.inputs().get(0).type();
    require(type == ElementType.FLOAT || type == ElementType.DOUBLE,
        SCORES + " of a suffix are float or double, not " + type.text());
    List<String> outputs = suffix.outputs();
    require(outputs.contains(OUTPUTS) && (outputs.size() == 1 || outputs.size() == 2 && outputs.contains(LABEL)),
        "a suffix has the outputs " + OUTPUTS + " and, for classes, " + LABEL + ", not " + outputs);
    require(isRow(suffix, OUTPUTS), OUTPUTS + " of a suffix are numbers of shape [1, n]");
    if (outputs.contains(LABEL)) {
      int[] shape = suffix.shapes().get(LABEL);
      ElementType label = suffix.types().get(LABEL);
      require(label == ElementType.INT64 || label == ElementType.STRING,
          LABEL + " of a suffix is int64 or string, not " + label.text());
      require(shape.length > 0 && shape.length <= 2 && shape[0] == 1 && shape[shape.length - 1] > 0,
          LABEL + " of a suffix has shape [1] or [1, m]");
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, message);
    }
  }

  /**
   * The same graphs with other names of columns.
   *
   * @param others as many columns of the same kinds
   */
  public ClientGraphs withColumns(List<InputColumn> others) {
    return new ClientGraphs(others, prefix, suffix);
  }

  /** Whether this is {@link #none}: no graphs, and columns without names of their own. */
  public boolean isNone() {
    return prefix.isEmpty() && suffix.isEmpty() && equals(none(columns.size()));
  }

  /** Number of features that the core takes. */
  public int features() {
    return prefix.isPresent() ? prefix.get().shapes().get(FEATURES)[1] : columns.size();
  }

  /** Number of scores that the suffix takes; empty without one. */
  public Optional<Integer> scores() {
    return suffix.map(graph -> graph.inputs().get(0).width());
  }

  /** Number of labels that the suffix chooses: 0 without one and for a regressor. */
  public int labels() {
    return suffix.map(graph -> graph.shapes().get(LABEL)).map(shape -> shape[shape.length - 1]).orElse(0);
  }

  /**
   * A raw row from cells by the names of their columns.
   *
   * @param cells one for each column, as {@link FeatureRow#of(List)} takes them; null is a missing value
   * @throws NightjarException {@link ErrorCode#MALFORMED_REQUEST} where a column is not there or a name is no column's;
   *     the message has all names
   */
  public FeatureRow row(Map<String, ?> cells) {
    List<String> names = columns.stream().map(InputColumn::name).toList();
    List<String> missing = names.stream().filter(name -> !cells.containsKey(name)).toList();
    Set<String> known = Set.copyOf(names);
    List<String> unknown = cells.keySet().stream().map(String::valueOf)
        .filter(name -> !known.contains(name)).sorted().toList();
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, (unknown.isEmpty() ? "" : "the model has no column "
          + listed(unknown) + "; ") + (missing.isEmpty() ? "" : "the row lacks " + listed(missing)
          + " (give null for a missing value); ") + "the columns are " + listed(names));
    }
    List<Object> row = new ArrayList<>();
    names.forEach(name -> row.add(cells.get(name)));
    return FeatureRow.of(row);
  }

  private static String listed(List<String> names) {
    return names.stream().limit(MAX_LISTED).map(name -> "'" + name + "'").collect(Collectors.joining(", "))
        + (names.size() > MAX_LISTED ? " and " + (names.size() - MAX_LISTED) + " more" : "");
  }

  /**
   * The features of a raw row.
   *
   * @throws NightjarException {@link ErrorCode#SHAPE_MISMATCH} for another number of cells than columns,
   *     {@link ErrorCode#MALFORMED_REQUEST} for a cell of another kind than its column, which is named
   */
  public double[] features(FeatureRow row) {
    if (row.size() != columns.size()) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "the model takes " + columns.size() + " columns, not " + row.size());
    }
    if (prefix.isEmpty()) {
      return numbers(row);
    }
    ClientGraph graph = prefix.get();
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    int at = 0;
    for (ClientGraph.Input input : graph.inputs()) {
      inputs.put(input.name(), RowTensors.of(columns, row, at, input));
      at += input.width();
    }
    return doubles(graph.run(inputs).get(FEATURES));
  }

  private double[] numbers(FeatureRow row) {
    if (!row.isNumeric()) {
      for (int i = 0; i < row.size(); i++) {
        RowTensors.requireNumber(columns.get(i), row, i);
      }
    }
    return row.numbers();
  }

  private static double[] doubles(Tensor tensor) {
    double[] out = new double[tensor.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = tensor.number(i);
    }
    return out;
  }

  /**
   * The prediction of the core's scores, by the suffix.
   *
   * @throws IllegalStateException when there is none
   */
  public Prediction predict(double[] scores) {
    ClientGraph graph = suffix.orElseThrow(() -> new IllegalStateException("the model has no suffix"));
    ClientGraph.Input input = graph.inputs().get(0);
    Map<String, Tensor> result = graph.run(Map.of(SCORES, RowTensors.ofScores(scores, input.type())));
    double[] outputs = doubles(result.get(OUTPUTS));
    Tensor label = result.get(LABEL);
    if (label == null) {
      return new Prediction(outputs, -1, "");
    }
    List<String> labels = label.type() == ElementType.STRING ? List.of(label.strings())
        : IntStream.range(0, label.size()).mapToObj(i -> Long.toString(label.longs()[i])).toList();
    return new Prediction(outputs, -1, labels);
  }
}
