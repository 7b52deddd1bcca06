package dev.nightjar.plugin.network;

import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Writes a network of integers as nodes: one extraction of all that is read off the query, then for each layer a linear
 * map, where it reads look-ups, and one batch of look-ups. Look-ups that read equal sums by equal tables are one, and
 * those that turn such a table are several values of one.
 */
final class NetworkCircuit {
  private final IntegerNetwork network;
  private final int coefficients;
  private final int tableSize;
  private final double margin;
  private final List<Node> nodes = new ArrayList<>();
  private final int[] wireOf;
  private final Map<IntegerRow, Integer> extracted = new HashMap<>();
  private int wires;
  private int merged;
  private int turned;

  private NetworkCircuit(IntegerNetwork network, int coefficients, int tableSize, double margin) {
    this.margin = margin;
    this.network = network;
    this.coefficients = coefficients;
    this.tableSize = tableSize;
    wireOf = new int[network.lookups()];
  }

  /**
   * The nodes and outputs.
   *
   * @param nodes in order
   * @param outputs wire of each score
   * @param merged look-ups that were one with another
   * @param turned look-ups that are further values of the rotation of another
   */
  record Written(List<Node> nodes, int[] outputs, int merged, int turned) {
  }

  /**
   * Writes a network.
   *
   * @param coefficients of a query
   * @param tableSize coefficients of a test polynomial
   * @param margins for each batch the margin of each of its look-ups; without them all are 1/4
   */
  static Written write(IntegerNetwork network, int coefficients, int tableSize, double[][] margins) {
    return new NetworkCircuit(network, coefficients, tableSize, 0.25).write(margins);
  }

  private Written write(double[][] margins) {
    extract();
    int next = 0;
    for (int l = 0; l < network.layers().size(); l++) {
      layer(network.layers().get(l), next, margins.length == 0 ? new double[0] : margins[l]);
      next += network.layers().get(l).size();
    }
    int[] outputs = inputs(network.scores());
    return new Written(nodes, outputs, merged, turned);
  }

  /** The same where all look-ups have one margin. */
  static Written write(IntegerNetwork network, int coefficients, int tableSize, double margin) {
    NetworkCircuit writer = new NetworkCircuit(network, coefficients, tableSize, margin);
    return writer.write(new double[0][]);
  }

  private void append(Node node) {
    nodes.add(node);
    wires += node.width();
  }

  /** The part of every sum that is read off the query, with the constants of sums that are no more than that. */
  private void extract() {
    SparseMap.Builder map = SparseMap.builder(coefficients);
    List<List<IntegerRow>> all = new ArrayList<>(network.layers());
    all.add(network.scores());
    for (List<IntegerRow> rows : all) {
      for (IntegerRow row : rows) {
        if (row.slots().length > 0 || row.lookups().length == 0) {
          extracted.computeIfAbsent(row,
              r -> map.row(r.slots(), r.slotWeights(), r.lookups().length == 0 ? r.word() : 0));
        }
      }
    }
    if (map.rows() > 0) {
      append(new Node.Extract(map.build()));
    }
  }

  /** The wires of sums, written as one linear map where they are more than what was extracted. */
  private int[] inputs(List<IntegerRow> rows) {
    int[] out = new int[rows.size()];
    Map<IntegerRow, Integer> sums = new HashMap<>();
    SparseMap.Builder map = SparseMap.builder(Math.max(1, wires));
    for (int r = 0; r < out.length; r++) {
      IntegerRow row = rows.get(r);
      if (row.lookups().length == 0) {
        out[r] = extracted.get(row);
        continue;
      }
      out[r] = sums.computeIfAbsent(row, distinct -> wires + sum(distinct, map));
    }
    if (map.rows() > 0) {
      append(new Node.Linear(map.build()));
    }
    return out;
  }

  private int sum(IntegerRow row, SparseMap.Builder map) {
    Map<Integer, Long> terms = new TreeMap<>();
    if (extracted.containsKey(row)) {
      terms.put(extracted.get(row), 1L);
    }
    for (int t = 0; t < row.lookups().length; t++) {
      terms.merge(wireOf[row.lookups()[t]], row.weights()[t], Long::sum);
    }
    terms.values().removeIf(w -> w == 0);
    return map.row(terms.keySet().stream().mapToInt(Integer::intValue).toArray(),
        terms.values().stream().mapToLong(Long::longValue).toArray(), row.word());
  }

  private void layer(List<IntegerRow> rows, int first, double[] margins) {
    int[] inputs = inputs(rows);
    RotationTables tables = new RotationTables(tableSize);
    Map<List<Integer>, Integer> known = new HashMap<>();
    List<Integer> read = new ArrayList<>();
    int[] place = new int[inputs.length];
    int[] value = new int[inputs.length];
    for (int r = 0; r < inputs.length; r++) {
      int table = tables.table(Arrays.stream(network.tables()[first + r]).mapToLong(Torus::word).toArray());
      int input = inputs[r];
      place[r] = known.computeIfAbsent(List.of(input, table), k -> {
        read.add(input);
        return tables.rotation(table);
      });
      value[r] = tables.value(place[r], network.turns()[first + r]);
    }
    merged += inputs.length - tables.values();
    turned += tables.values() - read.size();
    int outputs = tables.outputs();
    for (int r = 0; r < inputs.length; r++) {
      wireOf[first + r] = wires + place[r] * outputs + value[r];
    }
    double[] limits = margins.length == read.size() ? margins
        : IntStream.range(0, read.size()).mapToDouble(i -> margin).toArray();
    RotationTables.Written written = tables.write();
    append(new Node.Lookup(read.stream().mapToInt(Integer::intValue).toArray(), written.tableOf(), limits,
        written.tables()));
  }
}
