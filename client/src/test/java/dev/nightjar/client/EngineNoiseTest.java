package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bootstraps of the Java engine under real keys: all right, and with the noise that the model says, neither
 * more (correctness) nor less. Fixed seeds and keys of half weight, so that a run is reproducible.
 *
 * <p>Large batches have their ciphertexts in the lanes of vectors, and {@code X^a - 1} is multiplied after the
 * external product instead of before, which doubles the variance of the whole rotation; the FFT's share is one
 * to two times that of the FFT that the formula was fitted to. {@link NoiseModel#bootstrapVarianceBound} covers
 * both, and half of it covers small batches of ordinary sets. A block of a block-binary key is always done that way,
 * and so are two bits of an unrolled key where ciphertexts lie in lanes; there one inverse transform serves several
 * bits, so that the FFT's share may be smaller than the formula's. Singles do so at k = 1 and ℓ = 1, and else leave
 * the products of an unrolled key alone.
 *
 * <p>Of the catalogue, one set for each kind of shape: several polynomials, one, two levels, blocks, an extension,
 * and N = 4096; blocks with an extension in pairs; and an unrolled set. {@link TestedSets} says how many samples a run
 * takes, and how all sets are tested.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(SharedBenches.MEMORY)
class EngineNoiseTest {
  private static final int LANES_FACTOR = 2;

  /** Noise of an FFT over that of the formula, at most: what {@link NoiseModel#bootstrapVarianceBound} allows. */
  private static final double FFT_FACTOR = 2.1;

  /**
   * How much noisier two bits at once are than one after the other, at least, but for the FFT: what the decomposition
   * cuts off counts twice for three of four pairs of bits instead of once for one of two bits; the key counts more.
   */
  private static final double UNROLLED_FACTOR = 1.5;

  private static final TestedSets TESTED = TestedSets.asked();
  private static final int ALL_BOOTSTRAPS = TESTED == TestedSets.FEW ? 1_950 : 19_500;

  /** How many bootstraps a run is to make at least, where it is told; {@code .ci/noise} asks for 100,000. */
  private static final int ASKED_BOOTSTRAPS = Math.max(ALL_BOOTSTRAPS,
      Integer.getInteger("nightjar.test.bootstraps", 0));

  /** The cheapest sets of each kind of key, for counting wrong results among as many as the time allows. */
  private static final List<String> CHEAP_SETS = List.of("NJ1_M1_P64", "NJ2_M1_P128", "NJ2_M1_P64-block3",
      "NJ2_M2_P64-block3", "NJ2_M1_P64-unrolled", "NJ2_M2_P64-unrolled");

  /** A default run takes the first one, whose key is there. */
  private static final int CHEAP = TESTED == TestedSets.FEW ? 1 : CHEAP_SETS.size();

  /** Of each of them, in batches that fill all lanes and take 20 MB. */
  private static final int MANY = 100 + (ASKED_BOOTSTRAPS - ALL_BOOTSTRAPS) / CHEAP;
  private static final int MANY_BATCH = 1_000;
  private static final List<String> SETS = List.of("NJ1_M1_P64", "NJ1_M4_P64", "NJ2_M4_N16_P128", "NJ2_M4_P128-block3",
      "NJ2_M5_P64", "NJ1_M5_P64");

  private static final Parameters UNROLLED = Parameters.builder("custom-unrolled")
      .glweKey(1, 2048, new TUniform(17)).lweKey(862, new TUniform(46)).bootstrap(22, 1).keyswitch(2, 8)
      .promise(4, 5, -128).unrolled(true).build();

  /** The largest of the batches of the noisy key: all its bootstraps at once. */
  private static final int NOISY_BOOTSTRAPS = 1600;

  /** With two threads and vectors of 512 bits, two groups of half the size; with shorter ones, full groups. */
  private static final int SMALL_BATCH = 8;

  /** Bootstraps of a set in large batches: this over the square of the cost, so that cheap sets have most of them. */
  private static final double LARGE = 26_500;
  private static final int LEAST_LARGE = 300;

  private final AtomicInteger rightResults = new AtomicInteger();
  private final Engine engine = BootstrapBench.engine();
  private final SharedBenches benches = new SharedBenches(engine, "boxes ");

  @AfterAll
  void enoughWereMade() {
    benches.close();
    System.out.printf("%d bootstraps of real keys, each result right%n", rightResults.get());
    assertThat(rightResults).as("bootstraps of this class, all right")
        .hasValueGreaterThanOrEqualTo(ASKED_BOOTSTRAPS);
  }

  static Stream<Parameters> sets() {
    return TESTED == TestedSets.ALL ? ParameterCatalogue.bootstrapped().stream()
        : Stream.concat(named(SETS.toArray(String[]::new)), Stream.of(UNROLLED));
  }

  static Stream<Parameters> cheapSets() {
    return named(CHEAP_SETS.toArray(String[]::new)).limit(CHEAP);
  }

  /** A default run takes the first set of each kind. */
  static Stream<Parameters> setsInPairs() {
    Stream<Parameters> blocks = named("NJ2_M5_P64-block3");
    return TESTED == TestedSets.FEW
        ? Stream.of(named("NJ1_M1_P64", "NJ1_M4_P64"), blocks, Stream.of(UNROLLED)).flatMap(sets -> sets)
        : Stream.of(sets(), named("NJ1_M3_P64", "NJ2_M4_P64-block3"), blocks).flatMap(sets -> sets).distinct();
  }

  static Stream<Parameters> setsInSmallBatches() {
    return Stream.concat(named("NJ1_M4_P64"), Stream.of(UNROLLED));
  }

  private static Stream<Parameters> named(String... ids) {
    return Stream.of(ids).map(id -> ParameterCatalogue.byId(id).orElseThrow());
  }

  private BootstrapBench bench(Parameters p) {
    return benches.of(TESTED.measured(p));
  }

  /** Bootstraps a permutation of all messages; every result must be right; gives the noise of the outputs. */
  private ChiSquared permute(BootstrapBench bench, int bootstraps, int batch) {
    int bits = bench.parameters().messageBits();
    int shift = 63 - bits;
    long[] table = new long[1 << bits];
    for (int m = 0; m < table.length; m++) {
      table[m] = (long) (5 * m + 3) % table.length << shift;
    }
    long[] messages = new long[bootstraps];
    for (int i = 0; i < bootstraps; i++) {
      messages[i] = (long) i % table.length << shift;
    }
    long[] phases = bench.bootstrap(messages, table, batch);
    ChiSquared noise = new ChiSquared();
    for (int i = 0; i < bootstraps; i++) {
      long expected = table[i % table.length];
      assertThat(phases[i] + (1L << (shift - 1)) >> shift).as("result %d", i).isEqualTo(expected >> shift);
      noise.addDifference(phases[i], expected);
    }
    rightResults.addAndGet(bootstraps);
    return noise;
  }

  private void requireBootstrapNoise(ChiSquared noise, Parameters p, int batch) {
    double fft = NoiseModel.fftVariance(p);
    double least = NoiseModel.bootstrapVariance(p);
    double most = least + (FFT_FACTOR - 1) * fft;
    if (p.blockBinary() || byWholeSteps(p, batch)) {
      most = NoiseModel.bootstrapVarianceBound(p);
      least = p.unrolled() ? UNROLLED_FACTOR * (least - fft)
          : LANES_FACTOR * (p.blockBinary() ? least - fft : least);
    }
    noise.requireBetween("bootstrap of " + p.id(), least, most);
  }

  /**
   * Whether {@code X^a - 1} is multiplied last, and all bits of a step are taken at once. Not so in the order of
   * CMUXes, bit by bit, in which single ciphertexts of ordinary sets are bootstrapped.
   */
  private boolean byWholeSteps(Parameters p, int batch) {
    boolean writtenOut = p.unrolled() && p.glweDimension() == 1 && p.pbsLevel() == 1 && p.extensionLog2() == 0;
    return writtenOut || inLanes(p, batch);
  }

  /**
   * Whether ciphertexts lie side by side: in groups, unless one has more parts than there are lanes; and single ones
   * beside an empty lane where that is faster.
   */
  private boolean inLanes(Parameters p, int batch) {
    String kernel = engine.info().kernel();
    int parts = 1 << p.extensionLog2();
    if (kernel.startsWith("plain")) {
      return parts == 1;
    }
    int lanes = Integer.parseInt(kernel.replaceFirst("vector, (\\d+) lanes.*", "$1"));
    return batch >= SMALL_BATCH ? parts <= lanes : lanes == 2 && parts <= 2;
  }

  @ParameterizedTest
  @MethodSource("sets")
  void largeBatchesAreAllRightAndAsNoisyAsTheModelSays(Parameters p) {
    int bootstraps = TESTED.samples(
        Math.max(LEAST_LARGE, (int) (LARGE / Math.pow(ParameterCatalogue.cost(p), 2))));
    BootstrapBench bench = bench(p);
    requireBootstrapNoise(permute(bench, bootstraps, bootstraps), bench.parameters(), bootstraps);
  }

  @ParameterizedTest
  @MethodSource("cheapSets")
  void ofManyBootstrapsNoneIsWrong(Parameters p) {
    permute(bench(p), MANY, MANY_BATCH);
  }

  /** Where tables are read and what is read there, from the same bootstraps: all take a box within the noise. */
  @ParameterizedTest
  @MethodSource("setsInPairs")
  void pairsAndTheirDecisionsAreAsNoisyAsTheModelSays(Parameters set) {
    BootstrapBench bench = bench(set);
    Parameters p = bench.parameters();
    double decision = NoiseModel.freshVariance(p) + KeyswitchDigits.variance(p)
        + NoiseModel.modulusSwitchVariance(p, 0);
    BootstrapBench.Decisions found =
        bench.decisions(TESTED.samples(ParameterCatalogue.cost(set) < 6 ? 700 : 400), 2, decision);
    found.noise().requireCentredAgreement("decision of " + p.id(), decision + found.ofBoxes());
    requireBootstrapNoise(found.outputs(), p, 2);
  }

  @ParameterizedTest
  @MethodSource("setsInSmallBatches")
  void smallBatchesAreAllRightAndAsNoisyAsTheModelSays(Parameters p) {
    BootstrapBench bench = bench(p);
    requireBootstrapNoise(permute(bench, TESTED.samples(50 * SMALL_BATCH), SMALL_BATCH), bench.parameters(),
        SMALL_BATCH);
  }

  /** What else adds noise is next to nothing here, so that the bound is measured from both sides. */
  @ParameterizedTest
  @CsvSource({"1, 2", "1, " + SMALL_BATCH, "1, " + NOISY_BOOTSTRAPS, "2, 2", "2, " + NOISY_BOOTSTRAPS})
  void theNoiseOfAnUnrolledKeyCountsFourTimesForEachBitWhereItsProductsAreUsed(int k, int batch) {
    Parameters p = Parameters.builder("insecure-noisy-unrolled")
        .glweKey(k, 1024 / k, new TUniform(26)).lweKey(256, new TUniform(40)).bootstrap(20, 1).keyswitch(4, 4)
        .promise(2, 1, -1).unrolled(true).buildInsecureForTests();
    permute(benches.of(p), TESTED.samples(NOISY_BOOTSTRAPS), batch).requireAgreement("bootstrap at k = " + k,
        byWholeSteps(p, batch) ? NoiseModel.bootstrapVarianceBound(p) : NoiseModel.bootstrapVariance(p));
  }
}
