package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.InputColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The features of a core: all columns when it reads nothing else, and then there is no prefix; else what it reads,
 * which a prefix makes.
 */
final class FeatureSpace {
  private final Interpreter graph;
  private final List<OnnxInput> inputs;
  private final Map<String, Integer> firstColumn = new HashMap<>();
  private final List<Atom.Feature> prefixed = new ArrayList<>();
  private final List<Map<Integer, Integer>> positions = new ArrayList<>();
  private final int columns;
  private final boolean raw;

  /**
   * The features.
   *
   * @param blocks atoms that the core reads, for each part of it that has features of its own
   */
  FeatureSpace(Interpreter graph, List<Set<Integer>> blocks) {
    this.graph = graph;
    this.inputs = graph.source().inputs();
    int at = 0;
    for (OnnxInput input : inputs) {
      firstColumn.put(input.name(), at);
      at += input.width();
    }
    columns = at;
    raw = blocks.size() == 1 && inputs.stream().noneMatch(i -> i.type() == ElementType.STRING)
        && blocks.get(0).stream().allMatch(atom -> firstColumn.containsKey(feature(atom).value()));
    for (Set<Integer> used : blocks) {
      if (!raw && used.isEmpty()) {
        throw OnnxImporter.invalid("the model does not depend on its inputs: its outputs are constants");
      }
      addBlock(used);
    }
  }

  private void addBlock(Set<Integer> used) {
    Map<Integer, Integer> block = new HashMap<>();
    for (int atom : new TreeSet<>(used)) {
      Atom.Feature feature = feature(atom);
      block.put(atom, raw ? firstColumn.get(feature.value()) + feature.index() : block.size());
      prefixed.add(feature);
    }
    positions.add(block);
  }

  private Atom.Feature feature(int atom) {
    return (Atom.Feature) graph.atoms().get(atom);
  }

  /** Number of features of a block. */
  int size(int block) {
    return raw ? columns : positions.get(block).size();
  }

  /** The feature that an atom is, among those of a block. */
  int position(int block, int atom) {
    return positions.get(block).get(atom);
  }

  /** The columns: numbered when there is one input, else by the names of inputs. */
  List<InputColumn> columns() {
    if (inputs.size() == 1 && inputs.get(0).type() != ElementType.STRING) {
      return ClientGraphs.none(columns).columns();
    }
    List<InputColumn> named = new ArrayList<>();
    for (OnnxInput input : inputs) {
      for (int i = 0; i < input.width(); i++) {
        String name = input.width() == 1 ? input.name() : input.name() + "_" + i;
        named.add(input.type() == ElementType.STRING ? InputColumn.text(name) : InputColumn.number(name));
      }
    }
    return named;
  }

  /** The graph that makes the features, empty when they are the columns. */
  Optional<ClientGraph> prefix() {
    if (raw) {
      return Optional.empty();
    }
    GraphParts parts = new GraphParts(graph, Set.of(ClientGraphs.FEATURES));
    List<ClientGraph.Input> taken = new ArrayList<>();
    for (OnnxInput input : inputs) {
      String name = parts.define(input.name());
      taken.add(new ClientGraph.Input(name, input.type(), input.width()));
    }
    for (OnnxInput input : inputs) {
      if (!input.isRow()) {
        String shape = parts.constant("shape", shape(input.shape()));
        String whole = parts.resolve(input.name());
        parts.define(input.name(), parts.add(Operator.RESHAPE, Map.of(), parts.fresh(input.name()), whole, shape));
      }
    }
    List<String> wanted = prefixed.stream().map(Atom.Feature::value).distinct().toList();
    Set<String> needed = parts.needed(wanted, firstColumn::containsKey);
    parts.copy(needed, firstColumn::containsKey);
    join(parts, pieces(parts));
    return Optional.of(parts.build(taken, List.of(ClientGraphs.FEATURES)));
  }

  private static Tensor shape(int... shape) {
    long[] dims = new long[shape.length];
    for (int d = 0; d < dims.length; d++) {
      dims[d] = shape[d];
    }
    return Tensor.longs(new int[] {dims.length}, dims);
  }

  /** The features in order, as rows of values: whole ones or chosen elements. */
  private List<String> pieces(GraphParts parts) {
    ElementType type = prefixed.stream().anyMatch(f -> f.type() == ElementType.DOUBLE) ? ElementType.DOUBLE
        : ElementType.FLOAT;
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < prefixed.size(); ) {
      Atom.Feature first = prefixed.get(from);
      int to = from + 1;
      while (to < prefixed.size() && prefixed.get(to).value().equals(first.value())) {
        to++;
      }
      pieces.add(piece(parts, prefixed.subList(from, to), type));
      from = to;
    }
    return pieces;
  }

  private String piece(GraphParts parts, List<Atom.Feature> features, ElementType type) {
    Value value = graph.value(features.get(0).value());
    String row = parts.resolve(value.name());
    if (value.shape().length != 2 || value.shape()[0] != 1) {
      row = parts.add(Operator.RESHAPE, Map.of(), parts.fresh("row"), row, parts.constant("shape", shape(1, -1)));
    }
    if (!whole(features, value.size())) {
      long[] indices = features.stream().mapToLong(Atom.Feature::index).toArray();
      row = parts.add(Operator.GATHER, Map.of("axis", new Attribute.Int(1)), parts.fresh("chosen"), row,
          parts.constant("indices", Tensor.longs(new int[] {indices.length}, indices)));
    }
    if (value.type() != type) {
      Map<String, Attribute> to = Map.of("to", new Attribute.Int(OnnxTypes.code(type)));
      row = parts.add(Operator.CAST, to, parts.fresh("numbers"), row);
    }
    return row;
  }

  private static boolean whole(List<Atom.Feature> features, int size) {
    if (features.size() != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (features.get(i).index() != i) {
        return false;
      }
    }
    return true;
  }

  private static void join(GraphParts parts, List<String> pieces) {
    if (pieces.size() == 1) {
      parts.add(Operator.IDENTITY, Map.of(), ClientGraphs.FEATURES, pieces.get(0));
    } else {
      parts.add(Operator.CONCAT, Map.of("axis", new Attribute.Int(1)), ClientGraphs.FEATURES,
          pieces.toArray(String[]::new));
    }
  }
}
