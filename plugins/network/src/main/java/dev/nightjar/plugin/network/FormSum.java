package dev.nightjar.plugin.network;

import java.util.Arrays;

/** Adds forms up; used again and again. Not thread-safe. */
final class FormSum {
  private final double[] sum;
  private final boolean[] seen;
  private final int[] touched;
  private int count;
  private double bias;

  /** Over so many atoms. */
  FormSum(int atoms) {
    sum = new double[atoms];
    seen = new boolean[atoms];
    touched = new int[atoms];
  }

  void addConstant(double value) {
    bias += value;
  }

  void addAtom(int atom, double weight) {
    if (!seen[atom]) {
      seen[atom] = true;
      touched[count++] = atom;
    }
    sum[atom] += weight;
  }

  void add(Form form, double factor) {
    bias += factor * form.bias();
    for (int t = 0; t < form.atom().length; t++) {
      addAtom(form.atom()[t], factor * form.weight()[t]);
    }
  }

  /** The sum, with its atoms ascending and without those that cancel; this begins at zero again. */
  Form take() {
    Arrays.sort(touched, 0, count);
    int[] atoms = Arrays.stream(touched, 0, count).filter(a -> sum[a] != 0).toArray();
    Form form = new Form(atoms, Arrays.stream(atoms).mapToDouble(a -> sum[a]).toArray(), bias);
    for (int i = 0; i < count; i++) {
      sum[touched[i]] = 0;
      seen[touched[i]] = false;
    }
    count = 0;
    bias = 0;
    return form;
  }
}
