package dev.nightjar.runtime.execution;

/**
 * Lattice reduction: LLL with exact integer vectors and a Gram-Schmidt basis in doubles that is computed anew, from the
 * vectors themselves, each time a vector has changed (Lenstra, Lenstra, Lovász, 1982; Schnorr, Euchner, 1994). Good for
 * some tens of dimensions and entries below 2^50.
 */
final class Lattice {
  private static final double LOVASZ = 0.99;
  private static final double REDUCED = 0.51;

  private final long[][] basis;
  private final double[][] orthogonal;
  private final double[] norm;
  private final double[][] mu;

  private Lattice(long[][] basis) {
    this.basis = basis;
    this.orthogonal = new double[basis.length][];
    this.norm = new double[basis.length];
    this.mu = new double[basis.length][basis.length];
  }

  /** Reduces a basis in place; rows are vectors. */
  static void reduce(long[][] basis) {
    new Lattice(basis).run();
  }

  private void run() {
    sizeReduce(0);
    for (int k = 1; k < basis.length; ) {
      sizeReduce(k);
      if (norm[k] >= (LOVASZ - mu[k][k - 1] * mu[k][k - 1]) * norm[k - 1]) {
        k++;
      } else {
        long[] swapped = basis[k];
        basis[k] = basis[k - 1];
        basis[k - 1] = swapped;
        k = Math.max(k - 1, 1);
        if (k == 1) {
          sizeReduce(0);
        }
      }
    }
  }

  /** Subtracts multiples of the vectors before until no more than rounding is left. */
  private void sizeReduce(int k) {
    boolean changed = true;
    while (changed) {
      orthogonalise(k);
      changed = false;
      for (int j = k - 1; j >= 0; j--) {
        if (Math.abs(mu[k][j]) > REDUCED) {
          long q = Math.round(mu[k][j]);
          for (int i = 0; i < basis[k].length; i++) {
            basis[k][i] -= q * basis[j][i];
          }
          for (int i = 0; i < j; i++) {
            mu[k][i] -= q * mu[j][i];
          }
          changed = true;
        }
      }
    }
  }

  private void orthogonalise(int k) {
    double[] v = new double[basis[k].length];
    for (int i = 0; i < v.length; i++) {
      v[i] = basis[k][i];
    }
    for (int j = 0; j < k; j++) {
      mu[k][j] = dot(v, orthogonal[j]) / norm[j];
      for (int i = 0; i < v.length; i++) {
        v[i] -= mu[k][j] * orthogonal[j][i];
      }
    }
    orthogonal[k] = v;
    norm[k] = dot(v, v);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
