package dev.nightjar.compiler.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * The scores that a core must give so that forms can be computed of them: forms that are a multiple of another, but for
 * a shift, take no score of their own.
 */
final class Scores {
  /** How far weights may be from being proportional, in relation to them: some roundings of double precision. */
  private static final double TOLERANCE = 1e-12;

  private final List<Form> scores = new ArrayList<>();

  /**
   * A form as an affine function of a score.
   *
   * @param score index of the score, -1 for a constant
   * @param factor what the score is multiplied with
   * @param shift what is added
   */
  record Use(int score, double factor, double shift) {
  }

  /** How a form is computed of the scores; adds a score when there is none that fits. */
  Use use(Form form) {
    if (form.size() == 0) {
      return new Use(-1, 0, form.offset());
    }
    for (int s = 0; s < scores.size(); s++) {
      Form score = scores.get(s);
      if (proportional(form, score)) {
        double factor = form.weight(0) / score.weight(0);
        return new Use(s, factor, form.offset() - factor * score.offset());
      }
    }
    scores.add(form);
    return new Use(scores.size() - 1, 1, 0);
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

  /** The scores in order. */
  List<Form> forms() {
    return List.copyOf(scores);
  }
}
