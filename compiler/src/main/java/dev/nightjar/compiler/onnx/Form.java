package dev.nightjar.compiler.onnx;

import java.util.Arrays;

/**
 * An element that is an affine function of atoms: {@code Σ weight · atom + offset}, in double precision. A function of
 * one feature may also have a {@link Chain}: what runtimes compute, exactly. Immutable.
 */
final class Form implements Element {
  private static final int[] NO_ATOMS = {};
  private static final double[] NO_WEIGHTS = {};

  private final int[] atoms;
  private final double[] weights;
  private final double offset;
  private final Taint taint;
  private final Chain chain;

  private Form(int[] atoms, double[] weights, double offset, Taint taint, Chain chain) {
    this.atoms = atoms;
    this.weights = weights;
    this.offset = offset;
    this.taint = taint;
    this.chain = chain;
  }

  static Form constant(double value) {
    return new Form(NO_ATOMS, NO_WEIGHTS, value, Taint.NONE, null);
  }

  /** An atom on its own. */
  static Form of(int atom, Taint taint, Chain chain) {
    return new Form(new int[] {atom}, new double[] {1}, 0, taint, chain);
  }

  /** Whether this does not depend on any atom, and has not come through a model. */
  boolean isConstant() {
    return atoms.length == 0 && taint == Taint.NONE;
  }

  /** Number of atoms. */
  int size() {
    return atoms.length;
  }

  int atom(int term) {
    return atoms[term];
  }

  double weight(int term) {
    return weights[term];
  }

  double offset() {
    return offset;
  }

  Taint taint() {
    return taint;
  }

  /** The exact function of one feature, or null. */
  Chain chain() {
    return chain;
  }

  /** Whether this is one atom, unchanged. */
  boolean isAtom() {
    return atoms.length == 1 && weights[0] == 1 && offset == 0;
  }

  /** The same function with another chain. */
  Form with(Chain other) {
    return new Form(atoms, weights, offset, taint, other);
  }

  /** The same function, come through a dense map or a model. */
  Form tainted(Taint by) {
    return new Form(atoms, weights, offset, taint.and(by), chain);
  }

  /** {@code factor · this + shift}, without a chain. */
  Form affine(double factor, double shift) {
    if (factor == 0) {
      return new Form(NO_ATOMS, NO_WEIGHTS, shift, taint, null);
    }
    double[] scaled = weights.clone();
    for (int t = 0; t < scaled.length; t++) {
      scaled[t] *= factor;
    }
    return new Form(atoms, scaled, offset * factor + shift, taint, null);
  }

  /** Sums forms, term by term. Not thread-safe. */
  static final class Sum {
    private final double[] weights;
    private final int[] touched;
    private final boolean[] seen;
    private int count;
    private double offset;
    private Taint taint = Taint.NONE;

    /**
     * An empty sum.
     *
     * @param atoms number of atoms that there are
     */
    Sum(int atoms) {
      weights = new double[atoms];
      touched = new int[atoms];
      seen = new boolean[atoms];
    }

    Sum add(double factor, Form form) {
      for (int t = 0; t < form.atoms.length; t++) {
        int atom = form.atoms[t];
        if (!seen[atom]) {
          seen[atom] = true;
          touched[count++] = atom;
        }
        weights[atom] += factor * form.weights[t];
      }
      offset += factor * form.offset;
      taint = taint.and(form.taint);
      return this;
    }

    /** The sum so far; the next one starts empty. */
    Form take() {
      int[] used = Arrays.copyOf(touched, count);
      Arrays.sort(used);
      int kept = 0;
      double[] values = new double[count];
      for (int atom : used) {
        if (weights[atom] != 0) {
          used[kept] = atom;
          values[kept++] = weights[atom];
        }
        weights[atom] = 0;
        seen[atom] = false;
      }
      Form form = new Form(Arrays.copyOf(used, kept), Arrays.copyOf(values, kept), offset, taint, null);
      count = 0;
      offset = 0;
      taint = Taint.NONE;
      return form;
    }
  }
}
