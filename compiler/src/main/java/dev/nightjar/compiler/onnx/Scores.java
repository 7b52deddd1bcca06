package dev.nightjar.compiler.onnx;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The scores that a core must give so that forms can be computed of them: forms that are sums of multiples of others,
 * but for a shift, take no score of their own.
 */
final class Scores {
  /** How far weights may be from those of a sum of scores, in relation to them: roundings of double precision. */
  private static final double TOLERANCE = 1e-12;

  /** Largest factor in a sum of several scores, so that what rounds scores is not felt much more in the sum. */
  private static final double MAX_FACTOR = 4;

  /** Most scores of which sums are looked for; the time for it grows with the square of their number. */
  private static final int MAX_SUMMED = 256;

  /** Weights that differ by less than this share of them are much the same. */
  private static final double ALIKE = 0.5;

  private final List<Form> scores = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final Set<Integer> features = new HashSet<>();
  private final IntPredicate isFeature;
  private final BitSet differences = new BitSet();
  private final Map<Form, Integer> distances = new IdentityHashMap<>();

  /**
   * No scores yet.
   *
   * @param isFeature whether an atom is a feature, else it is a score of a tree model
   */
  Scores(IntPredicate isFeature) {
    this.isFeature = isFeature;
  }

  /** A sum of scores of which one atom, the pivot, has the weight 1, and earlier pivots none. */
  private record Row(int pivot, Map<Integer, Double> weights, double[] ofScores) {
  }

  /**
   * A form as an affine function of scores: {@code Σ factors[i] · score[scores[i]] + shift}.
   *
   * @param scores indices of scores, none for a constant; not copied
   * @param factors what each is multiplied with; not copied
   * @param shift what is added
   */
  record Use(int[] scores, double[] factors, double shift) {
    static Use of(int score, double factor, double shift) {
      return new Use(new int[] {score}, new double[] {factor}, shift);
    }
  }

  /** How a form is computed of the scores; adds a score when there is none that fits. */
  Use use(Form form) {
    if (form.taint() == Taint.DISTANCE) {
      return distance(form);
    }
    if (form.size() == 0) {
      return new Use(new int[0], new double[0], form.offset());
    }
    for (int s = 0; s < scores.size(); s++) {
      Form score = scores.get(s);
      if (proportional(form, score)) {
        double factor = form.weight(0) / score.weight(0);
        return Use.of(s, factor, form.offset() - factor * score.offset());
      }
    }
    Use sum = mayBeSum(form) && scores.size() < MAX_SUMMED ? sum(form) : null;
    if (sum != null) {
      return sum;
    }
    int like = like(form);
    if (like >= 0) {
      return difference(form, like);
    }
    scores.add(form);
    return Use.of(scores.size() - 1, 1, 0);
  }

  /** Distances are compared with each other: each is a score of its own, none is a sum of others. */
  private Use distance(Form form) {
    Integer known = distances.putIfAbsent(form, scores.size());
    if (known == null) {
      scores.add(form);
    }
    return Use.of(distances.get(form), 1, 0);
  }

  /** A score of features whose weights are much the same, as those of classes in naive Bayes; -1 if there is none. */
  private int like(Form form) {
    for (int s = 0; s < scores.size(); s++) {
      if (!differences.get(s) && ofFeatures(form) && ofFeatures(scores.get(s))
          && magnitude(minus(form, scores.get(s))) < ALIKE * magnitude(form)) {
        return s;
      }
    }
    return -1;
  }

  /**
   * The difference from another score as the new one: what rounds the other is then common to both, and does not decide
   * which is larger.
   */
  private Use difference(Form form, int like) {
    int added = scores.size();
    scores.add(minus(form, scores.get(like)));
    differences.set(added);
    if (!rows.isEmpty() && rows.get(rows.size() - 1).ofScores.length == added + 1) {
      double[] ofScores = rows.get(rows.size() - 1).ofScores;
      ofScores[like] += ofScores[added];
    }
    return new Use(new int[] {added, like}, new double[] {1, 1}, 0);
  }

