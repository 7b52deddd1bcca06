package dev.nightjar.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** Time per message by batch size, as a picture. */
final class BatchChart {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 600;

  private BatchChart() {}

  static void write(SetReport set, Path file) throws IOException {
    byte[] picture;
    try {
      picture = BitmapEncoder.getBitmapBytes(chart(set), BitmapEncoder.BitmapFormat.PNG);
    } catch (RuntimeException | LinkageError | InternalError e) {
      // Headless JDKs find out only while drawing that there is no font, and say so in many ways.
      throw new IOException("this JVM cannot draw a chart (" + e + "); install fontconfig and a font", e);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(picture);
    }
  }

  static XYChart chart(SetReport set) {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT)
        .title(set.id() + ": KS + PBS per message")
        .xAxisTitle("ciphertexts per call")
        .yAxisTitle("ms per message (median, bars: half the distance of the quartiles)")
        .build();
    chart.getStyler().setYAxisMin(0.0).setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal);
    // Powers of two, evenly spaced; the axis has its ticks where it likes.
    chart.getStyler().setxAxisTickLabelsFormattingFunction(log -> log == Math.rint(log) && log >= 0
        ? Integer.toString(1 << log.intValue()) : " ");
    Map<String, List<Measurement>> lines = set.bootstraps().stream()
        .collect(Collectors.groupingBy(BatchChart::label, LinkedHashMap::new, Collectors.toList()));
    lines.forEach((label, points) -> chart.addSeries(label,
        column(points, m -> Math.log(m.batch()) / Math.log(2)),
        column(points, m -> m.messageMillis().median()),
        column(points, m -> (m.messageMillis().upperQuartile() - m.messageMillis().lowerQuartile()) / 2)));
    return chart;
  }

  private static String label(Measurement m) {
    return m.engine() + ", " + m.threads() + (m.threads() == 1 ? " thread" : " threads");
  }

  private static double[] column(List<Measurement> points, ToDoubleFunction<Measurement> value) {
    return points.stream().mapToDouble(value).toArray();
  }
}
