package dev.nightjar.api.model;

import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.ShortQuery;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The shortest queries that a model's bound allows. */
final class QuerySearch {
  private static final int MOST_BITS = 64;

  /** Answers, log2, before the noise of hidden ones may tell a bit of a weight, if whole queries give so many. */
  private static final double LEAST_ANSWERS_LOG2 = 20;
  private static final double MOST_LOSS_LOG2 = 0.5;

  private final CompiledModel whole;
  private final int failureLog2;
  private final double leastAnswersLog2;

  QuerySearch(CompiledModel whole, int failureLog2) {
    this.whole = whole;
    this.failureLog2 = failureLog2;
    this.leastAnswersLog2 = whole.circuit().hiding().isPresent()
        ? Math.min(LEAST_ANSWERS_LOG2, AnswerLeak.of(whole.circuit()).noiseAnswersLog2() - MOST_LOSS_LOG2)
        : Double.NEGATIVE_INFINITY;
  }

  /** Encryptions of zero are the longest part, so that their words come first. Levelled queries stay whole. */
  CompiledModel best() {
    if (!whole.circuit().parameters().bootstraps() || whole.failure().failureLog2() > failureLog2) {
      return whole;
    }
    int zeros = whole.circuit().zeros();
    int zeroBits = zeros == 0 ? MOST_BITS : fewest(bits -> model(MOST_BITS, zeros, bits));
    int bits = fewest(b -> model(b, zeros, zeroBits));
    CompiledModel shorter = model(bits, zeros, zeroBits);
    return PackedInputCodec.encodedBytes(shorter.circuit()) < PackedInputCodec.encodedBytes(whole.circuit())
        ? shorter : whole;
  }

  private int fewest(IntFunction<CompiledModel> model) {
    return IntStream.iterate(ShortQuery.LEAST_BITS, bits -> bits < MOST_BITS, bits -> bits + Byte.SIZE)
        .filter(bits -> keeps(model.apply(bits))).findFirst().orElse(MOST_BITS);
  }

  private boolean keeps(CompiledModel model) {
    return model.failure().failureLog2() <= failureLog2 && (model.circuit().hiding().isEmpty()
        || AnswerLeak.of(model.circuit()).noiseAnswersLog2() >= leastAnswersLog2);
  }

  private CompiledModel model(int bits, int zeros, int zeroBits) {
    int words = whole.circuit().strided().isPresent()
        ? whole.circuit().inputs() * whole.circuit().parameters().polynomialSize() : whole.client().layout().slots();
    ShortQuery format = new ShortQuery(words, bits, zeros, zeroBits);
    return new CompiledModel(whole.client().withShortQuery(whole.client().privacy(), format),
        whole.circuit().taking(format), whole.strategy(), whole.notes());
  }
}
