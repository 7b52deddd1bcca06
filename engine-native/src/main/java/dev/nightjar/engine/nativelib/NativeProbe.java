package dev.nightjar.engine.nativelib;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;

/**
 * A process that loads the native library and bootstraps with it, so that a library that kills its process kills this
 * one. {@link ProbeProcess} starts it and reads its last line.
 */
public final class NativeProbe {
  static final String PASSED = "nightjar native probe passed: ";
  static final String FAILED = "nightjar native probe failed: ";

  private static final int BATCH = 3;

  private NativeProbe() {}

  /** Loads, bootstraps, and says how that went in one line on standard output; takes no arguments. */
  public static void main(String[] arguments) {
    try {
      LoadedLibrary library = LibraryLoader.load();
      bootstrap(library);
      System.out.println(PASSED + library.describeKernel());
    } catch (LibraryUnavailableException | RuntimeException e) {
      System.out.println(FAILED + e.getMessage());
    }
  }

  /**
   * A whole bootstrap under the secret key that is all zeros: bodies of zero are then encryptions of zero under any
   * mask, so that the real arithmetic runs on real masks, and the result is known exactly without any secret.
   */
  private static void bootstrap(LoadedLibrary library) {
    Parameters p = Parameters.builder("insecure-native-probe")
        .glweKey(1, 512, new TUniform(20)).lweKey(64, new TUniform(20)).bootstrap(15, 2).keyswitch(4, 4)
        .promise(2, 1, -1).buildInsecureForTests();
    EvaluationKey zero = EvaluationKey.forBootstraps(p, new byte[MaskStream.SEED_BYTES],
        new long[Math.toIntExact(KeyPart.BOOTSTRAPPING.words(p))], new byte[MaskStream.SEED_BYTES],
        new long[Math.toIntExact(KeyPart.KEYSWITCHING.words(p))]);
    LookupTables tables = LookupTables.of(p.tableSize(), new long[][][] {{{5L << 60, 6L << 60, 7L << 60, 1L << 60}}});
    LweList in = LweList.allocate(p.bigLweDimension(), BATCH);
    MaskStream masks = zero.part(KeyPart.BOOTSTRAPPING).masks();
    for (int i = 0; i < BATCH; i++) {
      masks.row(i, in.dimension(), in.words(), in.offset(i));
      in.words()[in.offset(i) + in.dimension()] = (long) i << 61;
    }
    LweList out = LweList.allocate(p.bigLweDimension(), BATCH);
    try (Engine engine = new NativeEngine(library, new EngineOptions(2)); EngineKey key = engine.load(zero)) {
      key.bootstrap(in, tables, new int[BATCH], out);
    }
    for (int i = 0; i < BATCH; i++) {
      long found = out.words()[out.offset(i) + out.dimension()];
      if (Math.abs(found - tables.evaluate(0, 0, (long) i << 61)) > 1L << 50) {
        throw new IllegalStateException("a bootstrap of the probe gives " + Long.toHexString(found)
            + "; this library computes wrongly on this machine");
      }
    }
  }
}
