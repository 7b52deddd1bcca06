package dev.nightjar.plugin.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.network.NetworkModel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExactCompilerTest {
  private static final double[][] ROWS = Nets.rows(1, 150, 3);
  private static final NetworkModel MODEL = Nets.random(8, Nets.Function.RELU, 3, 5, 2);

  private static CompileRequest.Builder request() {
    return CompileRequest.builder("net", ROWS).agreement(0.95);
  }

  @Test
  void anExactClaimGivesTablesThatTellAllSumsApart() {
    CompiledModel compiled = new NetworkPlugin().compile(MODEL, request().claim(Claim.EXACT).build());
    assertThat(compiled.claim()).isEqualTo(Claim.EXACT);
    assertThat(compiled.strategy()).isEqualTo(Strategy.NETWORK_EXACT);
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    Node.Lookup lookup = (Node.Lookup) compiled.circuit().nodes().get(1);
    int boxes = lookup.tables().values(0)[0].length;
    assertThat(lookup.margins()).containsOnly(0.25 / boxes);
    List<Prediction> exact = Arrays.stream(ROWS).map(x -> MODEL.task().predict(MODEL.scores(x))).toList();
    assertThat(Agreement.between(exact, Arrays.stream(ROWS).map(compiled::clearPrediction).toList()))
        .isGreaterThanOrEqualTo(0.95);
  }

  /** Also the largest and the smallest sums, to which no calibration row leads. */
  @Test
  void everySumOfEveryCornerOfTheGridIsTheMiddleOfABoxInHalfATurn() {
    CompiledModel compiled = new NetworkPlugin().compile(MODEL, request().strategy(Strategy.NETWORK_EXACT).build());
    Node.Extract extract = (Node.Extract) compiled.circuit().nodes().get(0);
    Node.Lookup lookup = (Node.Lookup) compiled.circuit().nodes().get(1);
    long width = Long.MIN_VALUE / -lookup.tables().values(0)[0].length;
    for (int corner = 0; corner < 8; corner++) {
      double[] x = new double[3];
      int bits = corner;
      Arrays.setAll(x, f -> (bits >> f & 1) == 0 ? -1e6 : 1e6);
      long[] plaintext = compiled.client().encode(x);
      for (int wire : lookup.inputs()) {
        long phase = extract.map().apply(wire, plaintext);
        assertThat(phase).isNotNegative();
        assertThat(phase % width).isZero();
      }
    }
  }

  @Test
  void aNetworkOfManyTermsIsRefusedWithTheLayerAndTheBitsThatItNeeds() {
    NetworkModel wide = Nets.random(5, Nets.Function.RELU, 40, 10, 3);
    assertThatThrownBy(() -> new NetworkPlugin().compile(wide,
        CompileRequest.builder("net", Nets.rows(1, 150, 40)).strategy(Strategy.NETWORK_EXACT).build()))
        .hasMessageContaining("layer layer 1").hasMessageContaining("40 values").hasMessageContaining("bits")
        .hasMessageContaining(Strategy.NETWORK_ANALOGUE);
  }
}
