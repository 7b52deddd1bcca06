package dev.nightjar.plugin.network;

import dev.nightjar.api.network.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Finds functions of a layer that one rotation gives: they read the same sum, up to a factor and a constant, and what
 * has to be looked up of them is one function of its phase, turned, as sine and cosine are, or ReLUs of one sum with
 * several thresholds. Each is a coefficient of its own of one rotated accumulator, so that all of them together cost
 * one bootstrap and have no more noise than one.
 */
final class SharedPhases {
  /** Parts of a turn in which turns are told apart: a half of one is far less than the noise at any look-up. */
  private static final int STEPS = 1 << 12;
  /** Phases at which two functions are compared. */
  private static final int PROBES = 64;
  /**
   * Root mean square by which functions may differ, relative to the largest value of each, as a share of the deviation
   * of phases, which itself changes what is read by a few times as much.
   */
  private static final double TOLERANCE = 0.5;
  /** How much larger the mean square error of a function may be at the scale of others than at its own. */
  private static final double MOST_WORSE = 1.3;

  private final ShapeSearch search;
  private final Form[] inputs;
  private final Activation[] functions;
  private final double[][] samples;
  private final Reading[] readings;

  /**
   * How a function is looked up.
   *
   * @param leader the function of the layer whose phase it reads: itself, or an earlier one
   * @param turn what it adds to that phase, of a turn, where its own would tell it the same
   */
  record Reading(Shape shape, int leader, double turn) {
  }

  /** What forms have in common that are multiples of each other but for constants. */
  private record Direction(int[] atoms, float[] ratios) {
    static Direction of(Form form) {
      float[] ratios = new float[form.weight().length];
      for (int t = 0; t < ratios.length; t++) {
        ratios[t] = (float) (form.weight()[t] / form.weight()[0]);
      }
      return new Direction(form.atom(), ratios);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Direction that && Arrays.equals(atoms, that.atoms)
          && Arrays.equals(ratios, that.ratios);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(atoms) + Arrays.hashCode(ratios);
    }
  }

  private SharedPhases(ShapeSearch search, Form[] inputs, Activation[] functions, double[][] samples,
      Shape[] alone) {
    this.search = search;
    this.inputs = inputs;
    this.functions = functions;
    this.samples = samples;
    readings = new Reading[alone.length];
    Arrays.setAll(readings, r -> new Reading(alone[r], r, 0));
  }

  /**
   * How the functions of a layer are looked up.
   *
   * @param inputs what each reads
   * @param samples inputs of each on calibration rows
   * @param alone the shape that suits each best
   */
  static Reading[] of(ShapeSearch search, Form[] inputs, Activation[] functions, double[][] samples, Shape[] alone) {
    SharedPhases shared = new SharedPhases(search, inputs, functions, samples, alone);
    Map<Direction, List<Integer>> groups = new LinkedHashMap<>();
    for (int r = 0; r < alone.length; r++) {
      if (!alone[r].isAffine()) {
        groups.computeIfAbsent(Direction.of(inputs[r]), direction -> new ArrayList<>()).add(r);
      }
    }
    groups.values().stream().filter(group -> group.size() > 1).forEach(shared::share);
    return shared.readings;
  }

  /** How many times as large a function's input is as that of another of its group, with the sign. */
  private double ratio(int row, int of) {
    return inputs[row].weight()[0] / inputs[of].weight()[0];
  }

  private void share(List<Integer> group) {
    int first = group.get(0);
    double[] own = group.stream().mapToDouble(r -> search.error(readings[r].shape, samples[r])).toArray();
    Shape[] best = null;
    double[] worse = null;
    double least = Double.POSITIVE_INFINITY;
    for (double scale : group.stream().mapToDouble(r -> readings[r].shape.scale() * Math.abs(ratio(r, first)))
        .distinct().toArray()) {
      Shape[] shapes = new Shape[own.length];
      double[] times = new double[own.length];
      for (int i = 0; i < own.length; i++) {
        int r = group.get(i);
        shapes[i] = search.best(functions[r], samples[r], scale / Math.abs(ratio(r, first)));
        times[i] = search.error(shapes[i], samples[r]) / Math.max(own[i], Double.MIN_NORMAL);
      }
      double sum = Arrays.stream(times).sum();
      if (sum < least) {
        least = sum;
        best = shapes;
        worse = times;
      }
    }
    List<Integer> leaders = new ArrayList<>();
    for (int i = 0; i < own.length && best != null; i++) {
      if (worse[i] <= MOST_WORSE && !follows(group, best, i, leaders)) {
        leaders.add(i);
      }
    }
  }

  /** Lets a function of a group read the phase of a leader, if its own is one of theirs, turned. */
  private boolean follows(List<Integer> group, Shape[] shapes, int i, List<Integer> leaders) {
    int r = group.get(i);
    for (int l : leaders) {
      int leader = group.get(l);
      double ratio = ratio(r, leader);
      double at = ratio * shapes[l].centre() + inputs[r].bias() - ratio * inputs[leader].bias();
      OptionalDouble turn = turn(shapes[l], shapes[i], Math.signum(ratio), shapes[i].phase(at));
      if (turn.isPresent()) {
        readings[leader] = new Reading(shapes[l], leader, 0);
        readings[r] = new Reading(shapes[i], leader, turn.getAsDouble());
        return true;
      }
    }
    return false;
  }

  /** The turn by which one residual is another, read at {@code sign · phase + from}. */
  private OptionalDouble turn(Shape leader, Shape shape, double sign, double from) {
    double[] wave = new double[STEPS];
    Arrays.setAll(wave, k -> leader.residual((double) k / STEPS) / leader.amplitude());
    double least = Math.pow(TOLERANCE * search.deviation(), 2) * PROBES;
    int best = -1;
    double[] wanted = new double[PROBES];
    Arrays.setAll(wanted, j -> shape.residual(sign * j / PROBES + from) / shape.amplitude());
    for (int turn = 0; turn < STEPS; turn++) {
      double off = 0;
      for (int j = 0; j < PROBES && off < least; j++) {
        double difference = wanted[j] - wave[(j * (STEPS / PROBES) + turn) % STEPS];
        off += difference * difference;
      }
      if (off < least) {
        least = off;
        best = turn;
      }
    }
    return best < 0 ? OptionalDouble.empty() : OptionalDouble.of((double) best / STEPS);
  }
}
