package dev.nightjar.api.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.engine.LookupTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestPolynomialShapeTest {
  private static final int SIZE = 16;

  /** The test polynomial and its negative behind it, which is what it is around the torus. */
  private static long[] around(LookupTables tables) {
    long[] polynomial = tables.polynomial(0);
    long[] out = Arrays.copyOf(polynomial, 2 * SIZE);
    for (int i = 0; i < SIZE; i++) {
      out[SIZE + i] = -polynomial[i];
    }
    return out;
  }

  /** Whether the second is the first, rotated so that its coefficient 0 comes to a place. */
  private static boolean rotates(long[] first, long[] second, int place) {
    for (int i = 0; i < first.length; i++) {
      if (second[(i + place) % first.length] != first[i]) {
        return false;
      }
    }
    return true;
  }

  /** Values 0, 1, -1 and a half, so that rotations and symmetries are frequent. */
  private static LookupTables random(SplittableRandom random, int outputs) {
    long[] values = {0, 1, -1, 1L << 63};
    long[][] functions = new long[outputs][];
    for (int o = 0; o < outputs; o++) {
      functions[o] = new long[1 << random.nextInt(Integer.numberOfTrailingZeros(SIZE / outputs))];
      Arrays.setAll(functions[o], i -> values[random.nextInt(4)]);
    }
    return LookupTables.of(SIZE, new long[][][] {functions});
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shapesAreEqualForRotationsAloneAndTellByHowMuch(int outputs) {
    SplittableRandom random = new SplittableRandom(outputs);
    record Sample(long[] around, TestPolynomialShape shape) {
    }
    List<Sample> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      LookupTables tables = random(random, outputs);
      all.add(new Sample(around(tables), TestPolynomialShape.of(tables, 0)));
    }
    int rotations = 0;
    for (Sample a : all) {
      TestPolynomialShape first = a.shape;
      for (Sample b : all) {
        TestPolynomialShape second = b.shape;
        List<Integer> places = new ArrayList<>();
        List<Integer> told = new ArrayList<>();
        for (int place = 0; place < 2 * SIZE; place += outputs) {
          if (rotates(a.around, b.around, place)) {
            places.add(place);
          }
          if (first.fingerprint() == second.fingerprint()
              && Math.floorMod(second.start() - first.start() - place, first.period()) == 0) {
            told.add(place);
          }
        }
        assertThat(told).isEqualTo(places);
        rotations += places.isEmpty() ? 0 : 1;
      }
    }
    assertThat(rotations).isGreaterThan(all.size());
  }
}
