package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Squared distances to stored rows as forms: {@code |y - v|² = |v|² - 2 v·y + |y|²} is affine in y and its squared
 * norm, which the client computes as one more feature, about a point c that tells little of the stored rows and lies
 * among them, for sums are larger the further they are from 0. Where only the order of distances is used, the norm is
 * left out, since it is the same in all of them. Not thread-safe.
 */
final class DistanceRules {
  private final Atoms atoms;
  private final Maker maker;
  private final Set<String> ranked = new HashSet<>();
  private int tables;

  /** Makes values. */
  interface Maker {
    /** Adds a constant. */
    void constant(String name, Tensor value);

    /** Adds a node that the client runs in front of the core, whose one output are features like another value's. */
    Value features(GraphNode node, int[] shape, Value like);

    /** Adds a value that no node makes. */
    void forms(Value value);

    /** Adds a node and finds out what its outputs are. */
    void client(GraphNode node);
  }

  DistanceRules(Atoms atoms, Maker maker) {
    this.atoms = atoms;
    this.maker = maker;
  }

  /** Whether a node changes distances, but not their order, and only that is used. */
  boolean isLeftOut(OnnxNode node) {
    return node.operator().equals("Sqrt") && ranked.contains(node.outputs().get(0));
  }

  /** Whether all distances have a term in common that was left out. */
  boolean areRelative() {
    return tables == 1 && !ranked.isEmpty();
  }

  /**
   * Adds the distances that a node computes.
   *
   * @param row what is compared, a row of forms
   * @param table stored rows
   */
  void add(OnnxNode node, Distances distances, Value row, Tensor table) {
    if (!row.allForms() || row.taint().isScore()) {
      throw OnnxImporter.invalid(node.described() + " compares scores of a model with stored rows, which is not"
          + " supported: train a linear model or an ensemble of trees instead");
    }
    int[] shape = table.shape();
    if (row.size() != shape[1]) {
      throw OnnxImporter.invalid(node.described() + " compares " + row.size() + " features with rows of " + shape[1]);
    }
    tables++;
    String out = node.outputs().get(node.outputs().size() - 1);
    boolean column = node.operator().equals("Scan");
    int[] made = column ? new int[] {shape[0], 1} : new int[] {1, shape[0]};
    if (distances.areRanked()) {
      ranked.addAll(distances.ranked());
      Element[] compared = forms(row, table, new double[row.size()], Form.constant(0));
      add(out, Value.of(out + "/compared", row.type(), made, compared));
      return;
    }
    double[] centre = centre(table);
    maker.constant(out + "/centre", Kernels.tensor(row.type(), new int[] {1, centre.length}, centre));
    maker.client(GraphNode.of(Operator.SUB, out + "/centred", row.name(), out + "/centre"));
    GraphNode squares = new GraphNode(Operator.REDUCE_SUM_SQUARE, List.of(out + "/centred"), List.of(out + "/norm"),
        Map.of("keepdims", new Attribute.Int(1)));
    Value norm = maker.features(squares, new int[] {1, 1}, row);
    add(out + "/squares", Value.of(out + "/sums", row.type(), made, forms(row, table, centre, norm.form(0))));
    // What rounds scores may make the square of a small distance negative.
    maker.constant(out + "/zero", Kernels.tensor(row.type(), new int[0], new double[1]));
    String floor = distances.root() ? out + "/positive" : out;
    maker.client(GraphNode.of(Operator.MAX, floor, out + "/squares", out + "/zero"));
    if (distances.root()) {
      maker.client(GraphNode.of(Operator.SQRT, out, floor));
    }
  }

  /** Of the core, and so no node makes it; the identity gives it a place among those of the suffix. */
  private void add(String name, Value forms) {
    maker.forms(forms);
    maker.client(GraphNode.of(Operator.IDENTITY, name, forms.name()));
  }

  /** Means of columns, rounded to powers of two that are a quarter to an eighth of the columns' ranges. */
  private static double[] centre(Tensor table) {
    int columns = table.shape()[1];
    double[] centre = new double[columns];
    for (int f = 0; f < columns; f++) {
      int feature = f;
      DoubleSummaryStatistics column = IntStream.range(0, table.shape()[0])
          .mapToDouble(v -> table.number(v * columns + feature)).summaryStatistics();
      double range = column.getMax() - column.getMin();
      double unit = range > 0 ? Math.scalb(1.0, Math.getExponent(range) - 2) : 0;
      centre[f] = (float) (unit > 0 ? Math.rint(column.getAverage() / unit) * unit : column.getAverage());
    }
    return centre;
  }

  /** Of {@code |y - c|² - 2 (v - c)·y + 2 (v - c)·c + |v - c|²}. */
  private Element[] forms(Value row, Tensor table, double[] centre, Form norm) {
    int columns = row.size();
    Element[] forms = new Element[table.shape()[0]];
    Form.Sum sum = new Form.Sum(atoms.size());
    for (int v = 0; v < forms.length; v++) {
      double rest = 0;
      for (int f = 0; f < columns; f++) {
        double stored = table.number(v * columns + f) - centre[f];
        rest += stored * (stored + 2 * centre[f]);
        if (stored != 0) {
          sum.add(-2 * stored, row.form(f));
        }
      }
      forms[v] = sum.add(1, norm).add(1, Form.constant(rest)).take().tainted(Taint.DISTANCE);
    }
    return forms;
  }
}
