package dev.nightjar.compiler.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The atoms of one graph, numbered in the order in which they were met; raw columns come first. */
final class Atoms {
  /** Most atoms of a graph: elements of values that do not fold. */
  private static final int MAX_ATOMS = 1 << 20;

  private final List<Atom> atoms = new ArrayList<>();
  private final Map<Atom, Integer> ids = new HashMap<>();

  /** The number of an atom; the same for equal ones. */
  int id(Atom atom) {
    return ids.computeIfAbsent(atom, a -> {
      if (atoms.size() >= MAX_ATOMS) {
        throw OnnxImporter.invalid("the steps in front of the model make more than " + MAX_ATOMS
            + " numbers; apply them before the rows are given to the model");
      }
      atoms.add(a);
      return atoms.size() - 1;
    });
  }

  Atom get(int id) {
    return atoms.get(id);
  }

  int size() {
    return atoms.size();
  }

  /** The form of a feature on its own: of a raw column, or of an element that does not fold. */
  Form feature(Atom.Feature feature) {
    int id = id(feature);
    return Form.of(id, Taint.NONE, Chain.of(id, feature.type()));
  }

  /** The form of a score of a model on its own. */
  Form column(Atom.Column column) {
    return Form.of(id(column), Taint.MODEL, null);
  }
}
