package dev.nightjar.engine.nativelib;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Instruction sets of this machine, so that a library built for a better one is refused instead of dying of an illegal
 * instruction. Known on x86-64 Linux only; elsewhere nothing is known and nothing refused, and the probe process is
 * what protects the JVM.
 */
final class CpuFeatures {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** Rust's names of what the kernel calls otherwise. */
  private static final Map<String, String> KERNEL_NAMES = Map.of(
      "sse3", "pni", "sse4.1", "sse4_1", "sse4.2", "sse4_2", "lzcnt", "abm", "cmpxchg16b", "cx16", "sha", "sha_ni",
      "avxvnni", "avx_vnni", "avx512bf16", "avx512_bf16", "avx512fp16", "avx512_fp16");

  /** Whose absence would be met in ordinary code: what compilers use unasked. */
  private static final List<String> CHECKED_PREFIXES = List.of("sse", "ssse", "avx", "fma", "bmi", "lzcnt", "popcnt",
      "movbe", "f16c", "gfni", "vaes", "vpclmulqdq");

  private CpuFeatures() {}

  /** The features that a library uses and this machine lacks, as far as that can be known; sorted. */
  static Set<String> missing(BuildFacts facts) {
    return flags().map(flags -> missing(facts, flags)).orElse(Set.of());
  }

  /** The same for a machine with the given flags, in the Linux kernel's spelling. */
  static Set<String> missing(BuildFacts facts, Set<String> flags) {
    return facts.features().stream()
        .filter(feature -> CHECKED_PREFIXES.stream().anyMatch(feature::startsWith))
        .filter(feature -> !hasFlag(flags, feature))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean hasFlag(Set<String> flags, String feature) {
    return flags.contains(KERNEL_NAMES.getOrDefault(feature, feature))
        || flags.contains(feature.replace("avx512", "avx512_"));
  }

  private static Optional<Set<String>> flags() {
    try {
      return Files.readAllLines(CPU_INFO).stream()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Set.copyOf(Arrays.asList(line.substring(line.indexOf(':') + 1).trim().split(" +"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
