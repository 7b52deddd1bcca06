package dev.nightjar.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A server that leaks, in a process of its own, is found out by a soak of seconds. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class SoakRunTest {
  private static final SoakPlan SHORT = new SoakPlan(Duration.ofSeconds(2), Duration.ofMillis(250), 0.5, 4);

  /** Operations in a second: some 15 in each interval, however long they take. */
  private static final double CAPACITY = 120;

  private final List<String> news = new ArrayList<>();

  private SoakReport soak(String kind) throws IOException {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms512m",
        "-Xmx512m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
        System.getProperty("java.class.path"), LeakyServer.class.getName(), kind)
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      URI base = URI.create("http://127.0.0.1:" + out.readLine() + "/");
      Heads heads = new Heads(base, Optional.empty());
      byte[] head = heads.infer("any", Optional.empty(), 4);
      Mix mix = new Mix(List.of(new Mix.Part("request", 1, wire -> Outcome.of(wire.exchange(head, new byte[4])))));
      return new SoakRun(new Endpoint(base, List.of(), OptionalLong.of(process.pid())), news::add)
          .run(SHORT, CAPACITY, mix, () -> Checked.NONE, heads);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatAServerKeepsOfEachRequestIsFound() throws IOException {
    SoakReport report = soak("leaks");
    assertThat(report.trends()).as(report.readings().toString()).extracting(Trend::gauge)
        .containsExactly(Gauge.values());
    assertThat(report.trends()).as(report.readings().toString()).noneMatch(Trend::flat);
    assertThat(report.faults()).hasSize(Gauge.values().length)
        .allMatch(fault -> fault.contains(" grew by "));
  }

  @Test
  void aServerThatKeepsNothingStandsIt() throws IOException {
    SoakReport report = soak("nothing");
    assertThat(report.faults()).as(report.readings().toString()).isEmpty();
    assertThat(report.trends()).extracting(Trend::gauge).containsExactly(Gauge.values());
    assertThat(report.operations()).isGreaterThan(60);
    assertThat(news).anyMatch(line -> line.startsWith("minute "));
  }

  @Test
  void aServerWhoseProcessIsNotKnownOrIsNoneCannotBeLookedInto() {
    URI nobody = URI.create("http://127.0.0.1:1");
    assertThatThrownBy(() -> new SoakRun(new Endpoint(nobody, List.of(), OptionalLong.empty()), news::add))
        .hasMessageContaining("say which it is");
    SoakRun gone = new SoakRun(new Endpoint(nobody, List.of(), OptionalLong.of(Integer.MAX_VALUE)), news::add);
    assertThatThrownBy(() -> gone.run(SHORT, CAPACITY, new Mix(List.of(new Mix.Part("any", 1, wire -> Outcome.DONE))),
        () -> Checked.NONE, new Heads(nobody, Optional.empty()))).isInstanceOf(IOException.class);
  }
}
