package dev.nightjar.compiler.onnx.network;

import java.util.Arrays;

/**
 * An affine form {@code bias + Σ weights_t · atom_t}. Immutable; the arrays are not copied.
 *
 * @param atoms ascending
 * @param weights one for each atom, none 0
 */
record Form(int[] atoms, double[] weights, double bias) {
  private static final int[] NO_ATOMS = new int[0];
  private static final double[] NO_WEIGHTS = new double[0];

  /** Largest relative difference of factors that count as one: far above rounding, far below any choice of weights. */
  private static final double SAME = 1e-9;

  static Form constant(double value) {
    return new Form(NO_ATOMS, NO_WEIGHTS, value + 0.0);
  }

  static Form atom(int atom) {
    return new Form(new int[] {atom}, new double[] {1}, 0);
  }

  int size() {
    return atoms.length;
  }

  boolean isConstant() {
    return atoms.length == 0;
  }

  /** The last atom, of the highest level or one that is as high. */
  int last() {
    return atoms[atoms.length - 1];
  }

  /** A line. */
  record Line(double slope, double offset) {
  }

  /** This as a multiple of another form and a constant, or null when it is none. */
  Line over(Form base) {
    if (isConstant()) {
      return new Line(0, bias);
    }
    if (base.isConstant() || !Arrays.equals(atoms, base.atoms)) {
      return null;
    }
    double slope = weights[0] / base.weights[0];
    for (int t = 1; t < weights.length; t++) {
      if (Math.abs(weights[t] - slope * base.weights[t]) > SAME * Math.abs(weights[t])) {
        return null;
      }
    }
    return new Line(slope, bias - slope * base.bias);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Form that && bias == that.bias && Arrays.equals(atoms, that.atoms)
        && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(atoms) + Arrays.hashCode(weights)) + Double.hashCode(bias);
  }
}
