package dev.nightjar.cli.text;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them. All text is independent of the locale. */
public final class Units {
  private static final long KIB = 1024;
  private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");

  private Units() {
  }

  /** A number of bytes in the largest binary unit that keeps it above 1: {@code 26.4 MiB}. */
  public static String bytes(long bytes) {
    if (bytes < KIB) {
      return bytes + " bytes";
    }
    double value = bytes;
    int unit = -1;
    while (value >= KIB && unit < UNITS.size() - 1) {
      value /= KIB;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS.get(unit));
  }

  /** A number of bytes to the byte, and what that is: {@code 27,726,880 bytes (26.4 MiB)}. */
  public static String exactBytes(long bytes) {
    return bytes < KIB ? bytes(bytes) : String.format(Locale.ROOT, "%,d bytes (%s)", bytes, bytes(bytes));
  }

  /**
   * A duration in the unit that suits it: {@code 3.2 ms}, {@code 412 ms}, {@code 2.04 s}, {@code 3 min 20 s}.
   */
  public static String seconds(double seconds) {
    if (seconds < 0.1) {
      return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
    }
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.0f ms", seconds * 1e3);
    }
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.2f s", seconds);
    }
    Duration d = Duration.ofMillis(Math.round(seconds * 1e3));
    return d.toMinutes() + " min " + d.toSecondsPart() + " s";
  }

  /**
   * A probability by its log2: {@code 2^-71.3}; where nobody can tell the difference, {@code below 2^-1000}.
   */
  public static String probability(double log2) {
    return log2 < -1000 ? "below 2^-1000" : String.format(Locale.ROOT, "2^%.1f", log2);
  }

  /** A share with four decimals, and what it is a share of: {@code 0.9146 (632 of 691)}. */
  public static String share(int good, int all) {
    return all == 0 ? "-" : String.format(Locale.ROOT, "%.4f (%d of %d)", (double) good / all, good, all);
  }

  /** A count with its noun: {@code 1 bootstrap}, {@code 63 bootstraps}. */
  public static String count(long n, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", n, noun, n == 1 ? "" : "s");
  }
}
