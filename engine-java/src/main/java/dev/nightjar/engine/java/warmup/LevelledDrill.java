package dev.nightjar.engine.java.warmup;

import dev.nightjar.api.params.Gadget;
import dev.nightjar.engine.java.levelled.LevelledKernel;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.rotation.KernelFamily;
import java.util.Optional;

/** Everything that a query of a levelled model needs, once, on zeros. */
final class LevelledDrill {
  /** The polynomial size of the catalogue's levelled sets. */
  private static final int SIZE = 2048;

  private static final int ROWS = 9;
  private static final int START = Buffers.START;

  /** Bytes that a round may allocate; one vector on the heap in an inner loop takes more. */
  private static final long FEW_BYTES = 2048;

  private final LevelledKernel kernel;
  private final LevelledKernel.Step[] steps;
  private final int stride;
  private final long[] words;
  private final double[] spectra;
  private final double[] block = Buffers.allocate(LevelledKernel.blockSize(ROWS, SIZE));
  private final int[] childAt;

  private LevelledDrill(LevelledKernel kernel) {
    this.kernel = kernel;
    this.steps = new LevelledKernel.Step[] {kernel.step(1, 2), kernel.step(4, 4), kernel.step(6, 4)};
    this.stride = kernel.stride();
    this.words = new long[START + 8 * stride];
    this.spectra = Buffers.allocate(8 * stride);
    this.childAt = new int[] {at(4), at(5), at(6), at(7)};
  }

  /** The drill of a family, if it has loops of its own. */
  static Optional<Drill> of(KernelFamily family) {
    return family.levelled(SIZE, ROWS)
        .map(kernel -> new Drill("levelled", 1, FEW_BYTES, new LevelledDrill(kernel)::round));
  }

  private void round() {
    for (LevelledKernel.Step step : steps) {
      kernel.transform(words, START, spectra, START);
      kernel.decompose(0, new Gadget(5, ROWS), words, START);
      for (int a = 0; a < step.arity() - 1; a++) {
        kernel.multiplyAutomorphism(step.permutations()[a], block, START, ROWS, spectra, START, spectra, at(1 + a));
        kernel.writeProduct(0, words, at(1 + a));
      }
      kernel.combineMasks(step, words, START, words, at(1), words, childAt);
      kernel.combineBodies(step, spectra, START, spectra, at(1), spectra, childAt);
    }
    kernel.decompose(0, new Gadget(13, 3), words, START);
    kernel.switchRow(block, START, 3, spectra, START, block, START, ROWS, 1);
    kernel.putRow(block, START, ROWS, 2, 0, spectra, START);
    for (int rows = 2; rows <= 6; rows++) {
      kernel.decomposeDifference(0, new Gadget(7, 3), words, START, words, at(1));
      kernel.decomposeRotation(3, new Gadget(7, 2), words, START, 3 * rows);
      kernel.multiply(block, START, ROWS, 1, rows);
      kernel.addProduct(0, words, START, words, at(2));
      kernel.addProduct(1, words, at(1), words, at(3));
    }
    kernel.rotate(words, START, 5, words, at(2));
    kernel.addMultiple(3, words, START, words, at(2));
  }

  private int at(int polynomial) {
    return START + polynomial * stride;
  }
}
