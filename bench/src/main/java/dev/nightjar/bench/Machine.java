package dev.nightjar.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a bench ran.
 *
 * @param cpu model, as the operating system names it, or the architecture
 * @param processors that this JVM sees
 * @param memoryBytes of the machine; 0 when unknown
 * @param system operating system and its version
 * @param jdk version and vendor
 * @param collectors garbage collectors in use
 * @param jvmFlags options of this JVM that bear on speed; others, which may name private paths, are left out
 */
public record Machine(String cpu, int processors, long memoryBytes, String system, String jdk,
    List<String> collectors, List<String> jvmFlags) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  public Machine {
    collectors = List.copyOf(collectors);
    jvmFlags = List.copyOf(jvmFlags);
  }

  /** This one. */
  public static Machine here() {
    return new Machine(cpuName(), Runtime.getRuntime().availableProcessors(), memory(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        ManagementFactory.getGarbageCollectorMXBeans().stream().map(GarbageCollectorMXBean::getName).toList(),
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(Machine::bearsOnSpeed).toList());
  }

  /** A line for a chart. */
  String summary() {
    return cpu + ", " + processors + (processors == 1 ? " processor" : " processors");
  }

  private static boolean bearsOnSpeed(String flag) {
    return flag.startsWith("-X") || flag.startsWith("--add-modules") || flag.startsWith("-Dnightjar.engine.");
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
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines.filter(line -> line.startsWith("model name")).findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip() + " (" + architecture + ")")
          .orElse(architecture);
    } catch (IOException e) {
      return architecture;
    }
  }
}
