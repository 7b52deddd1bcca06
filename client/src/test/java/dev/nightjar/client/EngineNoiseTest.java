package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bootstraps of the Java engine under real keys: all right, and with the noise that the model says, neither
 * more (correctness) nor less. Fixed seeds and keys of half weight, so that a run is reproducible.
 *
 * <p>Large batches have their ciphertexts in the lanes of vectors, and {@code X^a - 1} is multiplied after the
 * external product instead of before, which doubles the variance of the whole rotation; the FFT's share is one
 * to two times that of the FFT that the formula was fitted to. {@link NoiseModel#bootstrapVarianceBound} covers
 * both, and half of it covers small batches of ordinary sets. A block of a block-binary key is always done that way;
 * there one inverse transform serves the block, so that the FFT's share may be smaller than the formula's.
 *
 * <p>Of the catalogue, one set for each kind of shape: several polynomials, one, two levels, blocks, an extension,
 * and N = 4096; blocks with an extension in pairs. All sets take many minutes: {@code -Dnightjar.test.sets=all}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineNoiseTest {
  private static final int LANES_FACTOR = 2;
  private static final int ALL_BOOTSTRAPS = 10_000;
  private static final List<String> SETS = List.of("NJ1_M1_P64", "NJ1_M4_P64", "NJ2_M4_N16_P128", "NJ2_M4_P128-block3",
      "NJ2_M5_P64", "NJ1_M5_P64");

  /** Bootstraps of a set in large batches: this over the square of the cost, so that cheap sets have most of them. */
  private static final double LARGE = 26_500;
  private static final int LEAST_LARGE = 300;

  private final AtomicInteger rightResults = new AtomicInteger();
  private Engine engine;

  @BeforeAll
  void startEngine() {
    engine = ServiceLoader.load(EngineProvider.class).stream().map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals("java")).findFirst().orElseThrow()
        .create(new EngineOptions(2));
  }

  @AfterAll
  void stopEngine() {
    engine.close();
    assertThat(rightResults).as("bootstraps of this class, all right")
        .hasValueGreaterThanOrEqualTo(ALL_BOOTSTRAPS);
  }

  static Stream<Parameters> sets() {
    return "all".equals(System.getProperty("nightjar.test.sets")) ? ParameterCatalogue.all().stream()
        : SETS.stream().map(id -> ParameterCatalogue.byId(id).orElseThrow());
  }

  /** A loaded key and what is needed to use it. */
  private final class Bench implements AutoCloseable {
    private final Parameters p;
    private final Encryptor encryptor;
    private final Decryptor decryptor;
    private final EngineKey loaded;

    Bench(Parameters p, String label) {
      this.p = p;
      SecretKey key = TestKeys.balancedKey(p, label + p.id());
      encryptor = new Encryptor(key, TestKeys.randomness(label + "inputs " + p.id()));
      decryptor = new Decryptor(key);
      loaded = engine.load(new KeyGenerator(2,
          TestKeys.randomness(label + "key " + p.id())).evaluationKey(key));
    }

    /** Phases of the outputs for inputs of these messages, in batches of a given size. */
    long[] bootstrap(long[] messages, long[] table, int batch) {
      LookupTables tables = LookupTables.of(p.tableSize(), new long[][][] {{table}});
      long[] phases = new long[messages.length];
      for (int from = 0; from < messages.length; from += batch) {
        int count = Math.min(batch, messages.length - from);
        LweList in = encryptor.encryptEach(Arrays.copyOfRange(messages, from, from + count));
        LweList out = LweList.allocate(p.bigLweDimension(), count);
        loaded.bootstrap(in, tables, new int[count], out);
        System.arraycopy(decryptor.phases(out), 0, phases, from, count);
      }
      return phases;
    }

    @Override
    public void close() {
      loaded.close();
    }
  }

  /** Bootstraps a permutation of all messages; every result must be right; gives the noise of the outputs. */
  private ChiSquared permute(Bench bench, int bootstraps, int batch) {
    int bits = bench.p.messageBits();
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

  private static void requireBootstrapNoise(ChiSquared noise, Parameters p, int factor) {
    double least = factor * (NoiseModel.bootstrapVariance(p) - (p.blockBinary() ? NoiseModel.fftVariance(p) : 0));
    double most = factor * NoiseModel.bootstrapVarianceBound(p) / LANES_FACTOR;
    noise.requireBetween("bootstrap of " + p.id(), least, most);
  }

  private int factorOfLargeBatches(Parameters p) {
    return engine.info().kernel().startsWith("vector") ? LANES_FACTOR : factorOfPairs(p);
  }

  private static int factorOfPairs(Parameters p) {
    return p.blockBinary() ? LANES_FACTOR : 1;
  }

  @ParameterizedTest
  @MethodSource("sets")
  void largeBatchesAreAllRightAndAsNoisyAsTheModelSays(Parameters p) {
    int bootstraps = Math.max(LEAST_LARGE, (int) (LARGE / Math.pow(ParameterCatalogue.cost(p), 2)));
    try (Bench bench = new Bench(p, "large ")) {
      requireBootstrapNoise(permute(bench, bootstraps, bootstraps), p, factorOfLargeBatches(p));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NJ1_M1_P64", "NJ1_M3_P64", "NJ1_M4_P64", "NJ2_M4_P64-block3", "NJ2_M5_P64-block3"})
  void pairsAreAllRightAndAsNoisyAsTheModelSays(String id) {
    Parameters p = ParameterCatalogue.byId(id).orElseThrow();
    try (Bench bench = new Bench(p, "pairs ")) {
      requireBootstrapNoise(permute(bench, 300, 2), p, factorOfPairs(p));
    }
  }

  /**
   * The decision inside a bootstrap (keyswitch and modulus switch) read off a table whose narrow boxes count
   * up and start again before noise could reach the same value twice: the box that was taken tells where the
   * phase was.
   */
  @ParameterizedTest
  @MethodSource("sets")
  void decisionsAreAsNoisyAsTheModelSays(Parameters p) {
    double grid = 2.0 * p.tableSize();
    double decision = NoiseModel.freshVariance(p) + KeyswitchDigits.variance(p)
        + NoiseModel.modulusSwitchVariance(p, 0);
    int valueBits = (int) Math.floor(-1 - Math.log(
        6 * Math.sqrt(NoiseModel.bootstrapVarianceBound(p))) / Math.log(2));
    int width = 2;
    while (width * Math.scalb(1.0, valueBits - 1) < 6 * Math.sqrt(decision) * grid) {
      width *= 2;
    }
    int boxes = p.tableSize() / width;
    long[] table = new long[boxes];
    for (int m = 0; m < boxes; m++) {
      table[m] = (long) m << (64 - valueBits);
    }
    int samples = ParameterCatalogue.cost(p) < 6 ? 700 : 400;
    long[] messages = new long[samples];
    for (int i = 0; i < samples; i++) {
      messages[i] = (long) Math.scalb(0.06 + 0.38 * i / samples, 64);
    }
    ChiSquared noise = new ChiSquared();
    try (Bench bench = new Bench(p, "decision ")) {
      long[] phases = bench.bootstrap(messages, table, samples);
      for (int i = 0; i < samples; i++) {
        double at = Math.scalb((double) messages[i], -64) * grid / width;
        double taken = (phases[i] + (1L << (63 - valueBits)) >>> (64 - valueBits)) & (1L << valueBits) - 1;
        noise.add(Math.IEEEremainder(taken - at, 1 << valueBits) * width / grid);
      }
    }
    double ownWidth = width / grid * (width / grid) / 12;
    noise.requireCentredAgreement("decision of " + p.id(), decision + ownWidth);
  }
}
