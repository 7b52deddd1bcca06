package dev.nightjar.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** What all charts have in common. */
final class Picture {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 680;

  private Picture() {}

  /** An empty chart from zero upwards, its legend below. */
  static XYChart chart(String title, String xAxis, String yAxis) {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(xAxis)
        .yAxisTitle(yAxis).build();
    // One label to a line: they are long.
    chart.getStyler().setYAxisMin(0.0).setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Vertical);
    return chart;
  }

  /**
   * Writes a chart as PNG.
   *
   * @throws IOException when the file cannot be written, or this JVM cannot draw
   */
  static void write(XYChart chart, Path file) throws IOException {
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    try {
      ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", picture);
    } catch (RuntimeException | LinkageError | InternalError e) {
      // Headless JDKs find out only while drawing that there is no font, and say so in many ways.
      throw new IOException("this JVM cannot draw a chart (" + e + "); install fontconfig and a font", e);
    }
    Files.write(file, picture.toByteArray());
  }
}
