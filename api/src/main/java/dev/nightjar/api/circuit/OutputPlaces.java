package dev.nightjar.api.circuit;

import dev.nightjar.api.crypto.AnswerPacking;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the GLWE wire and the coefficient of which each output of a circuit is the sample extraction. */
final class OutputPlaces implements Node.Cases<Void> {
  private static final int NONE = -1;

  private final int[] glwe;
  private final int[] coefficient;
  private int next;

  private OutputPlaces(int wires) {
    glwe = new int[wires];
    coefficient = new int[wires];
    Arrays.fill(glwe, NONE);
  }

  /** How the outputs can share masks; empty where some output is not extracted, or no two are of one wire. */
  static Optional<AnswerPacking> of(List<Node> nodes, int wires, int[] outputs) {
    OutputPlaces places = new OutputPlaces(wires);
    for (Node node : nodes) {
      node.match(places);
      places.next += node.width();
    }
    int[] ciphertext = new int[outputs.length];
    int[] at = new int[outputs.length];
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int i = 0; i < outputs.length; i++) {
      int wire = places.glwe[outputs[i]];
      if (wire == NONE) {
        return Optional.empty();
      }
      numbers.putIfAbsent(wire, numbers.size());
      ciphertext[i] = numbers.get(wire);
      at[i] = places.coefficient[outputs[i]];
    }
    return numbers.size() == outputs.length ? Optional.empty() : Optional.of(new AnswerPacking(ciphertext, at));
  }

  @Override
  public Void extract(Node.Extract node) {
    return null;
  }

  @Override
  public Void linear(Node.Linear node) {
    return null;
  }

  @Override
  public Void lookup(Node.Lookup node) {
    return null;
  }

  @Override
  public Void expand(Node.Expand node) {
    return null;
  }

  @Override
  public Void evaluate(Node.Evaluate node) {
    return null;
  }

  @Override
  public Void sampleExtract(Node.SampleExtract node) {
    System.arraycopy(node.wires(), 0, glwe, next, node.width());
    System.arraycopy(node.coefficients(), 0, coefficient, next, node.width());
    return null;
  }
}
