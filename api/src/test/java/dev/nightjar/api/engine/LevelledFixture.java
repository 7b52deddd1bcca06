package dev.nightjar.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.circuit.DiagramNoise;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** An engine, a key and a query that the tests of {@link LevelledContract} share, and how they run diagrams on them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LevelledFixture {
  /** Bits of the contract's query. */
  protected static final int BITS = 40;

  static final Parameters SET = ParameterCatalogue.levelled();
  static final int N = SET.polynomialSize();
  static final int LEVELS = SET.levelled().orElseThrow().body().level();
  static final int BASE = SET.levelled().orElseThrow().body().baseLog();

  Engine engine;
  LevelledTestKeys keys;
  EngineKey key;
  long[] plain;
  ExpandedBits bits;

  /** An engine with two threads. */
  protected abstract Engine engine();

  @BeforeAll
  void expandAQuery() {
    engine = engine();
    keys = new LevelledTestKeys(SET, 1);
    key = engine.load(keys.evaluationKey());
    plain = new SplittableRandom(2).longs(BITS, 0, 2).toArray();
    plain[0] = 0;
    plain[1] = 1;
    bits = key.expand(keys.query(plain), BITS);
  }

  @AfterAll
  void close() {
    bits.close();
    key.close();
    engine.close();
  }

  static DiagramBuilder builder() {
    return Diagram.builder(N, BITS);
  }

  final GlweList run(Diagram diagram) {
    GlweList out = GlweList.allocate(1, N, diagram.outputs());
    key.evaluate(diagram, bits, IntStream.range(0, diagram.bits()).toArray(), out);
    return out;
  }

  final long[] expected(Diagram diagram, int output) {
    return diagram.evaluate(plain, output, IntStream.range(0, N).toArray());
  }

  /** Variance of the errors of all coefficients of an output. */
  final double measured(Diagram diagram, GlweList out, int output) {
    return LevelledTestKeys.variance(keys.phase(out, output), expected(diagram, output));
  }

  /** All outputs are off by what the formula allows, and a value's mean error is far below a thousandth. */
  final void check(Diagram diagram) {
    GlweList out = run(diagram);
    DiagramNoise noise = DiagramNoise.of(diagram, SET);
    for (int o = 0; o < diagram.outputs(); o++) {
      double bound = 1.2 * noise.variance(o) + noise.offset(o) * noise.offset(o);
      assertThat(measured(diagram, out, o)).as("output %s of %s", o, diagram).isLessThanOrEqualTo(bound);
    }
  }

  static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }

  static int tree(DiagramBuilder builder, SplittableRandom random, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return builder.constant((long) random.nextInt(8) << 58);
    }
    return builder.select(random.nextInt(BITS), tree(builder, random, depth - 1), tree(builder, random, depth - 1));
  }

  static int chain(DiagramBuilder builder, SplittableRandom random, int length) {
    int value = builder.constant(0);
    for (int i = 0; i < length; i++) {
      int other = builder.constant((long) random.nextInt(8) << 58);
      value = random.nextBoolean() ? builder.select(random.nextInt(BITS), value, other)
          : builder.select(random.nextInt(BITS), other, value);
    }
    return value;
  }
}
