package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.params.TUniform;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AnswerRandomTest {
  private static final int COUNT = 30_000;

  private static long[] ternary(AnswerRandom random, int output, int count) {
    long[] drawn = new long[count];
    try (AnswerRandom.Stream stream = random.output(output)) {
      stream.ternary(drawn);
    }
    return drawn;
  }

  @Test
  void ternaryValuesAreEquallyLikely() {
    try (AnswerRandom random = new AnswerRandom(new SecureRandom())) {
      long[] drawn = ternary(random, 0, COUNT);
      for (long value : new long[] {-1, 0, 1}) {
        // A standard deviation of 82.
        assertThat(Arrays.stream(drawn).filter(v -> v == value).count()).isCloseTo(COUNT / 3, within(500L));
      }
      assertThat(drawn).containsOnly(-1, 0, 1);
    }
  }

  @Test
  void noiseHasItsVarianceAndItsBound() {
    TUniform noise = new TUniform(20);
    long[] words = new long[COUNT];
    try (AnswerRandom random = new AnswerRandom(new SecureRandom()); AnswerRandom.Stream stream = random.output(7)) {
      stream.add(noise, words);
    }
    assertThat(Arrays.stream(words)).allMatch(word -> Math.abs(word) <= 1 << 20);
    double variance = Arrays.stream(words).mapToDouble(w -> Math.scalb((double) w, -64)).map(w -> w * w).average()
        .orElseThrow();
    assertThat(variance / noise.variance()).isCloseTo(1, within(0.06));
  }

  @Test
  void aSumOfDrawsIsBoundedByTheirSum() {
    try (AnswerRandom random = new AnswerRandom(new SecureRandom()); AnswerRandom.Stream stream = random.output(0)) {
      double squares = 0;
      for (int i = 0; i < 3000; i++) {
        long flood = stream.sum(new TUniform(10), 3);
        assertThat(Math.abs(flood)).isLessThanOrEqualTo(3 << 10);
        squares += (double) flood * flood;
      }
      // Three times a third of 2^20; a standard deviation of 2 percent.
      assertThat(squares / 3000 / (1 << 20)).isCloseTo(1, within(0.12));
    }
  }

  @Test
  void outputsAndAnswersHaveStreamsOfTheirOwnAndAStreamIsTheSameAgain() {
    SecureRandom system = new SecureRandom();
    try (AnswerRandom one = new AnswerRandom(system); AnswerRandom other = new AnswerRandom(system)) {
      assertThat(ternary(one, 1, 512)).isEqualTo(ternary(one, 1, 512)).isNotEqualTo(ternary(one, 2, 512))
          .isNotEqualTo(ternary(other, 1, 512));
    }
  }

  @Test
  void streamsOfOutputsDoNotOverlap() {
    try (AnswerRandom random = new AnswerRandom(new SecureRandom())) {
      long[] first = new long[2048];
      long[] second = new long[2048];
      TUniform wide = new TUniform(62);
      try (AnswerRandom.Stream a = random.output(0); AnswerRandom.Stream b = random.output(1)) {
        a.add(wide, first);
        b.add(wide, second);
      }
      assertThat(Arrays.stream(first).filter(v -> Arrays.stream(second).anyMatch(w -> w == v))).isEmpty();
    }
  }

  @Test
  void aClosedStreamGivesNothing() {
    try (AnswerRandom random = new AnswerRandom(new SecureRandom())) {
      AnswerRandom.Stream stream = random.output(0);
      stream.close();
      assertThatThrownBy(() -> stream.ternary(new long[1])).isInstanceOf(IllegalStateException.class);
    }
  }
}
