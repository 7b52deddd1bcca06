package dev.nightjar.runtime.cost;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Figures by name, in a file that may be deleted at any time. What cannot be read counts as not there, and what cannot
 * be written is kept in memory alone. Thread-safe; of two processes that write at once, one wins.
 */
final class CostFile {
  private static final Logger LOG = LoggerFactory.getLogger(CostFile.class);
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final Map<String, Double> figures = new TreeMap<>();

  CostFile(Path file) {
    this.file = file;
    load();
  }

  private void load() {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        return;
      }
      Properties read = new Properties();
      try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        read.load(in);
      }
      read.stringPropertyNames().forEach(name -> accept(name, read.getProperty(name)));
    } catch (IOException | IllegalArgumentException e) {
      LOG.info("costs in {} are measured anew: {}", file, e.getMessage());
    }
  }

  /** Figures that no measurement gives are left out. */
  private void accept(String name, String text) {
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && Double.isFinite(value)) {
        figures.put(name, value);
      }
    } catch (NumberFormatException e) {
      LOG.info("'{}' in {} is no number", name, file);
    }
  }

  synchronized OptionalDouble get(String name) {
    Double value = figures.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The names that begin so, with their figures. */
  synchronized Map<String, Double> all(String prefix) {
    Map<String, Double> some = new TreeMap<>(figures);
    some.keySet().removeIf(name -> !name.startsWith(prefix));
    return some;
  }

  /** Forgets all figures. */
  synchronized void clear() {
    figures.clear();
    put(Map.of());
  }

  /** Adds figures and writes the file, whole, in place of the old one. */
  synchronized void put(Map<String, Double> more) {
    figures.putAll(more);
    Properties all = new Properties();
    figures.forEach((name, value) -> all.setProperty(name, String.valueOf(value)));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path next = Files.createTempFile(file.toAbsolutePath().getParent(), "costs", ".new");
      try (Writer out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
        all.store(out, "Milliseconds, as Nightjar measured them, and when, in seconds since 1970."
            + " compile --remeasure begins anew.");
      }
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.info("costs are not kept in {}: {}", file, e.getMessage());
    }
  }
}
