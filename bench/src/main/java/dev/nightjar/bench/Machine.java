package dev.nightjar.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a bench ran.
 *
 * @param cpu model and family, as the operating system names them, or the architecture
 * @param caches that a core sees, the first level first; empty when unknown
 * @param processors that this JVM sees
 * @param memoryBytes of the machine; 0 when unknown
 * @param system operating system and its version
 * @param jdk version and vendor
 * @param collectors garbage collectors in use
 * @param jvmFlags options of this JVM that bear on speed; others, which may name private paths, are left out
 */
public record Machine(String cpu, List<String> caches, int processors, long memoryBytes, String system, String jdk,
    List<String> collectors, List<String> jvmFlags) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** What is logged, what is left of a crash, and which classes are there at the start. */
  private static final List<String> NOT_ON_SPEED = List.of("-Xlog", "-XX:AOTCache", "-XX:SharedArchiveFile",
      "-XX:-CreateCoredumpOnCrash", "-XX:-HeapDumpOnOutOfMemoryError");

  public Machine {
    caches = List.copyOf(caches);
    collectors = List.copyOf(collectors);
    jvmFlags = List.copyOf(jvmFlags);
  }

  /** This one. */
  public static Machine here() {
    return new Machine(cpuName(), CpuCaches.ofACore(), Runtime.getRuntime().availableProcessors(), memory(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        ManagementFactory.getGarbageCollectorMXBeans().stream().map(GarbageCollectorMXBean::getName).toList(),
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(Machine::bearsOnSpeed).toList());
  }

  /** The processor and how many of them there are, in words. */
  public String summary() {
    return cpu + ", " + processors + (processors == 1 ? " processor" : " processors");
  }

  private static boolean bearsOnSpeed(String flag) {
    return flag.startsWith("-X") && NOT_ON_SPEED.stream().noneMatch(flag::startsWith)
        || flag.startsWith("--add-modules") || flag.startsWith("-Dnightjar.engine.");
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize() : 0;
  }

  private static String cpuName() {
    String architecture = System.getProperty("os.arch");
    if (!Files.isReadable(CPU_INFO)) {
      return architecture;
    }
    try {
      List<String> lines = Files.readAllLines(CPU_INFO);
      return value(lines, "model name").map(name -> name + " (" + architecture
          + value(lines, "cpu family").map(family -> ", family " + family).orElse("")
          + value(lines, "model").map(model -> ", model " + model).orElse("") + ")").orElse(architecture);
    } catch (IOException e) {
      return architecture;
    }
  }

  private static Optional<String> value(List<String> lines, String name) {
    return lines.stream().filter(line -> line.split(":", 2)[0].strip().equals(name)).findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip());
  }
}