  private boolean ofFeatures(Form form) {
    return IntStream.range(0, form.size()).allMatch(t -> isFeature.test(form.atom(t)));
  }

  private static double magnitude(Form form) {
    return IntStream.range(0, form.size()).mapToDouble(t -> Math.abs(form.weight(t))).sum();
  }

  private static Form minus(Form form, Form other) {
    int atoms = 1 + Math.max(form.atom(form.size() - 1), other.atom(other.size() - 1));
    return new Form.Sum(atoms).add(1, form).add(-1, other).take();
  }

  /** As many scores as features make every form of features: how they do would tell weights of the model to clients. */
  private boolean mayBeSum(Form form) {
    boolean ofModels = true;
    for (int t = 0; t < form.size(); t++) {
      if (isFeature.test(form.atom(t))) {
        ofModels = false;
        features.add(form.atom(t));
      }
    }
    return ofModels || rows.size() < features.size();
  }

  private static boolean proportional(Form a, Form b) {
    if (a.size() != b.size()) {
      return false;
    }
    double factor = a.weight(0) / b.weight(0);
    for (int t = 0; t < a.size(); t++) {
      if (a.atom(t) != b.atom(t)
          || Math.abs(a.weight(t) - factor * b.weight(t)) > TOLERANCE * Math.abs(a.weight(t))) {
        return false;
      }
    }
    return true;
  }

  /** The form as a sum of several scores; when it is none, it is kept as a new row, and null. */
  private Use sum(Form form) {
    Map<Integer, Double> rest = new HashMap<>();
    double largest = 0;
    for (int t = 0; t < form.size(); t++) {
      rest.put(form.atom(t), form.weight(t));
      largest = Math.max(largest, Math.abs(form.weight(t)));
    }
    double[] factors = new double[scores.size() + 1];
    for (Row row : rows) {
      double share = rest.getOrDefault(row.pivot, 0.0);
      if (share != 0) {
        row.weights.forEach((atom, weight) -> rest.merge(atom, -share * weight, Double::sum));
        rest.remove(row.pivot);
        for (int s = 0; s < row.ofScores.length; s++) {
          factors[s] += share * row.ofScores[s];
        }
      }
    }
    int pivot = -1;
    for (Map.Entry<Integer, Double> left : rest.entrySet()) {
      if (Math.abs(left.getValue()) > TOLERANCE * largest * form.size()
          && (pivot < 0 || Math.abs(left.getValue()) > Math.abs(rest.get(pivot)))) {
        pivot = left.getKey();
      }
    }
    if (pivot >= 0) {
      keep(pivot, rest, factors);
      return null;
    }
    return use(form, factors);
  }

  private void keep(int pivot, Map<Integer, Double> rest, double[] factors) {
    double scale = rest.get(pivot);
    rest.replaceAll((atom, weight) -> weight / scale);
    for (int s = 0; s < factors.length; s++) {
      factors[s] = -factors[s] / scale;
    }
    factors[scores.size()] = 1 / scale;
    rows.add(new Row(pivot, rest, factors));
  }

  private Use use(Form form, double[] factors) {
    double shift = form.offset();
    List<Integer> used = new ArrayList<>();
    for (int s = 0; s < scores.size(); s++) {
      if (Math.abs(factors[s]) > TOLERANCE) {
        used.add(s);
        shift -= factors[s] * scores.get(s).offset();
      }
      if (Math.abs(factors[s]) > MAX_FACTOR) {
        return null;
      }
    }
    return new Use(used.stream().mapToInt(s -> s).toArray(), used.stream().mapToDouble(s -> factors[s]).toArray(),
        shift);
  }

  /** The scores in order. */
  List<Form> forms() {
    return List.copyOf(scores);
  }
}
