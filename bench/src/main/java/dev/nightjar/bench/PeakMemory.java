package dev.nightjar.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The most memory that this process had so far.
 *
 * @param heapBytes used by objects: the sum of the pools' peaks, which need not be of the same moment
 * @param residentBytes of the whole process, by the operating system; empty where it does not tell (Linux does)
 */
public record PeakMemory(long heapBytes, OptionalLong residentBytes) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long KIB = 1024;

  /** Reads it. */
  public static PeakMemory soFar() {
    long heap = ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage).mapToLong(MemoryUsage::getUsed).sum();
    return new PeakMemory(heap, resident());
  }

  private static OptionalLong resident() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      return resident(Files.readAllLines(STATUS));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** From the lines of Linux's status file. */
  static OptionalLong resident(List<String> status) {
    return status.stream().filter(line -> line.matches("VmHWM:\\s*\\d+ kB"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB).findFirst();
  }

  @Override
  public String toString() {
    long mebibyte = KIB * KIB;
    return "heap " + heapBytes / mebibyte + " MiB" + (residentBytes.isPresent()
        ? ", resident " + residentBytes.getAsLong() / mebibyte + " MiB" : "");
  }
}
