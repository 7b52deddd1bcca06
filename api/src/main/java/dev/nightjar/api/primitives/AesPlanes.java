package dev.nightjar.api.primitives;

import java.util.Arrays;

/**
 * The steps of AES on four blocks at once, in bit planes: plane {@code b} holds bit {@code b} of all 64 bytes, that of
 * byte {@code i} of block {@code j} (FIPS 197 numbers them down the columns) at position {@code 16 j + i}. Logical
 * operations on whole planes are all there is: no table that a secret byte would index, no branch.
 */
final class AesPlanes {
  /** Blocks in the planes. */
  static final int BLOCKS = 4;

  /** Planes, one for each bit of a byte. */
  static final int PLANES = 8;

  /** The bits of row 0 of the state in every block; row r is r bits above. */
  private static final long ROW = 0x1111_1111_1111_1111L;

  private AesPlanes() {
  }

  /**
   * Bytes to planes.
   *
   * @param lines 64 bytes as eight little-endian words
   */
  static void split(long[] lines, long[] planes) {
    Arrays.fill(planes, 0);
    for (int line = 0; line < PLANES; line++) {
      long bits = transpose(lines[line]);
      for (int plane = 0; plane < PLANES; plane++) {
        planes[plane] |= (bits >>> 8 * plane & 0xff) << 8 * line;
      }
    }
  }

  /** Planes to bytes, the inverse of {@link #split}. */
  static void join(long[] planes, long[] lines) {
    for (int line = 0; line < PLANES; line++) {
      long bits = 0;
      for (int plane = 0; plane < PLANES; plane++) {
        bits |= (planes[plane] >>> 8 * line & 0xff) << 8 * plane;
      }
      lines[line] = transpose(bits);
    }
  }

  /** Exchanges bit {@code 8 r + c} with bit {@code 8 c + r}. */
  private static long transpose(long x) {
    long odd = (x ^ x >>> 7) & 0x00aa_00aa_00aa_00aaL;
    long y = x ^ odd ^ odd << 7;
    long pairs = (y ^ y >>> 14) & 0x0000_cccc_0000_ccccL;
    long z = y ^ pairs ^ pairs << 14;
    long fours = (z ^ z >>> 28) & 0x0000_0000_f0f0_f0f0L;
    return z ^ fours ^ fours << 28;
  }

  /** ShiftRows: row r of each block goes r columns to the left, which is 4 r positions down within 16. */
  static void shiftRows(long[] planes) {
    for (int i = 0; i < PLANES; i++) {
      long x = planes[i];
      planes[i] = x & ROW
          | (x & 0x2220_2220_2220_2220L) >>> 4 | (x & 0x0002_0002_0002_0002L) << 12
          | (x & 0x4400_4400_4400_4400L) >>> 8 | (x & 0x0044_0044_0044_0044L) << 8
          | (x & 0x8000_8000_8000_8000L) >>> 12 | (x & 0x0888_0888_0888_0888L) << 4;
    }
  }

  /**
   * MixColumns: each byte becomes {@code 2 (a_r + a_r+1) + a_r+1 + a_r+2 + a_r+3}, in GF(2^8), of the bytes of its
   * column.
   *
   * @param sums scratch of eight words
   */
  static void mixColumns(long[] planes, long[] sums) {
    for (int i = 0; i < PLANES; i++) {
      sums[i] = planes[i] ^ up(planes[i]);
      planes[i] = up(planes[i]) ^ up(up(sums[i]));
    }
    // Doubling shifts the planes by one and reduces by x^8 + x^4 + x^3 + x + 1.
    planes[0] ^= sums[7];
    planes[1] ^= sums[0] ^ sums[7];
    planes[2] ^= sums[1];
    planes[3] ^= sums[2] ^ sums[7];
    planes[4] ^= sums[3] ^ sums[7];
    planes[5] ^= sums[4];
    planes[6] ^= sums[5];
    planes[7] ^= sums[6];
  }

  /** Every byte replaced by the one a row below in its column, cyclically. */
  private static long up(long x) {
    return x >>> 1 & ~(ROW << 3) | (x & ROW) << 3;
  }

