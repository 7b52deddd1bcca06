package dev.nightjar.cli.play;

import dev.nightjar.api.NightjarException;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.ModelClient;
import dev.nightjar.compiler.CsvData;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Rows of a table on their way to queries. */
public final class Rows {
  private static final int SHOWN = 5;

  private Rows() {
  }

  /** Says how many rows hold values outside of the calibrated range; nothing of them leaves this machine. */
  public static void warnOfValuesOutside(Terminal terminal, ModelClient client, CsvData samples) {
    Map<String, Integer> rows = new TreeMap<>();
    int outside = 0;
    for (CsvData.Sample sample : samples.samples()) {
      List<String> found = named(sample, () -> client.outside(sample.row()));
      found.forEach(name -> rows.merge(name, 1, Integer::sum));
      outside += found.isEmpty() ? 0 : 1;
    }
    if (outside > 0) {
      terminal.fact("WARNING", String.format(Locale.ROOT, "%d of %d samples hold values outside of the range that the "
          + "model was calibrated on, which are read as its end: %s", outside, samples.samples().size(),
          rows.entrySet().stream().limit(SHOWN).map(e -> e.getKey() + " (" + e.getValue() + ")")
              .collect(Collectors.joining(", ")) + (rows.size() > SHOWN ? " and others" : "")));
    }
  }

  /** A row as a query; what is refused names the place of the sample. */
  public static byte[] encrypt(ModelClient client, CsvData.Sample sample) {
    return named(sample, () -> client.encrypt(sample.row()));
  }

  private static <T> T named(CsvData.Sample sample, Supplier<T> action) {
    try {
      return action.get();
    } catch (NightjarException e) {
      throw new NightjarException(e.code(), sample.place() + ": " + e.getMessage(), e);
    }
  }
}
