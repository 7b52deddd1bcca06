package dev.nightjar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmStartsTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final List<String> news = new ArrayList<>();

  private static JvmLaunch launch(String name, String millis) {
    return new JvmLaunch(name, JAVA, List.of("-Dpretended.millis=" + millis, "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1"));
  }

  private StartsReport run(List<JvmLaunch> launches, int starts, Duration limit, String... arguments)
      throws IOException {
    List<String> program = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"),
        PretendedBench.class.getName()));
    program.addAll(List.of(arguments));
    return new JvmStarts(news::add).run(new StartPlan(launches, starts, program, limit));
  }

  @Test
  void virtualMachinesTakeTurnsAndTheirReportsAreCollected(@TempDir Path folder) throws IOException {
    StartsReport report = run(List.of(launch("25", "4"), launch("17", "6")), 2, Duration.ofMinutes(1),
        "report");
    assertThat(news).containsExactly("start 1 of 2, 25", "start 1 of 2, 17", "start 2 of 2, 25",
        "start 2 of 2, 17");
    assertThat(report.failures()).isZero();
    assertThat(report.spreads()).extracting(StartSpread::launch).containsExactly("25", "17");
    assertThat(report.spreads()).extracting(spread -> spread.median().messageMillis().median())
        .containsExactly(4.0, 6.0);
    assertThat(report.spreads().get(1).median().ratio()).isEqualTo(1.5);
    assertThat(report.noise().othersPercent()).isEqualTo(10.0);
    assertThat(report.noise().stolenPercent()).isNull();
    assertThat(report.launches().get(0).starts().get(0).report().machine().jvmFlags())
        .contains("-XX:+UseSerialGC");

    ReportFiles files = new ReportFiles(folder);
    JsonNode json = new ObjectMapper().readTree(files.writeJson(report).toFile());
    assertThat(json.at("/spreads/1/median/startsMillis/2").asDouble()).isEqualTo(6);
    assertThat(json.at("/launches/1/starts/0/report/sets/0/engines/0/info/notes/0").asText())
        .isEqualTo("slow start");
    assertThat(ImageIO.read(files.writeChart(report).toFile()).getWidth()).isEqualTo(960);
  }

  @Test
  void aChildThatCrashesIsReportedWithItsLastWords() throws IOException {
    StartsReport report = run(List.of(launch("25", "4")), 1, Duration.ofMinutes(1), "crash");
    assertThat(failure(report)).startsWith("exit code 1: ").endsWith("the vectors are gone");
    assertThat(report.failures()).isEqualTo(1);
    assertThat(report.spreads()).isEmpty();
    assertThat(news).hasSize(2);
  }

  @Test
  void aVirtualMachineThatRefusesAnOptionSaysWhich() throws IOException {
    JvmLaunch odd = new JvmLaunch("25", JAVA, List.of("-XX:+UseMagic"));
    assertThat(failure(run(List.of(odd), 1, Duration.ofMinutes(1), "report"))).contains("UseMagic");
  }

  @Test
  void aChildWithoutAReportIsReported() throws IOException {
    assertThat(failure(run(List.of(launch("25", "4")), 1, Duration.ofMinutes(1), "say", "nothing")))
        .startsWith("printed 0 reports");
    assertThat(failure(run(List.of(launch("25", "4")), 1, Duration.ofMinutes(1), "say",
        "{\"began\": 1, \"x\": 2}")))
        .startsWith("printed a report that cannot be read");
  }

  @Test
  void aChildThatHangsIsStopped() throws IOException {
    assertThat(failure(run(List.of(launch("25", "4")), 1, Duration.ofSeconds(1), "hang")))
        .isEqualTo("not done after 1 s");
  }

  @Test
  void aJavaThatIsNoneIsReportedAndTheOthersRun() throws IOException {
    JvmLaunch none = new JvmLaunch("none", Path.of("no-such-folder", "bin", "java"), List.of());
    StartsReport report = run(List.of(none, launch("25", "4")), 1, Duration.ofMinutes(1), "report");
    assertThat(failure(report)).startsWith("cannot be started: ");
    assertThat(report.failures()).isEqualTo(1);
    assertThat(report.spreads()).extracting(StartSpread::launch).containsExactly("25");
  }

  private static String failure(StartsReport report) {
    return report.launches().get(0).starts().get(0).failure();
  }
}
