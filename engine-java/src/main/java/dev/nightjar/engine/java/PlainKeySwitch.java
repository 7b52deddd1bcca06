package dev.nightjar.engine.java;

/** The keyswitch's matrix product in loops that C2 vectorises by itself: one stored array, one index. */
final class PlainKeySwitch implements KeySwitchKernel {
  private static final int WIDTH = 256;
  private static final int ROWS_AT_ONCE = 4;

  @Override
  public int tileWidth() {
    return WIDTH;
  }

  @Override
  public void subtract(int[] key, int keyAt, int rows, int[] digits, int digitsAt, int count, int[] sums) {
    int[] sum = new int[WIDTH];
    for (int i = 0; i < count; i++) {
      System.arraycopy(sums, i * WIDTH, sum, 0, WIDTH);
      int r = 0;
      for (; r <= rows - ROWS_AT_ONCE; r += ROWS_AT_ONCE) {
        int d = digitsAt + r * count + i;
        subtractFour(sum, key, keyAt + r * WIDTH, digits[d], digits[d + count], digits[d + 2 * count],
            digits[d + 3 * count]);
      }
      for (; r < rows; r++) {
        subtractFour(sum, key, keyAt + r * WIDTH, digits[digitsAt + r * count + i], 0, 0, 0);
      }
      System.arraycopy(sum, 0, sums, i * WIDTH, WIDTH);
    }
  }

  private static void subtractFour(int[] sum, int[] key, int at, int d0, int d1, int d2, int d3) {
    for (int j = 0; j < WIDTH; j++) {
      sum[j] -= d0 * key[at + j] + d1 * key[at + WIDTH + j] + d2 * key[at + 2 * WIDTH + j]
          + d3 * key[at + 3 * WIDTH + j];
    }
  }
}