  /**
   * SubBytes: the S-box on every byte, as the circuit of Boyar and Peralta, "A small depth-16 circuit for the AES
   * S-box" (SEC 2012): a change of basis, the inversion in GF(2^8) through a tower of subfields, and the change back
   * together with the affine map. {@code x0} and {@code s0} are the highest bits. Names are those of the paper.
   */
  static void subBytes(long[] q) {
    long x0 = q[7];
    long x1 = q[6];
    long x2 = q[5];
    long x3 = q[4];
    long x4 = q[3];
    long x5 = q[2];
    long x6 = q[1];
    long x7 = q[0];

    long y14 = x3 ^ x5;
    long y13 = x0 ^ x6;
    long y9 = x0 ^ x3;
    long y8 = x0 ^ x5;
    long t0 = x1 ^ x2;
    long y1 = t0 ^ x7;
    long y4 = y1 ^ x3;
    long y12 = y13 ^ y14;
    long y2 = y1 ^ x0;
    long y5 = y1 ^ x6;
    long y3 = y5 ^ y8;
    long t1 = x4 ^ y12;
    long y15 = t1 ^ x5;
    long y20 = t1 ^ x1;
    long y6 = y15 ^ x7;
    long y10 = y15 ^ t0;
    long y11 = y20 ^ y9;
    long y7 = x7 ^ y11;
    long y17 = y10 ^ y11;
    long y19 = y10 ^ y8;
    long y16 = t0 ^ y11;
    long y21 = y13 ^ y16;
    long y18 = x0 ^ y16;

    long t2 = y12 & y15;
    long t3 = y3 & y6;
    long t4 = t3 ^ t2;
    long t5 = y4 & x7;
    long t6 = t5 ^ t2;
    long t7 = y13 & y16;
    long t8 = y5 & y1;
    long t9 = t8 ^ t7;
    long t10 = y2 & y7;
    long t11 = t10 ^ t7;
    long t12 = y9 & y11;
    long t13 = y14 & y17;
    long t14 = t13 ^ t12;
    long t15 = y8 & y10;
    long t16 = t15 ^ t12;
    long t17 = t4 ^ t14;
    long t18 = t6 ^ t16;
    long t19 = t9 ^ t14;
    long t20 = t11 ^ t16;
    long t21 = t17 ^ y20;
    long t22 = t18 ^ y19;
    long t23 = t19 ^ y21;
    long t24 = t20 ^ y18;
    long t25 = t21 ^ t22;
    long t26 = t21 & t23;
    long t27 = t24 ^ t26;
    long t28 = t25 & t27;
    long t29 = t28 ^ t22;
    long t30 = t23 ^ t24;
    long t31 = t22 ^ t26;
    long t32 = t31 & t30;
    long t33 = t32 ^ t24;
    long t34 = t23 ^ t33;
    long t35 = t27 ^ t33;
    long t36 = t24 & t35;
    long t37 = t36 ^ t34;
    long t38 = t27 ^ t36;
    long t39 = t29 & t38;
    long t40 = t25 ^ t39;
    long t41 = t40 ^ t37;
    long t42 = t29 ^ t33;
    long t43 = t29 ^ t40;
    long t44 = t33 ^ t37;
    long t45 = t42 ^ t41;
    long z0 = t44 & y15;
    long z1 = t37 & y6;
    long z2 = t33 & x7;
    long z3 = t43 & y16;
    long z4 = t40 & y1;
    long z5 = t29 & y7;
    long z6 = t42 & y11;
    long z7 = t45 & y17;
    long z8 = t41 & y10;
    long z9 = t44 & y12;
    long z10 = t37 & y3;
    long z11 = t33 & y4;
    long z12 = t43 & y13;
    long z13 = t40 & y5;
    long z14 = t29 & y2;
    long z15 = t42 & y9;
    long z16 = t45 & y14;
    long z17 = t41 & y8;

    long t46 = z15 ^ z16;
    long t47 = z10 ^ z11;
    long t48 = z5 ^ z13;
    long t49 = z9 ^ z10;
    long t50 = z2 ^ z12;
    long t51 = z2 ^ z5;
    long t52 = z7 ^ z8;
    long t53 = z0 ^ z3;
    long t54 = z6 ^ z7;
    long t55 = z16 ^ z17;
    long t56 = z12 ^ t48;
    long t57 = t50 ^ t53;
    long t58 = z4 ^ t46;
    long t59 = z3 ^ t54;
    long t60 = t46 ^ t57;
    long t61 = z14 ^ t57;
    long t62 = t52 ^ t58;
    long t63 = t49 ^ t58;
    long t64 = z4 ^ t59;
    long t65 = t61 ^ t62;
    long t66 = z1 ^ t63;
    long s0 = t59 ^ t63;
    long s6 = t56 ^ ~t62;
    long s7 = t48 ^ ~t60;
    long t67 = t64 ^ t65;
    long s3 = t53 ^ t66;
    long s4 = t51 ^ t66;
    long s5 = t47 ^ t65;
    long s1 = t64 ^ ~s3;
    long s2 = t55 ^ ~t67;

    q[7] = s0;
    q[6] = s1;
    q[5] = s2;
    q[4] = s3;
    q[3] = s4;
    q[2] = s5;
    q[1] = s6;
    q[0] = s7;
  }
}
