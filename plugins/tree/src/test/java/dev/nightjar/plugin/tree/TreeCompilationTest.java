package dev.nightjar.plugin.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.model.Compilation;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeCompilationTest {
  private final TreeEnsemblePlugin plugin = new TreeEnsemblePlugin();

  @ParameterizedTest
  @CsvSource({"1, 2, 3", "2, 5, 4", "3, 3, 6", "4, 1, 8", "5, 9, 2"})
  void noWayToRunAnEnsembleTakesLessThanTheLeastWork(long seed, int trees, int depth) {
    for (int scores : List.of(1, 3)) {
      Forests forests = new Forests(seed, 5, 16, scores);
      TreeEnsemble model = forests.regressor(trees, depth);
      for (KeyFamily keys : List.of(KeyFamily.UNIFORM, KeyFamily.BLOCK_BINARY)) {
        CompileRequest request = request(forests, Strategy.BOOTSTRAPPED).keys(keys).build();
        CircuitCost least = plugin.compilation(model).leastWork(request).orElseThrow();
        double cost = least.allBootstraps() * ParameterCatalogue.cost(least.parameters());
        Quantisation quantised = Quantisation.of(model, request);
        PlanSearch search = PlanSearch.of(quantised.trees(), model.base().length, -64, ParameterCatalogue.linear(),
            request.parameterSets());
        assertThat(search.tried()).isNotEmpty().allSatisfy(way ->
            assertThat(way.lookups() * ParameterCatalogue.cost(way.parameters())).isGreaterThanOrEqualTo(cost));
      }
    }
  }

  @Test
  void deepTreesHaveALeastWork() {
    Forests forests = new Forests(6, 8, 32, 1);
    TreeEnsemble model = forests.regressor(20, 7);
    CircuitCost least = plugin.compilation(model).leastWork(request(forests, Strategy.BOOTSTRAPPED).build())
        .orElseThrow();
    assertThat(least.allBootstraps()).isGreaterThan(20);
  }

  @Test
  void diagramsAreNotCounted() {
    Forests forests = new Forests(7, 3, 8, 1);
    assertThat(plugin.compilation(forests.regressor(2, 3)).leastWork(request(forests, Strategy.LEVELLED_BITS).build()))
        .isEmpty();
  }

  @Test
  void whatOneCompilationMakesIsWhatSeveralWouldMake() {
    Forests forests = new Forests(8, 4, 8, 1);
    TreeEnsemble model = forests.regressor(3, 4);
    Compilation shared = plugin.compilation(model);
    for (Quantizer quantizer : List.of(Quantizer.UNIFORM, Quantizer.THRESHOLDS, Quantizer.UNIFORM)) {
      for (int bits : List.of(3, 4)) {
        for (String strategy : List.of(Strategy.LEVELLED_BITS, Strategy.BOOTSTRAPPED, Strategy.LEVELLED_RANK)) {
          CompileRequest request = request(forests, strategy).quantizer(quantizer).bits(bits).build();
          CompiledModel one = shared.compile(request);
          CompiledModel alone = plugin.compile(model, request);
          assertThat(one.client()).isEqualTo(alone.client());
          assertThat(CircuitCodec.encode(one.circuit())).isEqualTo(CircuitCodec.encode(alone.circuit()));
          assertThat(one.notes()).isEqualTo(alone.notes());
        }
      }
    }
  }

  private static CompileRequest.Builder request(Forests forests, String strategy) {
    CompileRequest usual = forests.request(Quantizer.UNIFORM, -64);
    return usual.toBuilder(usual.calibration()).strategy(strategy);
  }
}
