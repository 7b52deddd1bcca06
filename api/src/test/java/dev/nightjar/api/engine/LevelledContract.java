package dev.nightjar.api.engine;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.params.LevelledNoise;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every engine with {@link Operation#LEVELLED} does; each kernel runs it in a test class of its own. */
public abstract class LevelledContract extends LevelledFixture {
  @Test
  void theEngineSaysThatItHasTheOperation() {
    assertThat(engine.operations()).contains(Operation.LEVELLED);
    assertThat(bits.count()).isEqualTo(BITS);
    assertThat(key.parameters()).isEqualTo(SET);
    assertThat(key.memoryBytes()).isPositive();
    assertThat(bits.memoryBytes()).isGreaterThanOrEqualTo(8L * BITS * SET.levelled().orElseThrow().rows() * 2 * N);
  }

  /**
   * A digit of 1 in one level: the product is a row of the body part. More than half of its noise by the formula is
   * rounding of 64-bit arithmetic, of which a good transform makes less.
   */
  @Test
  void aRowHasTheNoiseOfTheFormula() {
    for (int level = 1; level <= LEVELS; level++) {
      double sum = 0;
      int rows = 16;
      for (int bit = 0; bit < rows; bit++) {
        DiagramBuilder builder = builder();
        builder.output(builder.select(bit, builder.constant(0), builder.constant(1L << 64 - BASE * level)));
        Diagram diagram = builder.build();
        sum += measured(diagram, run(diagram), 0) / rows;
      }
      assertThat(log2(sum)).isBetween(log2(LevelledNoise.row(SET)) - 0.7, log2(LevelledNoise.row(SET)) + 0.1);
    }
  }

  /** The formula is for a bit of 1, and counts the rounding of 64-bit arithmetic with some reserve. */
  @Test
  void anExternalProductHasTheNoiseOfTheFormula() {
    DiagramBuilder builder = builder();
    int[] selectors = IntStream.range(0, BITS / 2).toArray();
    for (int bit : selectors) {
      int first = builder.select(BITS / 2 + bit, builder.constant(0), builder.constant(1L << 62));
      int second = builder.select(BITS - 1 - bit, builder.constant(1L << 61), builder.constant(-1L << 62));
      builder.output(builder.select(bit, first, second));
    }
    Diagram diagram = builder.build();
    GlweList out = run(diagram);
    double ones = Arrays.stream(selectors).filter(bit -> plain[bit] == 1)
        .mapToDouble(bit -> measured(diagram, out, bit)).average().orElseThrow();
    double zeros = Arrays.stream(selectors).filter(bit -> plain[bit] == 0)
        .mapToDouble(bit -> measured(diagram, out, bit)).average().orElseThrow();
    double formula = log2(LevelledNoise.externalProduct(SET));
    assertThat(log2(ones)).isBetween(formula - 1, formula);
    assertThat(log2(zeros)).isBetween(formula - 2, formula);
  }

  @Test
  void constantsAndTablesAreChosenByABit() {
    SplittableRandom random = new SplittableRandom(3);
    DiagramBuilder builder = builder();
    long[] leaves = IntStream.range(0, 26).mapToLong(i -> (long) i << 54).toArray();
    long[] full = IntStream.range(0, N).mapToLong(i -> random.nextLong() & -1L << 54).toArray();
    int table = builder.table(full);
    for (int bit = 0; bit < 4; bit++) {
      builder.output(builder.select(bit, builder.constant(3L << 58), builder.constant(-5L << 58)));
      builder.output(builder.select(bit, builder.constant(0), builder.table(7, new long[] {1L << 60})));
      builder.output(builder.select(bit, builder.table(leaves), builder.table(100, leaves)));
      builder.output(builder.select(bit, table, builder.constant(0)));
      builder.output(builder.rotate(bit, table, 1));
      builder.output(builder.rotate(bit, builder.constant(1L << 60), N + 3));
    }
    builder.output(builder.constant(1L << 63));
    builder.output(table);
    check(builder.build());
  }

  @Test
  void valuesAreChosenTurnedShiftedAndSummed() {
    SplittableRandom random = new SplittableRandom(4);
    DiagramBuilder builder = builder();
    int[] values = IntStream.range(0, 12)
        .map(i -> builder.select(i, builder.constant(random.nextLong() & -1L << 56),
            builder.table(random.longs(20).map(x -> x & -1L << 56).toArray())))
        .toArray();
    builder.output(builder.select(12, values[0], values[1]));
    builder.output(builder.select(13, values[0], builder.constant(1L << 60)));
    builder.output(builder.select(14, builder.table(9, new long[] {1L << 60, 1L << 61}), values[1]));
    for (int amount : new int[] {1, 5, 8, N - 1, N, N + 1, 2 * N - 3}) {
      builder.output(builder.rotate(1, values[2], amount));
      builder.output(builder.rotate(0, values[2], amount));
      builder.output(builder.shift(values[3], amount));
    }
    int sum = builder.sum(values[4], values[5], values[4], builder.constant(1L << 57), values[6]);
    builder.output(sum);
    builder.output(builder.select(15, sum, builder.sum(values[7], sum)));
    builder.output(builder.sum(sum, sum));
    builder.output(values[8]);
    builder.output(values[8]);
    check(builder.build());
  }

  /** Random diagrams of the shape of decision trees, with what they share, summed in groups. */
  @Test
  void aForestIsEvaluatedWithinItsBound() {
    SplittableRandom random = new SplittableRandom(5);
    DiagramBuilder builder = builder();
    for (int group = 0; group < 3; group++) {
      int[] trees = IntStream.range(0, 4).map(t -> tree(builder, random, 5)).toArray();
      builder.output(builder.sum(trees));
    }
    builder.output(chain(builder, random, 30));
    check(builder.build());
  }

  @Test
  void bitsOfADiagramAreTakenFromWhereTheCallerSays() {
    DiagramBuilder builder = Diagram.builder(N, 2);
    builder.output(builder.select(0, builder.constant(1L << 60), builder.select(1, builder.constant(1L << 61),
        builder.constant(1L << 62))));
    Diagram diagram = builder.build();
    GlweList out = GlweList.allocate(1, N, 1);
    for (int[] bitOf : new int[][] {{0, 1}, {1, 0}, {1, 1}}) {
      key.evaluate(diagram, bits, bitOf, out);
      long[] chosen = {plain[bitOf[0]], plain[bitOf[1]]};
      assertThat(LevelledTestKeys.variance(keys.phase(out, 0),
          diagram.evaluate(chosen, 0, IntStream.range(0, N).toArray())))
          .isLessThan(2 * LevelledNoise.externalProduct(SET));
    }
  }

  /** Any number of slots in the last ciphertext, also one and all. */
  @Test
  void queriesOfManyLengthsAreExpanded() {
    int perCiphertext = (1 << SET.levelled().orElseThrow().slotsLog2()) / SET.levelled().orElseThrow().mask().level();
    for (int count : new int[] {1, 5, perCiphertext + 1}) {
      long[] values = new SplittableRandom(count).longs(count, 0, 2).toArray();
      DiagramBuilder builder = Diagram.builder(N, count);
      for (int bit = 0; bit < count; bit++) {
        builder.output(builder.select(bit, builder.constant(0), builder.constant(1L << 62)));
      }
      GlweList out = GlweList.allocate(1, N, count);
      try (ExpandedBits expanded = key.expand(keys.query(values), count)) {
        key.evaluate(builder.build(), expanded, IntStream.range(0, count).toArray(), out);
      }
      for (int bit = 0; bit < count; bit++) {
        assertThat(Math.round(keys.constantTerm(out, bit) * 0x1p-62)).as("bit %s of %s", bit, count)
            .isEqualTo(values[bit]);
      }
    }
  }

  @Test
  void theSameInputsGiveTheSameWordsWhateverTheThreads() {
    SplittableRandom random = new SplittableRandom(6);
    DiagramBuilder builder = builder();
    builder.output(builder.sum(IntStream.range(0, 8).map(t -> tree(builder, random, 4)).toArray()));
    Diagram diagram = builder.build();
    assertThat(run(diagram)).isEqualTo(run(diagram));
  }

  @Test
  void queriesUnderDifferentKeysRunAtOnce() {
    LevelledTestKeys others = new LevelledTestKeys(SET, 9);
    long[] values = {1, 0, 1, 1, 0, 0, 1};
    DiagramBuilder builder = Diagram.builder(N, values.length);
    for (int bit = 0; bit < values.length; bit++) {
      builder.output(builder.select(bit, builder.constant(0), builder.constant(1L << 62)));
    }
    Diagram diagram = builder.build();
    try (EngineKey other = engine.load(others.evaluationKey())) {
      List<CompletableFuture<GlweList>> running = IntStream.range(0, 4)
          .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
            EngineKey of = i % 2 == 0 ? key : other;
            GlweList out = GlweList.allocate(1, N, values.length);
            try (ExpandedBits expanded = of.expand((i % 2 == 0 ? keys : others).query(values), values.length)) {
              of.evaluate(diagram, expanded, IntStream.range(0, values.length).toArray(), out);
            }
            return out;
          })).toList();
      for (int i = 0; i < running.size(); i++) {
        for (int bit = 0; bit < values.length; bit++) {
          long phase = (i % 2 == 0 ? keys : others).constantTerm(running.get(i).join(), bit);
          assertThat(Math.round(phase * 0x1p-62)).isEqualTo(values[bit]);
        }
      }
      DiagramBuilder one = Diagram.builder(N, 1);
      one.output(one.select(0, one.constant(0), one.constant(1)));
      assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> other.evaluate(one.build(), bits, new int[1],
          GlweList.allocate(1, N, 1)))).contains("another key");
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    GlweList query = keys.query(1, 0);
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> key.expand(query, 0))).contains("bits");
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> key.expand(query, 1000))).contains("ciphertexts");
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> key.expand(GlweList.allocate(1, N / 2, 1), 2)))
        .contains("polynomial size");
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> key.expand(GlweList.allocate(2, N, 1), 2)))
        .contains("dimension");

    DiagramBuilder builder = builder();
    builder.output(builder.select(3, builder.constant(0), builder.constant(1)));
    Diagram diagram = builder.build();
    int[] all = IntStream.range(0, BITS).toArray();
    GlweList out = GlweList.allocate(1, N, 1);
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> key.evaluate(diagram, bits, new int[3], out))).contains("bits");
    int[] outside = all.clone();
    outside[3] = BITS;
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> key.evaluate(diagram, bits, outside, out))).contains("bit 40");
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH,
        () -> key.evaluate(diagram, bits, all, GlweList.allocate(1, N, 2)))).contains("outputs");
    DiagramBuilder small = Diagram.builder(N / 2, BITS);
    small.output(small.constant(0));
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> key.evaluate(small.build(), bits, all, out)))
        .contains("polynomial size");
  }

  @Test
  void aKeyWithoutItsPartsIsRefused() {
    EvaluationKey whole = keys.evaluationKey();
    for (KeyPart part : KeyPart.FOR_LEVELLED) {
      EvaluationKey lacking = new EvaluationKey(SET, Map.of(part, whole.part(part)));
      assertThat(refusal(ErrorCode.KEY_REQUIRED, () -> engine.load(lacking))).contains("has no");
    }
  }

  @Test
  void whatIsClosedIsRefused() {
    DiagramBuilder builder = Diagram.builder(N, 1);
    builder.output(builder.select(0, builder.constant(0), builder.constant(1)));
    Diagram diagram = builder.build();
    GlweList out = GlweList.allocate(1, N, 1);
    EngineKey closing = engine.load(keys.evaluationKey());
    ExpandedBits expanded = closing.expand(keys.query(1), 1);
    expanded.close();
    expanded.close();
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> closing.evaluate(diagram, expanded, new int[1], out)))
        .contains("closed");
    closing.close();
    closing.close();
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> closing.expand(keys.query(1), 1))).contains("closed");
    assertThat(closing.memoryBytes()).isZero();
  }
}
