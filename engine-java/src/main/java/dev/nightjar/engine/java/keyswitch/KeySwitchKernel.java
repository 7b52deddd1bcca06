package dev.nightjar.engine.java.keyswitch;

/** The matrix product in a keyswitch, on 32-bit words modulo 2^32. */
public interface KeySwitchKernel {
  /** Ciphertexts of a group, which {@link #negatedProduct} takes together. */
  int GROUP = 4;

  /** Columns of a tile of the key; a tile's rows lie one behind the other. */
  int tileWidth();

  /**
   * {@code sums_i = -Σ_r digits_{r,i} key_r} over the rows of a tile.
   *
   * @param rows a multiple of four, as kN is
   * @param digits of the group, {@code [row][count]} from {@code digitsAt} on
   * @param count {@value #GROUP} or 1
   * @param sums {@code [count][tileWidth]} from 0 on
   */
  void negatedProduct(int[] key, int keyAt, int rows, int[] digits, int digitsAt, int count, int[] sums);
}
