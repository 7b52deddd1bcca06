package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.NightjarException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterOptimizerTest {
  private static final ParameterOptimizer OPTIMIZER = new ParameterOptimizer();

  private static AnalogueNeeds analogue(int decisionLog2, double norm2, int outputLog2) {
    return new AnalogueNeeds(List.of(new LookupTolerance(Math.scalb(1.0, decisionLog2), 0, norm2, 0, 32)),
        List.of(new OutputTolerance(Math.scalb(1.0, outputLog2), 0, 1, 64)));
  }

  private static CircuitNeeds exact(int bits, double norm2, long count) {
    return new CircuitNeeds(List.of(new LookupNeed(NoiseFormulas.boxMargin(bits), 0, norm2, 0, count)), List.of(),
        -64);
  }

  static Stream<SetNeeds> needs() {
    Stream<SetNeeds> analogue = Stream.of(-9, -8, -7, -6, -5).flatMap(decision -> Stream.of(-15, -14, -11, -8)
        .flatMap(output -> Stream.of(1.0, 7.5, 64.0).map(norm2 -> analogue(decision, norm2, output))));
    return Stream.concat(analogue,
        Stream.of(1, 2, 3, 4, 5, 6).flatMap(bits -> Stream.of(1.0, 10.0, 40.0).map(norm2 -> exact(bits, norm2, 100))));
  }

  @ParameterizedTest
  @MethodSource("needs")
  void whatIsFoundMeetsTheNeedsAndIsNeverWorseThanTheCatalogue(SetNeeds needs) {
    for (KeyFamily family : List.of(KeyFamily.UNIFORM, KeyFamily.UNROLLED, KeyFamily.BLOCK_BINARY)) {
      Optional<Parameters> found = OPTIMIZER.cheapestFor(family, needs);
      Optional<Parameters> published = ParameterCatalogue.cheapestFor(family, needs);

      if (published.isPresent()) {
        assertThat(found).isPresent();
        assertThat(needs.costUnder(found.orElseThrow())).isLessThanOrEqualTo(
            needs.costUnder(published.orElseThrow()));
      }
      found.ifPresent(p -> {
        assertThat(needs.metBy(p)).isTrue();
        assertThat(family.allows(p)).isTrue();
        assertThat(p.securityBits()).isGreaterThanOrEqualTo(132);
        assertThat(p.custom()).isEqualTo(!ParameterCatalogue.all().contains(p));
        assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
      });
    }
  }

  /** The prices are those of an independent search in Python over the same shapes, without unrolled or block keys. */
  @ParameterizedTest
  @CsvSource({"-8, -14, 4.32", "-7, -14, 3.81", "-6, -11, 3.32", "-6, -8, 2.36", "-5, -8, 2.18"})
  void noiseThatIsToleratedMakesLookupsCheaper(int decisionLog2, int outputLog2, double millis) {
    Parameters found = OPTIMIZER.cheapestFor(KeyFamily.UNIFORM, analogue(decisionLog2, 1, outputLog2)).orElseThrow();

    assertThat(ParameterCatalogue.cost(found)).isLessThanOrEqualTo(millis * 1.02);
  }

  @Test
  void aTighterBudgetNeverCostsLess() {
    double before = 0;
    for (int decision = -4; decision >= -11; decision--) {
      Parameters found = OPTIMIZER.cheapestFor(KeyFamily.UNIFORM, analogue(decision, 4, decision - 5)).orElseThrow();
      assertThat(ParameterCatalogue.cost(found)).isGreaterThanOrEqualTo(before * (1 - ParameterOptimizer.GAIN));
      before = ParameterCatalogue.cost(found);
    }
  }

  /** Needs that say next to nothing of bootstraps' outputs. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1.9})
  void aPromiseCanBeMadeOfWhateverIsFound(double norm2) {
    AnalogueNeeds needs = new AnalogueNeeds(List.of(new LookupTolerance(0.25, 1, norm2, 0, 1)), List.of());

    assertThat(OPTIMIZER.cheapestFor(KeyFamily.UNIFORM, needs).orElseThrow()).matches(needs::metBy);
  }

  @Test
  void equalCostsHaveEqualTexts() {
    Parameters some = ParameterCatalogue.byId("NJ1_M4_P64").orElseThrow();

    assertThat(OPTIMIZER).hasToString(new ParameterOptimizer().toString());
    assertThat(new ParameterOptimizer(Map.of(some, 4.0)).toString()).isNotEqualTo(OPTIMIZER.toString())
        .isNotEqualTo(new ParameterOptimizer(Map.of(some, 5.0)).toString())
        .isEqualTo(new ParameterOptimizer(Map.of(some, 4.0)).toString());
  }

  @Test
  void manyTablesOfOneBootstrapCoarsenTheGridAndCostMore() {
    AnalogueNeeds one = analogue(-8, 1, -14);
    AnalogueNeeds four = new AnalogueNeeds(List.of(new LookupTolerance(0x1p-8, 0, 1, 2, 32)), one.outputs());

    Parameters coarse = OPTIMIZER.cheapestFor(KeyFamily.UNIFORM, four).orElseThrow();
    assertThat(one.metBy(coarse)).isTrue();
    assertThat(ParameterCatalogue.cost(coarse)).isGreaterThan(
        ParameterCatalogue.cost(OPTIMIZER.cheapestFor(KeyFamily.UNIFORM, one).orElseThrow()));
  }

  @Test
  void needsThatNoSetMeetsFindNone() {
    assertThat(OPTIMIZER.cheapestFor(KeyFamily.UNIFORM, analogue(-8, 1, -32))).isEmpty();
    assertThat(OPTIMIZER.cheapestFor(KeyFamily.LEVELLED, analogue(-6, 1, -11))).isEmpty();
  }

  @Test
  void aCircuitWithoutLookupsGetsTheSetForLinearModels() {
    CircuitNeeds needs = new CircuitNeeds(List.of(), List.of(new OutputNeed(0x1p-30, 200, 0, 64, 3)), -128);

    assertThat(OPTIMIZER.cheapestFor(KeyFamily.UNIFORM, needs)).contains(ParameterCatalogue.linear());
  }

  @Test
  void whereAnEngineIsSlowAtAShapeAnotherIsTaken() {
    AnalogueNeeds needs = analogue(-6, 1, -11);
    Parameters usual = OPTIMIZER.cheapestFor(KeyFamily.UNIFORM, needs).orElseThrow();
    Parameters other = ParameterCatalogue.byId("NJ1_M4_P64").orElseThrow();
    ParameterOptimizer slow = new ParameterOptimizer(
        Map.of(usual, 3 * ParameterCatalogue.cost(usual), other, ParameterCatalogue.cost(other)));
    Parameters found = slow.cheapestFor(KeyFamily.UNIFORM, needs).orElseThrow();

    assertThat(found.bigLweDimension() == usual.bigLweDimension() && found.glweDimension() == usual.glweDimension())
        .isFalse();
    assertThat(slow.millis(found)).isLessThan(slow.millis(usual));
    assertThat(slow.millis(other)).isEqualTo(ParameterCatalogue.cost(other));
  }

  @Test
  void anEngineThatIsSlowAtEverythingChangesNothing() {
    AnalogueNeeds needs = analogue(-7, 8, -13);
    Parameters some = ParameterCatalogue.byId("NJ1_M4_P64").orElseThrow();
    ParameterOptimizer slow = new ParameterOptimizer(Map.of(some, 5 * ParameterCatalogue.cost(some)));

    assertThat(slow.cheapestFor(KeyFamily.UNROLLED, needs)).isEqualTo(
        OPTIMIZER.cheapestFor(KeyFamily.UNROLLED, needs));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aMeasurementThatIsNoTimeIsRefused(double millis) {
    assertThatThrownBy(() -> new ParameterOptimizer(Map.of(ParameterCatalogue.linear(), millis)))
        .isInstanceOf(NightjarException.class)
        .hasMessage("a look-up under NJ1_M4_P128 takes more than 0 milliseconds, not " + millis);
  }
}
