package dev.nightjar.engine.nativelib;

import java.util.ArrayList;
import java.util.List;

/**
 * A library whose functions are bound to {@link NativeBinding}.
 *
 * @param facts what it was built from and for
 * @param simd the instruction sets that tfhe's kernels use on this CPU
 * @param origin where it came from, for people
 */
record LoadedLibrary(BuildFacts facts, String simd, String origin) {
  private static final String LICENCE_NOTE =
      "tfhe is under BSD-3-Clause-Clear, which grants no patent rights: see engine-native/README.md";

  /** One line for logs and {@code /health}. */
  String describeKernel() {
    return "TFHE-rs " + facts.tfhe() + ", " + facts.describeBuild() + ", " + simd + " kernels";
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (facts.portable()) {
      notes.add("the native library is a portable build; building engine-native with -Dnightjar.native.cpu=native uses"
          + " all of this CPU");
    }
    notes.add(LICENCE_NOTE);
    return notes;
  }
}
