package dev.nightjar.engine.nativelib;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a library says of itself in its data, readable before any of its code runs.
 *
 * @param tfhe version of the crate tfhe
 * @param cpu the CPU that was compiled for; {@value #PORTABLE} when none was named
 * @param arch the architecture in Rust's spelling
 * @param features instruction sets, in Rust's spelling, that the library uses without asking
 */
record BuildFacts(String tfhe, String cpu, String arch, Set<String> features) {
  static final String PORTABLE = "portable";

  BuildFacts {
    features = Set.copyOf(features);
  }

  /** Reads {@code name=value} pairs between semicolons; unknown names are ignored, missing ones are empty. */
  static BuildFacts parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : text.split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    Set<String> features = new TreeSet<>(Arrays.asList(values.getOrDefault("features", "").split(",")));
    features.remove("");
    return new BuildFacts(values.getOrDefault("tfhe", ""), values.getOrDefault("cpu", ""),
        values.getOrDefault("arch", ""), features);
  }

  boolean portable() {
    return cpu.equals(PORTABLE);
  }

  /** {@code portable build} or {@code built for CPU native}. */
  String describeBuild() {
    return portable() ? "portable build" : "built for CPU " + cpu;
  }
}
