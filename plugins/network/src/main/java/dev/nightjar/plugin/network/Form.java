package dev.nightjar.plugin.network;

/**
 * A real affine form {@code bias + Σ weight_t · atom_t} over the atoms of a network: its features, numbered first, then
 * what its look-ups give.
 *
 * @param atom of each term, none twice; not copied
 * @param weight of each term; not copied
 * @param bias the constant
 */
record Form(int[] atom, double[] weight, double bias) {
  /** The value for values of atoms. */
  double apply(double[] atoms) {
    double sum = bias;
    for (int t = 0; t < atom.length; t++) {
      sum += weight[t] * atoms[atom[t]];
    }
    return sum;
  }
}
