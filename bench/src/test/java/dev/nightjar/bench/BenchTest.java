package dev.nightjar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
  private static final Parameters CHEAP = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();

  private static final String PLAIN = "plain";

  private static final Set<BenchPlan.Subject> WITHOUT = EnumSet.allOf(BenchPlan.Subject.class);

  private final List<String> calls = new ArrayList<>();
  private final List<String> news = new ArrayList<>();

  /** With the plain kernel, which has no warm-up: it is the bench that is tested here. */
  private static Engine java(EngineOptions options) {
    return ServiceLoader.load(EngineProvider.class).stream().map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals("java")).findFirst().orElseThrow()
        .create(options.with(Map.of("kernel", PLAIN)));
  }

  /** The Java engine under any name; one that is called {@code broken} spoils its last output. */
  private Engine engine(String name, EngineOptions options) {
    return new NotingEngine(name, java(options), calls, name.equals("broken"));
  }

  private BenchReport run(List<String> engines, List<Integer> batches, int rounds) {
    return new Bench(this::engine, news::add).run(new BenchPlan(List.of(CHEAP), engines, batches, List.of(1),
        OptionalInt.of(rounds), Duration.ofSeconds(1), WITHOUT));
  }

  @Test
  void enginesTakeTurnsAndEachBeginsOnce() {
    BenchReport report = run(List.of("a", "b"), List.of(8), 2);
    assertThat(calls.subList(calls.size() - 4, calls.size())).containsExactly("a", "b", "b", "a");
    SetReport set = report.sets().get(0);
    assertThat(set.bootstraps()).extracting(Measurement::engine).containsExactly("a", "b");
    assertThat(set.bootstraps().get(0).ratio()).isNull();
    assertThat(set.bootstraps().get(1).ratio().samples()).isEqualTo(2);
    assertThat(report.wrong()).isZero();
    assertThat(news).isNotEmpty()
        .allMatch(line -> line.startsWith("NJ1_M1_P64, 1 thread: "));
    ratiosAreThoseOfNeighbouringCalls(set.bootstraps());
  }

  private void ratiosAreThoseOfNeighbouringCalls(List<Measurement> both) {
    List<Double> a = both.get(0).samplesMillis();
    List<Double> b = both.get(1).samplesMillis();
    assertThat(both.get(1).ratio()).isEqualTo(Spread.of(List.of(b.get(0) / a.get(0), b.get(1) / a.get(1))));
  }

  @Test
  void anEngineThatComputesWronglyIsFoundOut() {
    BenchReport report = run(List.of("java", "broken"), List.of(2, 4), 1);
    assertThat(report.sets().get(0).bootstraps()).extracting(m -> m.engine() + m.batch() + ":" + m.wrong())
        .containsExactly("java2:0", "broken2:2", "java4:0", "broken4:2");
    assertThat(report.wrong()).isEqualTo(4);
  }

  @Test
  void smallBatchesAreCalledMoreOften() {
    SetReport set = run(List.of("java"), List.of(1, 16), 1).sets().get(0);
    assertThat(set.keyGeneration()).as("nobody wants to know").isEmpty();
    assertThat(set.bootstraps()).extracting(m -> m.samplesMillis().size()).containsExactly(8, 1);
    assertThat(set.bootstraps()).allMatch(m -> m.callMillis().samples() == m.samplesMillis().size());
    assertThat(set.engines().get(0).loadMillis().samples()).isEqualTo(3);
    assertThat(set.engines().get(0).loadedKeyBytes()).isGreaterThan(CHEAP.seededKeyBytes());
  }

  @Test
  void allEnginesAreClosedWhenOneCannotBeMade() {
    List<NotingEngine> made = new ArrayList<>();
    Bench bench = new Bench((name, options) -> {
      if (name.equals("none")) {
        throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE, "there is no engine 'none'");
      }
      made.add(new NotingEngine(name, java(options), calls, false));
      return made.get(0);
    }, news::add);
    assertThatThrownBy(() -> bench.run(new BenchPlan(List.of(CHEAP), List.of("java", "none"), List.of(1),
        List.of(1), OptionalInt.of(1), Duration.ofSeconds(1), WITHOUT)))
        .hasMessage("there is no engine 'none'");
    assertThat(made).singleElement().matches(NotingEngine::closed);
  }

  @Test
  void anEngineThatRefusesASetIsLeftOutWithItsReason() {
    List<NotingEngine> made = new ArrayList<>();
    Bench bench = new Bench((name, options) -> {
      NotingEngine engine = new NotingEngine(name, java(options), calls, false);
      made.add(engine);
      return name.equals("shy") ? engine.refusing("not this set") : engine;
    }, news::add);
    SetReport set = bench.run(new BenchPlan(List.of(CHEAP), List.of("shy", "a", "b"), List.of(1), List.of(1),
        OptionalInt.of(1), Duration.ofSeconds(1), WITHOUT)).sets().get(0);
    assertThat(set.refusals()).containsExactly(new SetReport.Refusal("shy", 1, "not this set"));
    assertThat(set.bootstraps()).extracting(Measurement::engine).containsExactly("a", "b");
    assertThat(set.bootstraps().get(0).ratio()).isNull();
    assertThat(set.bootstraps().get(1).ratio()).isNotNull();
    assertThat(made).hasSize(3).allMatch(NotingEngine::closed);
  }

  /** With the parts of the Java engine. */
  private SetReport runWithParts(Parameters set, List<String> engines, int batch) {
    EngineFactory factory = new EngineFactory() {
      @Override
      public Engine create(String name, EngineOptions options) {
        return engine(name, options);
      }

      @Override
      public Optional<EngineParts> parts(String name, Parameters set) {
        return name.equals("java") ? Optional.of(new JavaParts(set, Optional.of(PLAIN))) : Optional.empty();
      }
    };
    return new Bench(factory, news::add).run(new BenchPlan(List.of(set), engines, List.of(batch), List.of(1),
        OptionalInt.of(1), Duration.ofSeconds(1), Set.of())).sets().get(0);
  }

  @Test
  void partsAreShownForTheEnginesThatHaveThem() {
    SetReport set = runWithParts(CHEAP, List.of("java", "other"), 1);
    assertThat(set.parts()).hasSizeGreaterThanOrEqualTo(6).extracting(PartTime::engine).containsOnly("java");
    assertThat(news).contains("NJ1_M1_P64, 1 thread: parts of engine java");
  }

  @Test
  void anUnrolledSetIsMeasuredLikeAnyOther() {
    Parameters unrolled = ParameterCatalogue.bootstrapped().stream().filter(Parameters::unrolled)
        .min(Comparator.comparingLong(Parameters::bootstrappingKeyBytes)).orElseThrow();
    SetReport set = runWithParts(unrolled, List.of("java"), 8);
    assertThat(set.refusals()).isEmpty();
    assertThat(set.wrong()).isZero();
    assertThat(set.bootstraps()).hasSize(1);
    assertThat(set.seededKeyBytes()).isEqualTo(unrolled.seededKeyBytes());
    assertThat(set.parts()).extracting(PartTime::part).contains(Part.GGSW_PRODUCT, Part.STEP_SINGLE,
        Part.STEP_LANES, Part.KEYSWITCH_BATCH);
  }

  @Test
  void keysAreTimedWhenSomebodyWantsToKnow() {
    assertThat(new Bench(this::engine, news::add).run(new BenchPlan(List.of(CHEAP), List.of("java"), List.of(1),
        List.of(1), OptionalInt.of(1), Duration.ofSeconds(1), EnumSet.of(BenchPlan.Subject.PARTS))).sets().get(0)
        .keyGeneration()).hasSize(1);
  }

  private static void aReportIsReadBackFromItsLine(BenchReport report) throws IOException {
    assertThat(report.line()).doesNotContain("\n");
    assertThat(new Json().report(report.line())).isEqualTo(report);
  }

  @Test
  void aReportIsALineAndFilesWithEverySampleAndAPicture(@TempDir Path folder) throws IOException {
    BenchReport report = run(List.of("a", "b"), List.of(1, 2), 1);
    aReportIsReadBackFromItsLine(report);
    ReportFiles files = new ReportFiles(folder.resolve("new"));
    JsonNode json = new ObjectMapper().readTree(files.writeJson(report).toFile());
    JsonNode first = json.at("/sets/0/bootstraps/0");
    assertThat(first.get("engine").asText()).isEqualTo("a");
    assertThat(first.get("samplesMillis")).hasSize(8);
    assertThat(first.has("ratio")).isFalse();
    assertThat(first.get("allocatedBytes").asLong()).isPositive();
    assertThat(json.at("/sets/0/bootstraps/1/ratio/median").asDouble()).isPositive();
    assertThat(json.at("/machine/jdk").asText()).startsWith(Runtime.version().toString());
    BufferedImage picture = ImageIO.read(files.writeChart(report.sets().get(0), report.machine()).toFile());
    assertThat(picture.getWidth()).isEqualTo(960);
  }
}
