package dev.nightjar.plugin.network;

import dev.nightjar.api.engine.LookupTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables of one batch of look-ups, each with one value or several: those of a table at phases that are turned
 * against each other. A turned value is the table's product with a power of X, so that a batch in which a look-up has
 * several values has tables of factors with one term each. Not thread-safe.
 */
final class RotationTables {
  private final int size;
  private final Map<List<Long>, Integer> known = new HashMap<>();
  private final List<long[]> tables = new ArrayList<>();
  private final List<Rotation> rotations = new ArrayList<>();

  /** One look-up: its table, and the number of each of its turns, in steps of the test polynomial. */
  private record Rotation(int table, Map<Integer, Integer> turns) {
  }

  /**
   * What a node takes.
   *
   * @param tableOf table of each look-up
   */
  record Written(int[] tableOf, LookupTables tables) {
  }

  /** For test polynomials of so many coefficients. */
  RotationTables(int size) {
    this.size = size;
  }

  /** The number of a table, the same for equal ones. */
  int table(long[] table) {
    return known.computeIfAbsent(Arrays.stream(table).boxed().toList(), k -> {
      tables.add(table);
      return tables.size() - 1;
    });
  }

  /** One more look-up; gives its number. */
  int rotation(int table) {
    rotations.add(new Rotation(table, new LinkedHashMap<>()));
    return rotations.size() - 1;
  }

  /** The number, among the values of a look-up, of that at phases which are turned by so much of a turn. */
  int value(int rotation, double turn) {
    Map<Integer, Integer> turns = rotations.get(rotation).turns;
    int steps = (int) Math.floorMod(Math.round(turn * 2 * size), 2L * size);
    return turns.computeIfAbsent(steps, k -> turns.size());
  }

  /** Different values of all look-ups. */
  int values() {
    return rotations.stream().mapToInt(r -> r.turns.size()).sum();
  }

  /** Values that a look-up has at most: as many outputs has each. */
  int outputs() {
    return rotations.stream().mapToInt(r -> r.turns.size()).max().orElseThrow();
  }

  Written write() {
    if (rotations.stream().allMatch(r -> r.turns.keySet().equals(Set.of(0)))) {
      return new Written(rotations.stream().mapToInt(Rotation::table).toArray(),
          LookupTables.of(size, tables.stream().map(table -> new long[][] {table}).toArray(long[][][]::new)));
    }
    Map<List<Object>, Integer> factored = new HashMap<>();
    List<long[]> common = new ArrayList<>();
    List<int[][]> factors = new ArrayList<>();
    int[] tableOf = new int[rotations.size()];
    int outputs = outputs();
    for (int i = 0; i < tableOf.length; i++) {
      Rotation rotation = rotations.get(i);
      List<Integer> turns = List.copyOf(rotation.turns.keySet());
      tableOf[i] = factored.computeIfAbsent(List.of(rotation.table, turns), k -> {
        common.add(tables.get(rotation.table));
        factors.add(factors(turns, outputs));
        return common.size() - 1;
      });
    }
    return new Written(tableOf,
        LookupTables.ofFactors(size, common.toArray(long[][]::new), factors.toArray(int[][][]::new)));
  }

  /** Powers of X, and 0 where others have more values. */
  private int[][] factors(List<Integer> turns, int outputs) {
    int[][] out = new int[outputs][];
    Arrays.setAll(out, o -> o < turns.size() ? power(2 * size - turns.get(o)) : new int[1]);
    return out;
  }

  /** {@code X^exponent}, by as few coefficients as can tell it. */
  private int[] power(int exponent) {
    int step = Math.min(size, Integer.lowestOneBit(exponent));
    int[] out = new int[size / step];
    int at = exponent / step % (2 * out.length);
    out[at % out.length] = at < out.length ? 1 : -1;
    return out;
  }
}
