package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.circuit.AnalogueNoise;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.ClearEvaluator;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Decrypted phases of every level of a circuit with two layers of look-ups that are read as functions of noisy phases
 * are as far from the clear ones as the formulas say, neither more nor much less: 192 look-ups of a layer, and in
 * sweeps 10,240.
 */
class NoiseOfLevelsTest {
  private static final boolean SWEEP = System.getProperty("nightjar.test.sets", "few").equals("sweep");
  private static final int WIDTH = SWEEP ? 512 : 64;
  private static final int RUNS = SWEEP ? 20 : 3;
  private static final List<String> LEVELS =
      List.of("first sums", "first look-ups", "second sums", "second look-ups");
  private static final Parameters P = ParameterCatalogue.byId("NJ1_M2_P64").orElseThrow();

  private final SplittableRandom random = new SplittableRandom(13);

  /** {@code 1/4 - |φ|} in as many boxes as there can be: continuous all around the torus, of slope 1. */
  private static LookupTables ramp() {
    int boxes = P.tableSize() / 2;
    long[] values = new long[boxes];
    for (int m = 0; m < boxes; m++) {
      values[m] = (1L << 62) - m * (1L << 63 - Integer.numberOfTrailingZeros(boxes));
    }
    return LookupTables.of(P.tableSize(), new long[][][] {{values}});
  }

  private SparseMap sums(int columns, int from, int to, int terms) {
    SparseMap.Builder map = SparseMap.builder(columns);
    for (int r = 0; r < WIDTH; r++) {
      int[] column = random.ints(from, to).distinct().limit(terms).toArray();
      map.row(column, random.longs(terms, 1, 3).map(w -> random.nextBoolean() ? w : -w).toArray(), random.nextLong());
    }
    return map.build();
  }

  private static Node look(int from) {
    double[] margins = new double[WIDTH];
    Arrays.fill(margins, 0.2);
    return new Node.Lookup(IntStream.range(from, from + WIDTH).toArray(), new int[WIDTH], margins, ramp());
  }

  @Test
  void theNoiseOfEveryLevelIsThatOfTheFormulas() {
    Circuit circuit = new Circuit(P, 1, List.of(new Node.Extract(sums(P.polynomialSize(), 0, P.polynomialSize(), 40)),
        look(0), new Node.Linear(sums(2 * WIDTH, WIDTH, 2 * WIDTH, 4)), look(2 * WIDTH)),
        IntStream.range(0, 4 * WIDTH).toArray(), 64);
    AnalogueNoise noise = AnalogueNoise.of(circuit);
    double[] squares = new double[LEVELS.size()];
    try (TestCrypto crypto = new TestCrypto(P); RowWorkers workers = new RowWorkers(2)) {
      CircuitExecutor executor = new CircuitExecutor(circuit, workers);
      for (int run = 0; run < RUNS; run++) {
        long[] plaintext = random.longs(P.polynomialSize()).toArray();
        long[] clear = ClearEvaluator.run(circuit, plaintext);
        AnalogueNoise.Outputs formula = noise.at(plaintext);
        long[] found = crypto.phases(executor.run(crypto.encrypt(plaintext), crypto.key(), Cancellation.manual())
            .outputs());
        for (int i = 0; i < clear.length; i++) {
          double error = (found[i] - clear[i]) * 0x1p-64 / formula.deviation(i);
          squares[i / WIDTH] += error * error / (WIDTH * RUNS);
        }
      }
    }
    // Five standard errors of a deviation that is estimated from so many samples.
    double statistical = 5 / Math.sqrt(2.0 * WIDTH * RUNS);
    for (int level = 0; level < squares.length; level++) {
      assertThat(Math.sqrt(squares[level])).as("measured by the formula, %s, %d", LEVELS.get(level), WIDTH * RUNS)
          .isBetween(0.7 - (SWEEP ? 0 : statistical), 1.05 + (SWEEP ? 0 : statistical));
    }
  }
}
