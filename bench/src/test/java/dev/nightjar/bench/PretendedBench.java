package dev.nightjar.bench;

import dev.nightjar.api.engine.EngineInfo;
import java.util.Arrays;
import java.util.List;

/** What a fresh JVM runs in tests: prints a report with made-up times, or fails in some way. */
final class PretendedBench {
  private PretendedBench() {}

  /** Takes what to do. */
  public static void main(String[] args) throws InterruptedException {
    switch (args[0]) {
      case "report" -> {
        System.out.println("some remark");
        System.out.println(report(Double.parseDouble(System.getProperty("pretended.millis"))).line());
      }
      case "crash" -> throw new IllegalStateException("the vectors are gone");
      case "say" -> System.out.println(args[1]);
      case "hang" -> new Object() {
        synchronized void hang() throws InterruptedException {
          wait();
        }
      }.hang();
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** A report of batches of 16, one thread, one call for each time. */
  static BenchReport report(double... messageMillis) {
    List<Double> samples = Arrays.stream(messageMillis).mapToObj(millis -> 16 * millis).toList();
    Spread call = Spread.of(samples);
    SetReport set = new SetReport("SET", "id=SET", 1, List.of(),
        List.of(new SetReport.EngineReport("java", new EngineInfo("java", "plain", 1, List.of("slow start")),
            call, 1)), List.of(), List.of(),
        List.of(new Measurement("java", 1, 16, 0, call, null, null, samples)));
    return new BenchReport("2026-01-01T00:00:00Z", 1, Machine.here(), new OtherLoad(1.0, 1.0, 10.0, null), "", "",
        List.of(set));
  }
}
