package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.compiler.onnx.network.Places;
import java.util.Arrays;
import java.util.List;

/** Dense linear maps: products with a constant matrix. */
final class DenseRules {
  private final Atoms atoms;

  DenseRules(Atoms atoms) {
    this.atoms = atoms;
  }

  /** Whether this is one of the operators of this class. */
  static boolean isDense(Operator operator) {
    return operator == Operator.MATMUL || operator == Operator.GEMM;
  }

  /**
   * The output of a node all of whose inputs are forms, or null when it is not affine in them.
   *
   * @param like some value of the output's type and shape
   */
  Value apply(GraphNode node, List<Value> inputs, Tensor like) {
    if (!isDense(node.operator()) || !inputs.get(0).isConstant() && !inputs.get(1).isConstant()) {
      return null;
    }
    return node.operator() == Operator.GEMM ? gemm(node, inputs)
        : matMul(node, inputs.get(0), inputs.get(1), like.shape());
  }

  /** A matrix that is read in either orientation. */
  private record Matrix(Value value, int rows, int columns, boolean transposed) {
    Form get(int r, int c) {
      return value.form(transposed ? c * rows + r : r * columns + c);
    }
  }

  private Value matMul(GraphNode node, Value a, Value b, int[] shape) {
    int[] left = a.shape();
    int[] right = b.shape();
    if (left.length == 0 || right.length == 0 || right.length > 2) {
      return null;
    }
    int inner = left[left.length - 1];
    int columns = right.length == 1 ? 1 : right[1];
    if (right[0] != inner) {
      return null;
    }
    int rows = inner == 0 ? 0 : a.size() / inner;
    Form[] product = product(new Matrix(a, rows, inner, false), new Matrix(b, inner, columns, false), 1);
    return Value.of(node.outputs().get(0), a.type(), shape, product);
  }

  private Value gemm(GraphNode node, List<Value> inputs) {
    Matrix a = matrix(inputs.get(0), flag(node, "transA"));
    Matrix b = matrix(inputs.get(1), flag(node, "transB"));
    if (a == null || b == null || a.columns != b.rows) {
      return null;
    }
    Form[] product = product(a, b, number(node, "alpha"));
    int[] shape = {a.rows, b.columns};
    Value c = inputs.size() > 2 ? inputs.get(2) : null;
    if (c != null) {
      if (!shapeFits(c.shape(), shape)) {
        return null;
      }
      int[] sources = Places.repeated(c.shape(), shape);
      double beta = number(node, "beta");
      Form.Sum sum = new Form.Sum(atoms.size());
      for (int i = 0; i < product.length; i++) {
        product[i] = sum.add(1, product[i]).add(beta, c.form(sources[i])).take();
      }
    }
    return Value.of(node.outputs().get(0), inputs.get(0).type(), shape, product);
  }

  private static boolean shapeFits(int[] c, int[] shape) {
    return Arrays.equals(Elements.broadcast(c, shape), shape);
  }

  private static Matrix matrix(Value value, boolean transposed) {
    int[] s = value.shape();
    if (s.length != 2) {
      return null;
    }
    return transposed ? new Matrix(value, s[1], s[0], true) : new Matrix(value, s[0], s[1], false);
  }

  private static boolean flag(GraphNode node, String name) {
    return node.attributes().get(name) instanceof Attribute.Int i && i.value() != 0;
  }

  private static double number(GraphNode node, String name) {
    return node.attributes().get(name) instanceof Attribute.Float f ? f.value() : 1;
  }

  private Form[] product(Matrix a, Matrix b, double alpha) {
    boolean leftConstant = a.value.isConstant();
    Form[] out = new Form[a.rows * b.columns];
    Form.Sum sum = new Form.Sum(atoms.size());
    for (int r = 0; r < a.rows; r++) {
      for (int c = 0; c < b.columns; c++) {
        for (int k = 0; k < a.columns; k++) {
          Form x = a.get(r, k);
          Form y = b.get(k, c);
          double factor = alpha * (leftConstant ? x : y).offset();
          if (factor != 0) {
            sum.add(factor, leftConstant ? y : x);
          }
        }
        out[r * b.columns + c] = sum.take().tainted(Taint.MAP);
      }
    }
    return out;
  }
}
