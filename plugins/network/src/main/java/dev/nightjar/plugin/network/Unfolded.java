package dev.nightjar.plugin.network;

import dev.nightjar.api.network.Activation;
import dev.nightjar.api.network.AffineMap;
import dev.nightjar.api.network.Network;
import dev.nightjar.api.network.NetworkLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network as look-ups of affine forms over features and look-ups: every linear part of a function is passed on to the
 * forms that read it, back to the features, so that look-ups hold residuals alone.
 *
 * @param features number of features, the first atoms
 * @param layers look-ups of each layer, in the order of their atoms; layers without look-ups are left out
 * @param scores form of each score
 */
record Unfolded(int features, List<Layer> layers, List<Form> scores) {
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
   * @param shape how its function is read off the torus
   * @param leader number in the layer of the look-up whose phase it reads: its own, or that of an earlier one, of which
   *     its residual is a turned one
   * @param turn what it adds to that phase, of a turn
   */
  record Lookup(int row, Form input, Shape shape, int leader, double turn) {
  }

  /** Says how the functions of a layer are read, from what they read and the inputs that calibration rows lead to. */
  @FunctionalInterface
  private interface Readings {
    SharedPhases.Reading[] of(Activation[] functions, Form[] inputs, double[][] samples);
  }

  /** Unfolds a network with shapes that suit the samples at noise of this deviation, of the torus, on phases. */
  static Unfolded of(Network network, Samples samples, double deviation) {
    ShapeSearch search = new ShapeSearch(deviation);
    return of(network, samples, (functions, inputs, rows) -> {
      Shape[] alone = new Shape[functions.length];
      Arrays.setAll(alone, r -> shape(search, functions[r], inputs[r], rows[r]));
      return SharedPhases.of(search, inputs, functions, rows, alone);
    });
  }

  private static Shape shape(ShapeSearch search, Activation function, Form input, double[] samples) {
    if (input.atom().length == 0) {
      return line(function, 0, function.apply(input.bias()));
    }
    double at = function.apply(0);
    return isAffine(function) ? line(function, function.apply(1) - at, at) : search.best(function, samples);
  }

  /**
   * Unfolds a network whose functions are looked up whole, but for those that are affine over what calibration rows
   * lead to. Scales of their shapes mean nothing.
   */
  static Unfolded whole(Network network, Samples samples) {
    return of(network, samples, (functions, inputs, rows) -> {
      SharedPhases.Reading[] out = new SharedPhases.Reading[functions.length];
      Arrays.setAll(out, r -> {
        Shape line = ShapeSearch.affine(functions[r], rows[r]);
        return new SharedPhases.Reading(line.isAffine() ? line : new Shape(functions[r], 0, 0, 0, 1, 1), r, 0);
      });
      return out;
    });
  }

  private static Shape line(Activation function, double slope, double level) {
    return new Shape(function, slope, level, 0, 1, 0);
  }

  private static Unfolded of(Network network, Samples samples, Readings readings) {
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
      Form[] inputs = new Form[layer.width()];
      Activation[] functions = new Activation[inputs.length];
      double[][] rows = new double[inputs.length][];
      for (int r = 0; r < inputs.length; r++) {
        inputs[r] = form(layer.map(), r, values, sum);
        functions[r] = layer.function(r);
        rows[r] = samples.inputsOf(l, r);
      }
      SharedPhases.Reading[] found = readings.of(functions, inputs, rows);
      int[] numbers = new int[inputs.length];
      for (int r = 0; r < inputs.length; r++) {
        Shape shape = found[r].shape();
        sum.add(inputs[r], shape.slope());
        sum.addConstant(shape.level());
        if (!shape.isAffine()) {
          sum.addAtom(atom++, 1);
          numbers[r] = lookups.size();
          lookups.add(new Lookup(r, inputs[r], shape, numbers[found[r].leader()], found[r].turn()));
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
    return new Unfolded(network.features(), layers, scores);
  }

  private static boolean isAffine(Activation function) {
    return function.kinks().filter(kinks -> kinks.length == 0).isPresent();
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

  /** The features that are read at all, ascending. */
  int[] usedFeatures() {
    boolean[] byLookups = readByLookups();
    boolean[] byScores = readByScores();
    return IntStream.range(0, features).filter(f -> byLookups[f] || byScores[f]).toArray();
  }

  private static void mark(Form form, boolean[] read) {
    Arrays.stream(form.atom()).forEach(a -> read[a] = true);
  }
}
