package dev.nightjar.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Transparent huge pages. Evaluation keys take tens of megabytes: thousands of 4 KiB pages, more than the TLB holds.
 *
 * @param mode what Linux does: {@code always}, {@code madvise} (only processes that ask get them) or {@code never};
 *     empty where it does not say, as on other systems
 * @param asked whether this JVM asks for them
 */
record HugePages(Optional<String> mode, boolean asked) {
  /** The JVM option that asks for huge pages. Only JVMs on Linux accept it. */
  static final String FLAG = "-XX:+UseTransparentHugePages";

  private static final String OPTION = FLAG.substring(FLAG.indexOf('+') + 1);
  private static final Path FILE = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

  /** The state of this system and this JVM. */
  static HugePages here() {
    return new HugePages(modeIn(FILE), optionIsOn());
  }

  /** The mode that a file of Linux names: the one in brackets. */
  static Optional<String> modeIn(Path file) {
    try {
      Matcher chosen = CHOSEN.matcher(Files.isReadable(file) ? Files.readString(file) : "");
      return chosen.find() ? Optional.of(chosen.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean optionIsOn() {
    HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return machine != null && Boolean.parseBoolean(machine.getVMOption(OPTION).getValue());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a JVM that asks may get them. */
  boolean offered() {
    return mode.filter(m -> !m.equals("never")).isPresent();
  }

  /** Whether keys get them, and if not, what to do; empty on systems that have no such thing. */
  Optional<String> text() {
    return mode.map(m -> {
      if (!offered()) {
        return "off, which makes bootstraps slower: " + FILE + " says " + m;
      }
      if (asked) {
        return "on: asked for, and given by the system (" + m + ")";
      }
      return m.equals("always") ? "on: given by the system to all (always)"
          : "off, which makes bootstraps slower: start the virtual machine with " + FLAG;
    });
  }
}
