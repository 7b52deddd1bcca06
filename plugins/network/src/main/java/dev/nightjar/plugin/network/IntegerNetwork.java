package dev.nightjar.plugin.network;

import java.util.List;

/**
 * A network with integer weights on the torus, for one parameter set.
 *
 * @param deltaLog2 log2 of the torus word that one level of a feature is
 * @param layers rows of each layer's look-ups, in order
 * @param tables values of each look-up's table, of the torus, over half a turn from phase 0 in boxes; look-ups are
 *     counted through all layers; not copied
 * @param scores row of each score
 * @param scoreScales torus per unit of each score; not copied
 * @param middles score that phase 0 stands for; not copied
 */
record IntegerNetwork(int deltaLog2, List<List<IntegerRow>> layers, double[][] tables, List<IntegerRow> scores,
    double[] scoreScales, double[] middles) {

  /** Number of look-ups. */
  int lookups() {
    return tables.length;
  }

  /** What a look-up reads at a phase. */
  double read(int lookup, double phase) {
    double[] table = tables[lookup];
    int boxes = table.length;
    int box = (int) Math.floor((phase - Math.floor(phase)) * 2 * boxes + 0.5) % (2 * boxes);
    return box < boxes ? table[box] : -table[box - boxes];
  }
}
