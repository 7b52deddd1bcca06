package dev.nightjar.api.model;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.params.SecurityCurve;
import dev.nightjar.api.params.TUniform;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** How a model can be hidden in its answers within a bound on a wrong inference. */
final class HidingSearch {
  /**
   * Steps that {@code 2^b}, the bound of a draw, may stay below the result's unit, log2. With 3 the flood takes three
   * quarters of the margin; with 6 a tenth, and an output tells at most 4.6 bits more than its result has.
   */
  private static final int WIDEST_STEP = 3;
  private static final int NARROWEST_STEP = 6;

  /** The noise of the mask, seen through the key, may have a standard deviation of this share of the margin. */
  static final double MASK_NOISE_SHARE = 1.0 / 64;

  private final CompiledModel open;
  private final int failureLog2;
  private final int unitLog2;
  private final double leastAnswersLog2;

  HidingSearch(CompiledModel open, int failureLog2, double leastAnswersLog2) {
    this.leastAnswersLog2 = leastAnswersLog2;
    this.open = open;
    this.failureLog2 = failureLog2;
    this.unitLog2 = open.client().results().stream().mapToInt(ResultSpec::deltaLog2).min().orElseThrow();
  }

  /** The hidden model with the shortest words, and of those the widest flood; of products the shortest traffic. */
  Optional<CompiledModel> best() {
    return open.circuit().strided().isPresent()
        ? new ProductHiding(open, margin(), new TUniform(Math.max(0, unitLog2 - WIDEST_STEP)),
            leastAnswersLog2).best(this::best)
        : best(bits -> flood -> Optional.of(hidden(bits, flood)));
  }

  /** The first that keeps the bound: words come before floods. */
  private Optional<CompiledModel> best(IntFunction<IntFunction<Optional<CompiledModel>>> model) {
    return Circuit.OUTPUT_BITS.stream().filter(bits -> bits >= open.circuit().outputBits())
        .flatMap(bits -> floods().mapToObj(flood -> model.apply(bits).apply(flood)).flatMap(Optional::stream))
        .filter(found -> found.failure().failureLog2() <= failureLog2).findFirst();
  }

  private double margin() {
    return Math.scalb(0.5, unitLog2 - Long.SIZE);
  }

  /** Bounds of a draw, log2, the widest first. */
  private IntStream floods() {
    return IntStream.rangeClosed(WIDEST_STEP, NARROWEST_STEP).map(step -> unitLog2 - step).filter(log2 -> log2 >= 0);
  }

  private CompiledModel hidden(int outputBits, int flood) {
    Circuit circuit = open.circuit();
    AnswerHiding hiding = new AnswerHiding(maskNoise(outputBits), new TUniform(flood));
    return new CompiledModel(open.client().withPrivacy(ModelPrivacy.HIDDEN), new Circuit(circuit.parameters(),
        circuit.inputs(), circuit.nodes(), circuit.outputs(), outputBits, Optional.of(hiding)), open.strategy(),
        open.notes());
  }

  /**
   * Hard enough to stay at the floor of all keys when a dishonest client makes the body, a word of so many bits, tell
   * of the server's randomness.
   */
  private TUniform maskNoise(int outputBits) {
    Parameters p = open.circuit().parameters();
    return Rerandomisation.maskNoise(p, (double) SecurityCurve.FLOOR_BITS + outputBits, margin() * MASK_NOISE_SHARE);
  }
}
