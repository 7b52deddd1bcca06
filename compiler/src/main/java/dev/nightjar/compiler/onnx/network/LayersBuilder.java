package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.network.Activation;
import dev.nightjar.api.network.AffineMap;
import dev.nightjar.api.network.Network;
import dev.nightjar.api.network.NetworkLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Sorts the functions that scores need into layers: each in the first one behind all that it reads. */
final class LayersBuilder {
  private final Atoms atoms;
  private final int[] positions;

  private LayersBuilder(Atoms atoms) {
    this.atoms = atoms;
    this.positions = new int[atoms.size()];
    for (int f = 0; f < atoms.features(); f++) {
      positions[f] = f;
    }
  }

  static Network build(Atoms atoms, Form[] scores) {
    LayersBuilder builder = new LayersBuilder(atoms);
    List<NetworkLayer> layers = new ArrayList<>();
    int values = atoms.features();
    for (List<Integer> level : builder.levels(scores).values()) {
      layers.add(builder.layer(values, level));
      for (int atom : level) {
        builder.positions[atom] = values++;
      }
    }
    return new Network(atoms.features(), layers, builder.map(values, scores));
  }

  /** The functions that scores need, in the order in which they were made, by level. */
  private Map<Integer, List<Integer>> levels(Form[] scores) {
    boolean[] needed = new boolean[atoms.size()];
    List<Form> open = new ArrayList<>(Arrays.asList(scores));
    while (!open.isEmpty()) {
      Form form = open.remove(open.size() - 1);
      for (int atom : form.atoms()) {
        if (atoms.isFunction(atom) && !needed[atom]) {
          needed[atom] = true;
          open.add(atoms.function(atom).base());
        }
      }
    }
    Map<Integer, List<Integer>> levels = new TreeMap<>();
    for (int atom = atoms.features(); atom < needed.length; atom++) {
      if (needed[atom]) {
        levels.computeIfAbsent(atoms.level(atom), level -> new ArrayList<>()).add(atom);
      }
    }
    return levels;
  }

  private NetworkLayer layer(int values, List<Integer> level) {
    Map<Activation, Integer> functions = new HashMap<>();
    List<Activation> ordered = new ArrayList<>();
    int[] functionOf = new int[level.size()];
    Form[] bases = new Form[level.size()];
    Set<String> names = new LinkedHashSet<>();
    for (int r = 0; r < bases.length; r++) {
      Atoms.Function function = atoms.function(level.get(r));
      bases[r] = function.base();
      names.add(function.origin());
      functionOf[r] = functions.computeIfAbsent(function.function(), f -> {
        ordered.add(f);
        return ordered.size() - 1;
      });
    }
    return new NetworkLayer(String.join(", ", names), map(values, bases), functionOf, ordered);
  }

  private AffineMap map(int columns, Form[] rows) {
    int[] starts = new int[rows.length + 1];
    for (int r = 0; r < rows.length; r++) {
      starts[r + 1] = starts[r] + rows[r].size();
    }
    int[] column = new int[starts[rows.length]];
    double[] weight = new double[column.length];
    double[] bias = new double[rows.length];
    for (int r = 0; r < rows.length; r++) {
      bias[r] = rows[r].bias();
      row(rows[r], starts[r], column, weight);
    }
    return new AffineMap(columns, starts, column, weight, bias);
  }

  /** Atoms in the order of their positions, which is not always that in which they were made. */
  private void row(Form form, int start, int[] column, double[] weight) {
    int[] at = new int[form.size()];
    boolean ascending = true;
    for (int t = 0; t < at.length; t++) {
      at[t] = positions[form.atoms()[t]];
      ascending &= t == 0 || at[t] > at[t - 1];
    }
    int[] order = ascending ? IntStream.range(0, at.length).toArray()
        : IntStream.range(0, at.length).boxed().sorted(Comparator.comparingInt(t -> at[t]))
            .mapToInt(Integer::intValue).toArray();
    for (int t = 0; t < order.length; t++) {
      column[start + t] = at[order[t]];
      weight[start + t] = form.weights()[order[t]];
    }
  }
}
