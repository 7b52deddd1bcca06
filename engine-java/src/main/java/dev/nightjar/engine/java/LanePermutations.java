package dev.nightjar.engine.java;

import static dev.nightjar.engine.java.VectorPasses.LANES;
import static dev.nightjar.engine.java.VectorPasses.SPECIES;

import dev.nightjar.engine.java.Monomial.Extension;
import jdk.incubator.vector.VectorShuffle;

/**
 * How {@code X^a} permutes the parts of extended bootstraps: ciphertext i has lanes {@code i 2^ν} to {@code (i + 1)
 * 2^ν - 1}, and only {@code a mod 2^ν} matters. All permutations of all lanes are made beforehand: with eight lanes
 * there are 16 at most.
 */
final class LanePermutations {
  private final Extension extension;
  private final VectorShuffle<Double>[] all;
  private final VectorShuffle<Double>[] prepared;
  private final int[] index;

  @SuppressWarnings({"unchecked", "rawtypes"})
  LanePermutations(Shape shape) {
    extension = new Extension(shape.extensionLog2(), shape.polynomialSize());
    int digits = LANES >> shape.extensionLog2();
    all = new VectorShuffle[1 << digits * shape.extensionLog2()];
    for (int i = 0; i < all.length; i++) {
      all[i] = permutation(i);
    }
    prepared = new VectorShuffle[shape.blockLength()];
    index = new int[shape.blockLength()];
  }

  /** {@code number} holds {@code a mod 2^ν} of each ciphertext, ν bits for each. */
  private VectorShuffle<Double> permutation(int number) {
    int parts = 1 << extension.log2();
    return VectorShuffle.fromOp(SPECIES, lane -> lane / parts * parts
        + extension.source(number >> lane / parts * extension.log2(), lane % parts));
  }

  Extension extension() {
    return extension;
  }

  /** Takes note of what one monomial does to one ciphertext. */
  void prepare(int monomial, int ciphertext, int exponent) {
    int shift = ciphertext * extension.log2();
    int mask = (1 << extension.log2()) - 1;
    index[monomial] = index[monomial] & ~(mask << shift) | (exponent & mask) << shift;
    prepared[monomial] = all[index[monomial]];
  }

  /** For each monomial where a lane's value comes from. */
  VectorShuffle<Double>[] prepared() {
    return prepared;
  }
}
