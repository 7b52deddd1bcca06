package dev.nightjar.engine.java.warmup;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.engine.java.keyswitch.KeySwitchKernel;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BatchPlan.Path;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.FourierKey;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.rotation.RotatorPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is done for bootstraps, on keys of zeros and a few dimensions. */
final class Drills {
  /**
   * Bytes that a rotation may allocate without being slow, for what is allocated outside of the passes. One vector on
   * the heap in an inner loop takes a thousand times as much.
   */
  private static final long FEW_BYTES = 4096;

  /** Rows of a tile in a keyswitch: some hundred rounds of its loops, each of which has tens of vectors. */
  private static final int ROWS = 1024;

  private static final Shape SHAPE = new Shape(32, 1, 1024, 20, 1, 4, 4, 1, 0, false);

  private Drills() {}

  /** Rotations of every kind that a family has. */
  static List<Drill> rotations(KernelFamily family) {
    List<Drill> all = new ArrayList<>();
    for (Path path : Path.values()) {
      if (path != Path.HALF || family.groups(SHAPE).half() > 0) {
        all.add(rotation(family, path));
      }
    }
    return all;
  }

  /** Short blind rotations. */
  static Drill rotation(KernelFamily family, Path path) {
    RotatorPool rotators = new RotatorPool(SHAPE, family);
    FourierKey key = new FourierKey(SHAPE, rotators.kernel().interleave());
    int count = switch (path) {
      case FULL -> rotators.groups().full();
      case HALF -> rotators.groups().half();
      case SINGLES -> 1;
    };
    int[] exponents = new int[count * (SHAPE.lweDimension() + 1)];
    for (int i = 0; i < exponents.length; i++) {
      exponents[i] = 1 + i;
    }
    LookupTables tables = LookupTables.of(SHAPE.polynomialSize(), new long[][][] {{{1}}});
    BlindRotator.Group group = new BlindRotator.Group(exponents, 0, count, tables, new int[count],
        LweList.allocate(SHAPE.bigDimension(), count));
    return new Drill(path.name().toLowerCase(Locale.ROOT), count, FEW_BYTES,
        () -> rotators.rotate(key, group, path));
  }

  /** The loops of a keyswitch, over one tile of a key: a group of ciphertexts and a single one. */
  static Drill keySwitch(KernelFamily family) {
    KeySwitchKernel kernel = family.keySwitch();
    int[] key = new int[Buffers.START + ROWS * kernel.tileWidth()];
    int[] digits = new int[ROWS * KeySwitchKernel.GROUP];
    int[] sums = new int[KeySwitchKernel.GROUP * kernel.tileWidth()];
    return new Drill("keyswitch", KeySwitchKernel.GROUP + 1, FEW_BYTES, () -> {
      kernel.negatedProduct(key, 0, ROWS, digits, 0, KeySwitchKernel.GROUP, sums);
      kernel.negatedProduct(key, 0, ROWS, digits, 0, 1, sums);
    });
  }

  /** What is done for levelled models, where a family has loops of its own for it. */
  static Optional<Drill> levelled(KernelFamily family) {
    return LevelledDrill.of(family);
  }
}
