package dev.nightjar.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;

/** Time per message by batch size. */
final class BatchChart {
  private BatchChart() {}

  static XYChart of(SetReport set, Machine machine) {
    XYChart chart = Picture.chart(set.id() + ": KS + PBS per message",
        "ciphertexts per call (" + machine.summary() + ", JDK " + machine.jdk() + ")",
        "ms per message (median, bars: half the distance of the quartiles)");
    // Powers of two, evenly spaced; the axis has its ticks where it likes.
    chart.getStyler().setXAxisTickLabelsFormattingFunction(log -> log == Math.rint(log) && log >= 0
        ? Integer.toString(1 << log.intValue()) : " ");
    Map<String, List<Measurement>> lines = set.bootstraps().stream()
        .collect(Collectors.groupingBy(m -> label(set, m), LinkedHashMap::new, Collectors.toList()));
    lines.forEach((label, points) -> chart.addSeries(label,
        column(points, m -> Math.log(m.batch()) / Math.log(2)),
        column(points, m -> m.messageMillis().median()),
        column(points, m -> (m.messageMillis().upperQuartile() - m.messageMillis().lowerQuartile()) / 2)));
    return chart;
  }

  private static String label(SetReport set, Measurement m) {
    String kernel = set.engines().stream().filter(engine -> engine.name().equals(m.engine())).findFirst()
        .map(engine -> " (" + engine.info().kernel() + ")").orElse("");
    return m.engine() + kernel + ", " + m.threads() + (m.threads() == 1 ? " thread" : " threads");
  }

  private static double[] column(List<Measurement> points, ToDoubleFunction<Measurement> value) {
    return points.stream().mapToDouble(value).toArray();
  }
}
