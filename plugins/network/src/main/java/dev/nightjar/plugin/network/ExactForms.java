package dev.nightjar.plugin.network;

import dev.nightjar.api.network.Activation;
import dev.nightjar.api.network.AffineMap;
import dev.nightjar.api.network.Network;
import dev.nightjar.api.network.NetworkLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network as look-ups of affine forms over features and look-ups. Functions that are affine over what calibration
 * rows lead to are part of the forms that read them.
 *
 * @param features number of features, the first atoms
 * @param layers look-ups of each layer, in the order of their atoms; layers without look-ups are left out
 * @param scores form of each score
 */
record ExactForms(int features, List<Layer> layers, List<Form> scores) {
  /**
   * One layer.
   *
   * @param name for reports
   * @param index of the network's layer
   * @param lookups in order of their atoms
   */
  record Layer(String name, int index, List<Lookup> lookups) {
  }

  /**
   * One look-up.
   *
   * @param row of the network's layer
   * @param input what it reads
   * @param function of that
   */
  record Lookup(int row, Form input, Activation function) {
  }

  static ExactForms of(Network network, Samples samples) {
    FormSum sum = new FormSum(network.values());
    Form[] values = new Form[network.values()];
    for (int f = 0; f < network.features(); f++) {
      values[f] = new Form(new int[] {f}, new double[] {1}, 0);
    }
    int value = network.features();
    int atom = network.features();
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < network.layers().size(); l++) {
      NetworkLayer layer = network.layers().get(l);
      List<Lookup> lookups = new ArrayList<>();
      for (int r = 0; r < layer.width(); r++) {
        Form input = form(layer.map(), r, values, sum);
        Shape line = ShapeSearch.affine(layer.function(r), samples.inputsOf(l, r));
        if (line.isAffine()) {
          sum.add(input, line.slope());
          sum.addConstant(line.level());
        } else {
          sum.addAtom(atom++, 1);
          lookups.add(new Lookup(r, input, layer.function(r)));
        }
        values[value++] = sum.take();
      }
      if (!lookups.isEmpty()) {
        layers.add(new Layer(layer.name(), l, List.copyOf(lookups)));
      }
    }
    List<Form> scores = new ArrayList<>();
    for (int o = 0; o < network.scores().rows(); o++) {
      scores.add(form(network.scores(), o, values, sum));
    }
    return new ExactForms(network.features(), layers, scores);
  }

  private static Form form(AffineMap map, int row, Form[] values, FormSum sum) {
    sum.addConstant(map.bias(row));
    for (int t = map.start(row); t < map.start(row + 1); t++) {
      sum.add(values[map.column(t)], map.weight(t));
    }
    return sum.take();
  }

  /** Number of look-ups. */
  int lookups() {
    return layers.stream().mapToInt(layer -> layer.lookups().size()).sum();
  }

  /** Marks the atoms that look-ups read. */
  boolean[] readByLookups() {
    boolean[] read = new boolean[features + lookups()];
    layers.forEach(layer -> layer.lookups().forEach(lookup -> mark(lookup.input(), read)));
    return read;
  }

  /** Marks the atoms that scores read. */
  boolean[] readByScores() {
    boolean[] read = new boolean[features + lookups()];
    scores.forEach(score -> mark(score, read));
    return read;
  }

  private static void mark(Form form, boolean[] read) {
    Arrays.stream(form.atom()).forEach(a -> read[a] = true);
  }
}
