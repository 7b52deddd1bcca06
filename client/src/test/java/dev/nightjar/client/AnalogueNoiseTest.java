package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.NoisePromise;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The noise of analogue look-ups by the Java engine under sets that promise it: of outputs, and where the table is
 * read, both ways: less would mean weak keys, more that models are wrong. {@link EngineNoiseTest} does so for sets of
 * boxes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(SharedBenches.MEMORY)
class AnalogueNoiseTest {
  /** Of a normal distribution all but 2^-64 lies within so many standard deviations. */
  private static final double NEVER_BEYOND = 9.2;

  /** Batches of some lanes multiply by {@code X^a - 1} last, which doubles the noise, and others first. */
  private static final double LANES_FACTOR = 2;
  private static final int SMALL_BATCH = 8;
  private static final long VALUE = 1L << 61;
  private static final TestedSets TESTED = TestedSets.asked();
  private static final List<String> SETS = List.of("NJ3_D7_O14", "NJ3_D5_O12", "NJ3_D6_O8-unrolled",
      "NJ3_D5_O8-block3");

  private final Engine engine = BootstrapBench.engine();
  private final SharedBenches benches = new SharedBenches(engine, "analogue ");

  @AfterAll
  void close() {
    benches.close();
  }

  static Stream<Parameters> sets() {
    return ParameterCatalogue.analogue().stream().filter(p -> TESTED == TestedSets.ALL || SETS.contains(p.id()));
  }

  private BootstrapBench bench(Parameters p) {
    return benches.of(TESTED.measured(p));
  }

  /** One function value for half the torus, read in its middle: no noise takes another one. */
  private ChiSquared outputs(BootstrapBench bench, int samples, int batch) {
    long[] phases = bench.bootstrap(new long[samples], new long[] {VALUE}, batch);
    ChiSquared noise = new ChiSquared();
    double most = NEVER_BEYOND * Math.sqrt(NoiseModel.bootstrapVarianceBound(bench.parameters()));
    for (long phase : phases) {
      assertThat(Math.abs(Math.scalb((double) (phase - VALUE), -64))).isLessThan(most);
      noise.addDifference(phase, VALUE);
    }
    return noise;
  }

  /** Where tables are read and what is read there, from the same bootstraps. */
  @ParameterizedTest
  @MethodSource("sets")
  void decisionsAndOutputsOfLargeBatchesAreAsNoisyAsTheModelSaysAndAsPromised(Parameters set) {
    NoisePromise promise = set.noisePromise().orElseThrow();
    assertThat(decision(set)).isLessThan(Math.scalb(1.0, 2 * promise.decisionLog2()));
    assertThat(NoiseModel.bootstrapVarianceBound(set)).isLessThanOrEqualTo(Math.scalb(1.0, 2 * promise.outputLog2()));
    BootstrapBench bench = bench(set);
    Parameters p = bench.parameters();
    double decision = decision(p);
    BootstrapBench.Decisions found = bench.decisions(TESTED.samples(2400), decision);
    found.noise().requireCentredAgreement("decision of " + p.id(), decision + found.ofBoxes());
    double bound = NoiseModel.bootstrapVarianceBound(p);
    boolean first = engine.info().kernel().startsWith("plain") && KeyFamily.of(p) == KeyFamily.UNIFORM;
    double least = NoiseModel.bootstrapVariance(p) - NoiseModel.fftVariance(p);
    found.outputs().requireBetween("output of " + p.id(), first ? least : LANES_FACTOR * least, bound);
  }

  private static double decision(Parameters p) {
    return NoiseModel.freshVariance(p) + KeyswitchDigits.variance(p) + NoiseModel.modulusSwitchVariance(p, 0);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void outputsOfSmallBatchesAreNoNoisierThanTheModelSays(Parameters set) {
    BootstrapBench bench = bench(set);
    Parameters p = bench.parameters();
    for (int batch : new int[] {1, 3, SMALL_BATCH}) {
      outputs(bench, TESTED.samples(400), batch).requireBetween("output of " + p.id() + " in batches of " + batch,
          NoiseModel.bootstrapVariance(p) - NoiseModel.fftVariance(p), NoiseModel.bootstrapVarianceBound(p));
    }
  }
}
