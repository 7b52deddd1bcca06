package dev.nightjar.plugin.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network with integer weights on the torus, for one parameter set.
 *
 * @param deltaLog2 log2 of the torus word that one level of a feature is
 * @param layers rows of each layer's look-ups, in order
 * @param tables values of each look-up's table, of the torus, over half a turn from phase 0 in boxes; look-ups are
 *     counted through all layers; not copied
 * @param turns what each look-up adds to the phase that it reads its table at, of a turn; look-ups of one row and one
 *     table that differ in it are values of one rotation; not copied
 * @param scores row of each score
 * @param scoreScales torus per unit of each score; not copied
 * @param middles score that phase 0 stands for; not copied
 */
record IntegerNetwork(int deltaLog2, List<List<IntegerRow>> layers, double[][] tables, double[] turns,
    List<IntegerRow> scores, double[] scoreScales, double[] middles) {

  /** Number of look-ups. */
  int lookups() {
    return tables.length;
  }

  /**
   * The same where sums that read a look-up which is equal to an earlier one of its layer read that one: a circuit
   * computes it once, so that its noise comes with the sum of both weights.
   */
  IntegerNetwork merged() {
    int[] first = new int[lookups()];
    List<List<IntegerRow>> rewritten = new ArrayList<>();
    int next = 0;
    for (List<IntegerRow> layer : layers) {
      Map<IntegerRow, List<Integer>> known = new HashMap<>();
      List<IntegerRow> rows = new ArrayList<>();
      for (IntegerRow row : layer) {
        int lookup = next++;
        rows.add(row.reading(first));
        List<Integer> ofRow = known.computeIfAbsent(rows.get(rows.size() - 1), r -> new ArrayList<>());
        first[lookup] = ofRow.stream().filter(earlier -> turns[earlier] == turns[lookup]
            && Arrays.equals(tables[earlier], tables[lookup])).findFirst().orElse(lookup);
        ofRow.add(lookup);
      }
      rewritten.add(rows);
    }
    return new IntegerNetwork(deltaLog2, rewritten, tables, turns,
        scores.stream().map(row -> row.reading(first)).toList(), scoreScales, middles);
  }

  /** What a look-up gives at the phase of its row. */
  double read(int lookup, double phase) {
    double[] table = tables[lookup];
    int boxes = table.length;
    double turned = phase + turns[lookup];
    int box = (int) Math.floor((turned - Math.floor(turned)) * 2 * boxes + 0.5) % (2 * boxes);
    return box < boxes ? table[box] : -table[box - boxes];
  }
}
