package dev.nightjar.api.codec;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import java.nio.ByteBuffer;

/**
 * Reads the steps of a diagram by building it anew, which checks each step. There is one form of a diagram: a step that
 * was there before, that changes nothing or that no output needs is refused.
 */
final class DiagramReader {
  private static final Diagram.Kind[] KINDS = Diagram.Kind.values();

  private final ByteBuffer in;
  private final int polynomialSize;
  private final DiagramBuilder builder;
  private long terms;
  private long words;

  DiagramReader(ByteBuffer in, int polynomialSize, int bits) {
    this.in = in;
    this.polynomialSize = polynomialSize;
    builder = Diagram.builder(polynomialSize, bits);
  }

  /** The diagram of so many steps and the outputs behind them. */
  Diagram read(int steps) {
    for (int step = 0; step < steps; step++) {
      if (step() != step) {
        throw Frame.invalid("step " + step + " of a diagram repeats another one or changes nothing");
      }
    }
    int outputs = Frame.count(in, Integer.BYTES);
    for (int o = 0; o < outputs; o++) {
      builder.output(in.getInt());
    }
    Diagram diagram = builder.build();
    if (diagram.steps() != steps) {
      throw Frame.invalid("no output needs " + (steps - diagram.steps()) + " of the " + steps
          + " steps of a diagram");
    }
    if (diagram.allTerms() != terms || diagram.allWords() != words) {
      throw Frame.invalid("a diagram shifts or adds up constants, or has zeros at the end of one");
    }
    return diagram;
  }

  private int step() {
    int kind = in.get();
    if (kind < 0 || kind >= KINDS.length) {
      throw Frame.invalid("step kind " + kind + " of a diagram is not known");
    }
    return switch (KINDS[kind]) {
      case CONSTANT -> constant();
      case SELECT -> builder.select(in.getInt(), in.getInt(), in.getInt());
      case ROTATE -> builder.rotate(in.getInt(), in.getInt(), in.getInt());
      case SHIFT -> builder.shift(in.getInt(), shift());
      case SUM -> sum();
    };
  }

  private int constant() {
    int start = in.getInt();
    int length = Frame.count(in, Long.BYTES);
    words += length;
    return builder.table(start, Frame.readWords(in, length));
  }

  private int shift() {
    int amount = in.getInt();
    if (amount < 1 || amount >= 2 * polynomialSize) {
      throw Frame.invalid("a shift turns by 1 to " + (2 * polynomialSize - 1) + ", not by " + amount);
    }
    return amount;
  }

  private int sum() {
    int[] values = new int[Frame.count(in, Integer.BYTES)];
    terms += values.length;
    for (int t = 0; t < values.length; t++) {
      values[t] = in.getInt();
      if (t > 0 && values[t] < values[t - 1]) {
        throw Frame.invalid("the terms of a sum ascend; " + values[t] + " stands behind " + values[t - 1]);
      }
    }
    return builder.sum(values);
  }
}
