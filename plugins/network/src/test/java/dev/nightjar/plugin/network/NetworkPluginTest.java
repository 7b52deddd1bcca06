package dev.nightjar.plugin.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.circuit.AnalogueNoise;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.network.NetworkModel;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.ParameterOptimizer;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class NetworkPluginTest {
  private static final double[][] ROWS = Nets.rows(1, 400, 6);

  private final NetworkPlugin plugin = new NetworkPlugin();

  private CompiledModel compile(NetworkModel model, CompileRequest.Builder request) {
    assertThat(plugin.supports(model)).isTrue();
    return plugin.compile(model, request.build());
  }

  private static CompileRequest.Builder request() {
    return CompileRequest.builder("net", ROWS).agreement(0.97);
  }

  private static double agreement(NetworkModel model, CompiledModel compiled) {
    double[][] unseen = Nets.rows(2, 300, model.features());
    List<Prediction> exact = Arrays.stream(unseen).map(x -> model.task().predict(model.scores(x))).toList();
    return Agreement.between(exact, Arrays.stream(unseen).map(compiled::clearPrediction).toList());
  }

  @Test
  void theServiceLoaderFindsThePlugin() {
    assertThat(ServiceLoader.load(ModelPlugin.class)).anyMatch(NetworkPlugin.class::isInstance);
  }

  @Test
  void aNetworkOfTwoLayersIsTwoBatchesAndFollowsTheFloatNetwork() {
    NetworkModel model = Nets.random(3, Nets.Function.RELU, 6, 12, 8, 3);
    CompiledModel compiled = compile(model, request());
    assertThat(compiled.claim()).isEqualTo(Claim.ANALOGUE);
    assertThat(compiled.strategy()).isEqualTo(Strategy.NETWORK_ANALOGUE);
    assertThat(compiled.circuit().depth()).isEqualTo(2);
    assertThat(compiled.circuit().bootstraps()).isLessThanOrEqualTo(20);
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(agreement(model, compiled)).isGreaterThan(0.95);
  }

  @Test
  void smoothFunctionsAreLookedUpTooAndRegressorsKeepTheirUnits() {
    NetworkModel model = Nets.random(4, Nets.Function.SIGMOID, 6, 10, 1);
    CompiledModel compiled = compile(model, request().agreement(0.9));
    assertThat(compiled.circuit().depth()).isEqualTo(1);
    assertThat(agreement(model, compiled)).isGreaterThan(0.95);
  }

  /** What is looked up of a hidden layer of some functions of each of eight sums. */
  private Node.Lookup lookedUp(double steps, Nets.Function... functions) {
    NetworkModel model = Nets.several(4, List.of(functions), steps, 6, 8, 3);
    CompiledModel compiled = compile(model, request().agreement(0.95));
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(agreement(model, compiled)).isGreaterThan(0.95);
    return (Node.Lookup) compiled.circuit().nodes().get(1);
  }

  @Test
  void sineAndCosineOfOneSumAreTwoValuesOfOneRotation() {
    Node.Lookup lookup = lookedUp(0, Nets.Function.SIN, Nets.Function.COS);
    assertThat(lookup.count()).isEqualTo(8);
    assertThat(lookup.tables().outputs()).isEqualTo(2);
  }

  @Test
  void thresholdsOfOneSumAreValuesOfOneRotationWhereTheyLoseLittleByIt() {
    Node.Lookup lookup = lookedUp(-0.4, Nets.Function.RELU, Nets.Function.RELU, Nets.Function.RELU);
    assertThat(lookup.count()).isBetween(8, 23);
    assertThat(lookup.tables().outputs()).isBetween(2, 3);
  }

  @Test
  void functionsThatAreNotTurnedOnesOfEachOtherAreLookedUpOneByOne() {
    Node.Lookup lookup = lookedUp(0, Nets.Function.SIGMOID, Nets.Function.RELU);
    assertThat(lookup.count()).isEqualTo(16);
    assertThat(lookup.tables().haveFactors()).isFalse();
  }

  @Test
  void theReportSaysForEachLayerAndForScoresHowNoisyTheyAre() {
    CompiledModel compiled = compile(Nets.random(3, Nets.Function.RELU, 6, 12, 8, 3), request());
    assertThat(compiled.notes()).extracting(note -> note.getKey())
        .contains("look-ups", "layer layer 1", "layer layer 2", "noise of scores", "margin rule");
    AnalogueNoise noise = AnalogueNoise.of(compiled.circuit());
    assertThat(noise.decisions().length).isEqualTo(2);
    double[] margins = ((Node.Lookup) compiled.circuit().nodes().get(1)).margins();
    for (int i = 0; i < margins.length; i++) {
      assertThat(margins[i] / noise.decisions()[0][i]).isBetween(9.2, 11.0);
    }
  }

  @Test
  void keysOfAnotherFamilyAreTakenWhereTheyAreAllowed() {
    CompiledModel compiled =
        compile(Nets.random(3, Nets.Function.RELU, 6, 12, 8, 3), request().keys(KeyFamily.BLOCK_BINARY));
    assertThat(KeyFamily.of(compiled.client().parameters())).isEqualTo(KeyFamily.BLOCK_BINARY);
  }

  @Test
  void setsThatAreSearchedForAreNoDearerThanThoseOfTheCatalogue() {
    NetworkModel model = Nets.random(3, Nets.Function.RELU, 6, 12, 8, 3);
    CompiledModel published = compile(model, request());
    CompiledModel searched = compile(model, request().parameterChoice(new ParameterOptimizer()));
    assertThat(ParameterCatalogue.cost(searched.circuit().parameters()))
        .isLessThanOrEqualTo(ParameterCatalogue.cost(published.circuit().parameters()));
    assertThat(searched.failure().failureLog2()).isLessThanOrEqualTo(-64);
  }

  @Test
  void anExactClaimIsRefusedByTheAnalogueStrategy() {
    assertThatThrownBy(() -> compile(Nets.random(3, Nets.Function.RELU, 6, 12, 3),
        request().strategy(Strategy.NETWORK_ANALOGUE).claim(Claim.EXACT)))
        .hasMessageContaining("not exact").hasMessageContaining("analogue");
  }

  @Test
  void anAgreementThatNoiseDoesNotAllowIsRefusedWithWhatIsReached() {
    assertThatThrownBy(() -> compile(Nets.random(4, Nets.Function.SIGMOID, 6, 10, 1), request().agreement(0.99999)))
        .hasMessageContaining("0.99999").hasMessageContaining("--agreement");
  }

  @Test
  void functionsThatCalibrationRowsDoNotBendNeedNoLookUp() {
    double[][] still = new double[50][6];
    Arrays.setAll(still, i -> new double[] {i * 1e-4, 1, 1, 1, 1, 1});
    assertThatThrownBy(() -> compile(Nets.random(3, Nets.Function.RELU, 6, 12, 3),
        CompileRequest.builder("net", still))).hasMessageContaining("affine");
  }
}
