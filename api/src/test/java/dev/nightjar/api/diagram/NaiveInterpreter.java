package dev.nightjar.api.diagram;

/** Computes whole polynomials step by step: what every way to evaluate a diagram must give. */
final class NaiveInterpreter {
  private NaiveInterpreter() {
  }

  /** The polynomial of each step. */
  static long[][] run(Diagram diagram, long[] bits) {
    long[][] values = new long[diagram.steps()][];
    for (int i = 0; i < values.length; i++) {
      int n = diagram.polynomialSize();
      long[] value = new long[n];
      switch (diagram.kind(i)) {
        case CONSTANT -> {
          for (int j = 0; j < diagram.length(i); j++) {
            value[diagram.start(i) + j] = diagram.word(i, j);
          }
        }
        case SELECT -> {
          for (int c = 0; c < n; c++) {
            value[c] = values[diagram.first(i)][c]
                + bits[diagram.bit(i)] * (values[diagram.second(i)][c] - values[diagram.first(i)][c]);
          }
        }
        case ROTATE -> value = turned(values[diagram.first(i)], (int) bits[diagram.bit(i)] * diagram.amount(i));
        case SHIFT -> value = turned(values[diagram.first(i)], diagram.amount(i));
        case SUM -> {
          for (int t = 0; t < diagram.terms(i); t++) {
            for (int c = 0; c < n; c++) {
              value[c] += values[diagram.term(i, t)][c];
            }
          }
        }
      }
      values[i] = value;
    }
    return values;
  }

  /** {@code P X^(-by)}, one power of X after the other. */
  static long[] turned(long[] polynomial, int by) {
    long[] turned = polynomial.clone();
    for (int step = 0; step < by; step++) {
      long first = turned[0];
      System.arraycopy(turned, 1, turned, 0, turned.length - 1);
      turned[turned.length - 1] = -first;
    }
    return turned;
  }
}
