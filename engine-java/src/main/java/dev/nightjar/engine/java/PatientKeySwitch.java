package dev.nightjar.engine.java;

/**
 * The plain keyswitch until the kernels of blind rotation are compiled, then that on the Vector API.
 *
 * <p>Keyswitches work on vectors of ints, blind rotation on vectors of doubles, and both run through the same methods
 * of the Vector API, whose profiles C2 goes by. In some starts in twenty, C2 compiled rotations while both kinds had
 * been seen and left vectors on the heap, for the rest of the process ({@link WarmUp}).
 */
final class PatientKeySwitch implements KeySwitchKernel {
  /** As {@link VectorKeySwitch#WIDTH}, which must not be touched yet: twice as many ints as doubles in two vectors. */
  private static final int WIDTH = 4 * VectorPasses.LANES;

  private volatile KeySwitchKernel kernel = new PlainKeySwitch(WIDTH);

  /** Blind rotation is compiled. */
  void goOn() {
    kernel = new VectorKeySwitch();
  }

  @Override
  public int tileWidth() {
    return WIDTH;
  }

  @Override
  public void negatedProduct(int[] key, int keyAt, int rows, int[] digits, int digitsAt, int count, int[] sums) {
    kernel.negatedProduct(key, keyAt, rows, digits, digitsAt, count, sums);
  }
}
