package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.Task.Link;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final Parameters P = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();
  private static final Task TASK = new Task(Link.LOGISTIC, List.of("0", "1"));
  private static final int SIDE = 11;

  /** Class 1 where x0 >= x1; labels say that of the first half of the rows. */
  private static final CsvData ROWS = rows();

  /**
   * Tells whether x0 - x1 is above -1/2 by a look-up whose decision has a standard deviation of about four, so that it
   * goes wrong often.
   */
  private static final CompiledModel NEARLY = nearly();

  private static CsvData rows() {
    double[][] x = new double[SIDE * SIDE][];
    String[] labels = new String[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = new double[] {i / SIDE, i % SIDE};
      labels[i] = i < x.length / 2 ? x[i][0] >= x[i][1] ? "1" : "0" : "";
    }
    return new CsvData(List.of("x0", "x1"), x, List.of(labels));
  }

  private static CompiledModel nearly() {
    int n = P.polynomialSize();
    Node sign = new Node.Lookup(new int[] {0}, new int[1], new double[] {0x1p-11},
        LookupTables.of(P.tableSize(), new long[][][] {{{1L << 61}}}));
    // A sign test has its box around 0: a quarter more puts the edge there.
    Node shifted = new Node.Extract(new SparseMap(n, new int[] {0, 2}, new int[] {0, 1}, new long[] {1, -1},
        new long[] {(1L << 53) + (1L << 62)}));
    Circuit circuit = new Circuit(P, 1, List.of(shifted, sign), new int[] {1}, 32);
    FeatureQuantizer grid = new FeatureQuantizer.Uniform(0, 1, SIDE);
    ClientSpec client = new ClientSpec("nearly", "test", P, circuit.keyParts(), List.of(grid, grid),
        new InputLayout.Integers(54, new int[] {0, 1}), List.of(new ResultSpec(61, true, 0, -1)), new double[1], TASK)
        .withClaim(Claim.ANALOGUE);
    return new CompiledModel(client, circuit, List.of());
  }

  private static Pipeline model() {
    return Pipeline.of(new LinearModel(new double[][] {{1, -1}}, new double[] {0.5}, TASK));
  }

  private static Simulation simulated(int draws, long seed) {
    return Simulation.of(Optional.of(model()), NEARLY, ROWS, seed, draws);
  }

  @Test
  void withoutNoiseTheCircuitIsRightOnEveryRow() {
    Simulation found = simulated(2, 1);
    assertThat(found.rows()).isEqualTo(SIDE * SIDE);
    assertThat(found.labelledRows()).isEqualTo(SIDE * SIDE / 2);
    assertThat(found.clear()).isEqualTo(1);
  }

  /** Of one run: about 95 % of seeds; half a row more at each end is why there are more. */
  @Test
  void aRunWithAnotherSeedLiesWithinTheInterval() {
    Simulation found = simulated(50, 1);
    assertThat(found.sameAsClear().value()).isBetween(0.6, 0.95);
    assertThat(found.sameAsClear().high() - found.sameAsClear().low()).isBetween(0.01, 0.2);
    assertThat(found.sameAsFloat()).contains(found.sameAsClear());
    long within = IntStream.range(2, 102).mapToObj(seed -> simulated(2, seed).sameAsClear().value())
        .filter(share -> Math.abs(share - found.sameAsClear().value())
            < (found.sameAsClear().high() - found.sameAsClear().low()) / 2 / Math.sqrt(2)).count();
    assertThat(within).isBetween(88L, 100L);
  }

  /** Six standard deviations of one run, since keys are random: the interval has about two at each side. */
  @Test
  void anEncryptedRunAgreesAsOftenAsSimulated() {
    Simulation.Share expected = simulated(50, 1).sameAsClear();
    double[][] rows = ROWS.rows();
    long same = EncryptedRows.run(NEARLY, rows).stream().filter(row -> row.same()).count();
    double half = (expected.high() - expected.low()) / 2;
    assertThat((double) same / rows.length).isCloseTo(expected.value(), within(3 * half));
  }

  @Test
  void sharesHaveIntervalsByTheirRows() {
    Simulation.Share half = Simulation.Share.of(IntStream.generate(() -> 5).limit(400).toArray(), 10);
    // 1.96 sqrt(400 / 4 · 10/9 · 1.1) + 1/2 rows.
    assertThat(half.value()).isEqualTo(0.5);
    assertThat(half.high() - half.value()).isCloseTo((1.96 * Math.sqrt(400 / 4.0 * 10 / 9 * 1.1) + 0.5) / 400,
        within(1e-12));
    Simulation.Share sure = Simulation.Share.of(new int[] {10, 10, 0, 10}, 10);
    assertThat(sure).isEqualTo(new Simulation.Share(0.75, 0.625, 0.875));
    assertThat(Simulation.Share.of(new int[0], 10).value()).isNaN();
  }

  @Test
  void theSameSeedGivesTheSameFindings() {
    assertThat(simulated(3, 9)).isEqualTo(simulated(3, 9)).isNotEqualTo(simulated(3, 10));
  }

  @Test
  void anExactModelIsAsWithoutNoiseOnEveryRow() throws IOException {
    CsvData data = Models.data("spam-tree").select(IntStream.range(0, 300).toArray());
    CompiledModel tree = ModelCompiler.create().compile(Models.demo("spam-tree"),
        CompileRequest.builder("spam-tree", data.rows()).agreement(0).build());
    Simulation found = Simulation.of(Optional.empty(), tree, data, 1, 2);
    assertThat(found.sameAsClear().value()).isEqualTo(1);
    assertThat(found.scoreNoise()).isZero();
    assertThat(found.sameAsFloat()).isEmpty();
    assertThat(found.encrypted().value()).isEqualTo(found.clear());
  }

  @Test
  void reportsOfAnalogueModelsSayWhatIsPredicted() {
    CompilationReport report = ModelCompiler.create().report(model(), NEARLY, Optional.of(ROWS));
    assertThat(report.simulation()).contains(simulated(Simulation.DRAWS, 1));
    assertThat(report.text()).containsPattern("encrypted +accuracy 0\\.\\d{4} \\(95 %: 0\\.\\d{4} to \\d\\.\\d{4}\\), "
        + "the class that the circuit gives in the clear 0\\.\\d{4} \\(95 %: .*simulated on 121 rows");
    ClientSpec exact = NEARLY.client().withClaim(Claim.EXACT);
    assertThat(ModelCompiler.create().report(model(), NEARLY.withClient(exact), Optional.of(ROWS)).simulation())
        .isEmpty();
    assertThat(simulated(2, 1).facts()).extracting(Map.Entry::getKey)
        .containsExactly("simulated", "accuracy", "as without noise", "as the float model", "noise of scores");
  }

  @Test
  void noRowsAndOneDrawAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> simulated(1, 1)).withMessageContaining("1 draws");
    assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(Optional.empty(), NEARLY,
        ROWS.select(new int[0]), 1, 2)).withMessageContaining("0 rows");
  }
}
