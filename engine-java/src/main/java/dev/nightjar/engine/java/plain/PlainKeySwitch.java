package dev.nightjar.engine.java.plain;

import dev.nightjar.engine.java.keyswitch.KeySwitchKernel;
import java.util.Arrays;

/**
 * The keyswitch's matrix product in loops that C2 vectorises by itself, for the reason given in {@link
 * PlainPasses}.
 */
final class PlainKeySwitch implements KeySwitchKernel {
  /** Columns of a tile: enough for loops that spend most of their time in vector instructions. */
  static final int WIDTH = 256;

  private static final int ROWS_AT_ONCE = 4;

  private final int width;

  PlainKeySwitch(int width) {
    this.width = width;
  }

  @Override
  public int tileWidth() {
    return width;
  }

  @Override
  public void negatedProduct(int[] key, int keyAt, int rows, int[] digits, int digitsAt, int count,
      int[] sums) {
    int[][] sum = new int[count][width];
    int[][] row = new int[ROWS_AT_ONCE][width];
    int[] digit = new int[ROWS_AT_ONCE];
    for (int r = 0; r < rows; r += ROWS_AT_ONCE) {
      int taken = Math.min(ROWS_AT_ONCE, rows - r);
      for (int t = 0; t < taken; t++) {
        System.arraycopy(key, keyAt + (r + t) * width, row[t], 0, width);
      }
      for (int i = 0; i < count; i++) {
        Arrays.fill(digit, 0);
        for (int t = 0; t < taken; t++) {
          digit[t] = digits[digitsAt + (r + t) * count + i];
        }
        subtractFour(sum[i], row[0], row[1], row[2], row[3], digit[0], digit[1], digit[2], digit[3]);
      }
    }
    for (int i = 0; i < count; i++) {
      System.arraycopy(sum[i], 0, sums, i * width, width);
    }
  }

  private static void subtractFour(int[] sum, int[] a, int[] b, int[] c, int[] d, int w, int x, int y,
      int z) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] -= w * a[j] + x * b[j] + y * c[j] + z * d[j];
    }
  }
}
