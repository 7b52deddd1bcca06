package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.Diagram.Kind;

/**
 * What the evaluation of a diagram needs besides its steps: who reads a value, and the order in which steps that are
 * ready are to be taken. Immutable.
 *
 * <p>The order is depth first from the outputs, at each step the higher of its sources first. So a value is soon read
 * after it was made, and few are held at a time; and the longest way to an output is never left waiting, which keeps
 * several threads busy to the end.
 */
final class Plan {
  private final Diagram diagram;
  /** Steps in the order in which they are taken. */
  private final int[] order;
  private final int[] positions;
  /** Sources that are no constants, each as often as it is read. */
  private final int[] sources;
  /** Steps that read a value, each as often as it does, at {@code readers[firstReader[i] .. firstReader[i + 1])}. */
  private final int[] readers;
  private final int[] firstReader;

  Plan(Diagram diagram) {
    this.diagram = diagram;
    int steps = diagram.steps();
    this.sources = new int[steps];
    this.firstReader = new int[steps + 1];
    int[] heights = new int[steps];
    for (int step = 0; step < steps; step++) {
      for (int i = 0; i < inputs(step); i++) {
        int input = input(step, i);
        heights[step] = Math.max(heights[step], heights[input] + 1);
        if (!isConstant(input)) {
          sources[step]++;
          firstReader[input + 1]++;
        }
      }
    }
    for (int step = 0; step < steps; step++) {
      firstReader[step + 1] += firstReader[step];
    }
    this.readers = new int[firstReader[steps]];
    int[] next = firstReader.clone();
    for (int step = 0; step < steps; step++) {
      for (int i = 0; i < inputs(step); i++) {
        int input = input(step, i);
        if (!isConstant(input)) {
          readers[next[input]++] = step;
        }
      }
    }
    this.positions = new int[steps];
    this.order = order(heights);
  }

  /** Depth first, with a stack of its own. */
  private int[] order(int[] heights) {
    int[] found = new int[diagram.steps()];
    int count = 0;
    int[] stack = new int[diagram.steps() + 1];
    int[] nextInput = new int[diagram.steps()];
    boolean[] seen = new boolean[diagram.steps()];
    for (int output = 0; output < diagram.outputs(); output++) {
      int depth = 0;
      if (!seen[diagram.output(output)]) {
        seen[diagram.output(output)] = true;
        stack[depth++] = diagram.output(output);
      }
      while (depth > 0) {
        int step = stack[depth - 1];
        if (nextInput[step] == inputs(step)) {
          depth--;
          positions[step] = count;
          found[count++] = step;
        } else {
          int input = input(step, higherFirst(step, nextInput[step]++, heights));
          if (!seen[input]) {
            seen[input] = true;
            stack[depth++] = input;
          }
        }
      }
    }
    return found;
  }

  private int higherFirst(int step, int index, int[] heights) {
    boolean swapped = diagram.kind(step) == Kind.SELECT
        && heights[diagram.second(step)] > heights[diagram.first(step)];
    return swapped ? 1 - index : index;
  }

  private int inputs(int step) {
    return switch (diagram.kind(step)) {
      case CONSTANT -> 0;
      case SELECT -> 2;
      case ROTATE, SHIFT -> 1;
      case SUM -> diagram.terms(step);
    };
  }

  private int input(int step, int index) {
    return switch (diagram.kind(step)) {
      case CONSTANT -> throw new IllegalArgumentException("a constant has no input");
      case SELECT -> index == 0 ? diagram.first(step) : diagram.second(step);
      case ROTATE, SHIFT -> diagram.first(step);
      case SUM -> diagram.term(step, index);
    };
  }

  Diagram diagram() {
    return diagram;
  }

  private boolean isConstant(int step) {
    return diagram.kind(step) == Kind.CONSTANT;
  }

  int steps() {
    return order.length;
  }

  /** The step that is taken at a position. */
  int step(int position) {
    return order[position];
  }

  /** The position of a step. */
  int position(int step) {
    return positions[step];
  }

  /** How many values, counted as often as they are read, a step waits for. */
  int sources(int step) {
    return sources[step];
  }

  /** How often a value is read. */
  int readers(int step) {
    return firstReader[step + 1] - firstReader[step];
  }

  /** A step that reads a value; one that does so several times is there several times. */
  int reader(int step, int index) {
    return readers[firstReader[step] + index];
  }

  /** Whether readers add a value up as soon as it is there. */
  boolean isSum(int step) {
    return diagram.kind(step) == Kind.SUM;
  }
}
