package dev.nightjar.bench;

import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** A dot for each start and configuration. */
final class StartsChart {
  private StartsChart() {}

  static XYChart of(StartsReport report) {
    XYChart chart = Picture.chart(report.spreads().stream().map(StartSpread::set).distinct().findFirst()
            .orElse("nothing") + ": KS + PBS per message in fresh JVMs",
        "start (" + report.machine().summary() + ")",
        "ms per message (median of the start)");
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
        .setXAxisMin(0.0).setXAxisMax(starts(report) + 1.0);
    chart.getStyler().setXAxisDecimalPattern("#.#");
    for (StartSpread spread : report.spreads()) {
      chart.addSeries(label(report, spread),
          spread.median().startsMillis().keySet().stream().mapToDouble(Integer::doubleValue).toArray(),
          spread.median().startsMillis().values().stream().mapToDouble(Double::doubleValue).toArray());
    }
    return chart;
  }

  private static int starts(StartsReport report) {
    return report.launches().stream().mapToInt(launch -> launch.starts().size()).max().orElse(1);
  }

  private static String label(StartsReport report, StartSpread spread) {
    return spread.launch() + ", " + spread.engine() + " (" + kernel(report, spread) + "), batch "
        + spread.batch() + ", " + spread.threads() + (spread.threads() == 1 ? " thread" : " threads");
  }

  private static String kernel(StartsReport report, StartSpread spread) {
    return report.launches().stream().filter(launch -> launch.name().equals(spread.launch()))
        .flatMap(launch -> launch.starts().stream()).filter(start -> start.report() != null)
        .flatMap(start -> start.report().sets().stream()).flatMap(set -> set.engines().stream())
        .filter(engine -> engine.name().equals(spread.engine())).map(engine -> engine.info().kernel())
        .distinct().collect(Collectors.joining(" or "));
  }
}
