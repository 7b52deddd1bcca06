package dev.nightjar.compiler;

import java.util.List;

/**
 * How well predictions agree with labels.
 *
 * @param rows rows that have a label
 * @param exact accuracy or error of the imported model, NaN without such rows
 * @param quantized the same of the compiled model
 * @param warnings what is suspicious
 */
record LabelScore(int rows, double exact, double quantized, List<String> warnings) {
  static final LabelScore NONE = new LabelScore(0, Double.NaN, Double.NaN, List.of());
}
