package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Squares of several affine functions of one feature x, as naive Bayes has one for each class: all are affine over x
 * and one square, {@code (a (x - r))² = a² ((x - c)² + 2 (c - r)(x - c) + (c - r)²)}. So the client computes one square
 * of a feature, about a centre c that tells little of the roots r, and which lies among them, for x and x² say almost
 * the same far from 0.
 */
final class SquareRules {
  private final Atoms atoms;
  private final Maker maker;
  private final Map<String, List<Squares>> known = new HashMap<>();

  /** Makes the client compute squares. */
  interface Maker {
    /**
     * The squares {@code (x - c)²} of a value, as features.
     *
     * @param base name of the value
     * @param centres c of each of its elements
     * @param name what new values may begin with
     */
    Value squares(String base, double[] centres, String name);
  }

  /** Squares of a value; centres are NaN where there is none. */
  private record Squares(Value value, double[] centres) {
  }

  SquareRules(Atoms atoms, Maker maker) {
    this.atoms = atoms;
    this.maker = maker;
  }

  /** The output of a node that squares, or null where squares would not be shared. */
  Value apply(GraphNode node, List<Value> inputs, Tensor like, Map<String, Value> values) {
    Value in = inputs.get(0);
    if (!isSquare(node, inputs) || !in.allForms() || in.taint() != Taint.NONE
        || !Arrays.equals(in.shape(), like.shape())) {
      return null;
    }
    Map<Integer, List<Double>> roots = new TreeMap<>();
    int varying = 0;
    String base = null;
    for (int i = 0; i < in.size(); i++) {
      Form form = in.form(i);
      if (form.size() > 1 || form.size() == 1 && base != null && !base.equals(feature(form).value())) {
        return null;
      }
      if (form.size() == 1) {
        base = feature(form).value();
        roots.computeIfAbsent(feature(form).index(), f -> new ArrayList<>()).add(-form.offset() / form.weight(0));
        varying++;
      }
    }
    if (varying == roots.size() || values.get(base).type() == ElementType.INT64) {
      return null;
    }
    Squares squares = squares(values.get(base), roots, node.outputs().get(0));
    Element[] out = new Element[in.size()];
    Arrays.setAll(out, i -> square(in.form(i), squares));
    return Value.of(node.outputs().get(0), in.type(), in.shape(), out);
  }

  private static boolean isSquare(GraphNode node, List<Value> inputs) {
    return switch (node.operator()) {
      case POW -> inputs.get(1).isConstant()
          && Arrays.stream(inputs.get(1).elements()).allMatch(e -> ((Form) e).offset() == 2);
      case MUL -> inputs.get(0).name().equals(inputs.get(1).name());
      default -> false;
    };
  }

  private Atom.Feature feature(Form form) {
    return (Atom.Feature) atoms.get(form.atom(0));
  }

  private Squares squares(Value base, Map<Integer, List<Double>> roots, String name) {
    List<Squares> made = known.computeIfAbsent(base.name(), b -> new ArrayList<>());
    for (Squares s : made) {
      if (roots.keySet().stream().noneMatch(f -> Double.isNaN(s.centres[f]))) {
        return s;
      }
    }
    double[] centres = new double[base.size()];
    Arrays.fill(centres, Double.NaN);
    roots.forEach((f, r) -> centres[f] = centre(r));
    double[] given = Arrays.stream(centres).map(c -> Double.isNaN(c) ? 0 : c).toArray();
    Squares squares = new Squares(maker.squares(base.name(), given, name), centres);
    made.add(squares);
    return squares;
  }

  /** The mean of roots, rounded to a power of two that is a quarter to an eighth of the width over which they lie. */
  private static double centre(List<Double> roots) {
    double mean = roots.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double range = roots.stream().mapToDouble(Double::doubleValue).max().orElseThrow()
        - roots.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double unit = range > 0 ? Math.scalb(1.0, Math.getExponent(range) - 2) : 0;
    return (float) (unit > 0 ? Math.rint(mean / unit) * unit : mean);
  }

  private Form square(Form form, Squares squares) {
    if (form.size() == 0) {
      return Form.constant(form.offset() * form.offset());
    }
    int f = feature(form).index();
    double a = form.weight(0);
    double c = squares.centres[f];
    double distance = c + form.offset() / a;
    Form x = Form.of(form.atom(0), Taint.NONE, null);
    return new Form.Sum(atoms.size()).add(a * a, squares.value.form(f)).add(2 * a * a * distance, x)
        .add(a * a * distance * (distance - 2 * c), Form.constant(1)).take();
  }
}
