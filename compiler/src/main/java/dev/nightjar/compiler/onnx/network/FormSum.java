package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;

/** Adds up forms. The terms of all sums that were taken are bounded. Not thread-safe. */
final class FormSum {
  /** Most terms of all forms of a network: 2^23, of 12 bytes each. */
  static final int MAX_TERMS = 1 << 23;

  private double[] weights = new double[1 << 10];
  private boolean[] held = new boolean[1 << 10];
  private int[] touched = new int[1 << 10];
  private int count;
  private double bias;
  private final long most;
  private long terms;

  private FormSum(long most) {
    this.most = most;
  }

  /** Sums of which all are kept: their terms are counted together. */
  static FormSum kept() {
    return new FormSum(MAX_TERMS);
  }

  /** Sums that are forgotten. */
  static FormSum scratch() {
    return new FormSum(Long.MAX_VALUE);
  }

  FormSum add(double factor, Form form) {
    if (factor != 0) {
      bias += factor * form.bias();
      for (int t = 0; t < form.size(); t++) {
        add(form.atoms()[t], factor * form.weights()[t]);
      }
    }
    return this;
  }

  FormSum add(double constant) {
    bias += constant;
    return this;
  }

  private void add(int atom, double weight) {
    if (atom >= weights.length) {
      int length = Math.max(atom + 1, 2 * weights.length);
      weights = Arrays.copyOf(weights, length);
      held = Arrays.copyOf(held, length);
      touched = Arrays.copyOf(touched, length);
    }
    if (!held[atom]) {
      held[atom] = true;
      touched[count++] = atom;
    }
    weights[atom] += weight;
  }

  /** The sum so far; the next one starts at 0. */
  Form take() {
    Arrays.sort(touched, 0, count);
    int size = 0;
    for (int i = 0; i < count; i++) {
      size += weights[touched[i]] != 0 ? 1 : 0;
    }
    terms += size;
    if (terms > most) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "brings the terms of all sums of the network above "
          + MAX_TERMS + "; use fewer channels, smaller images or larger strides");
    }
    int[] atoms = new int[size];
    double[] taken = new double[size];
    int at = 0;
    for (int i = 0; i < count; i++) {
      int atom = touched[i];
      if (weights[atom] != 0) {
        atoms[at] = atom;
        taken[at++] = weights[atom];
      }
      weights[atom] = 0;
      held[atom] = false;
    }
    Form form = new Form(atoms, taken, bias + 0.0);
    count = 0;
    bias = 0;
    requireFinite(form);
    return form;
  }

  private static void requireFinite(Form form) {
    boolean finite = Double.isFinite(form.bias());
    for (double weight : form.weights()) {
      finite &= Double.isFinite(weight);
    }
    if (!finite) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "has a weight that is not finite; the file is damaged, or"
          + " the training diverged");
    }
  }
}
