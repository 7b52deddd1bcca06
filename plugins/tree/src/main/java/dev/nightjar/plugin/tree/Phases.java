package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.internal.grid.GridTree.Condition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which look-ups read the same sum of ciphertexts, whatever their constants. The noise of their outputs is not
 * independent: where the tables are equal, too, as for the same test in several trees, it is one and the same.
 */
final class Phases {
  private record Slot(int feature, int level) {
  }

  private record Sum(Map<Slot, Long> weights, int cut, long cutFactor) {
  }

  private final int[] phaseOf;

  /** Of look-ups of which a cut comes before those that read it. */
  Phases(List<Lookup> lookups) {
    phaseOf = new int[lookups.size()];
    Map<Sum, Integer> known = new HashMap<>();
    for (int i = 0; i < phaseOf.length; i++) {
      Lookup l = lookups.get(i);
      Sum sum = new Sum(weights(l), l.cut() < 0 ? -1 : phaseOf[l.cut()], l.cutFactor());
      Integer phase = known.putIfAbsent(sum, i);
      phaseOf[i] = phase == null ? i : phase;
    }
  }

  private static Map<Slot, Long> weights(Lookup l) {
    Map<Slot, Long> out = new HashMap<>();
    for (Condition c : l.read()) {
      for (int end : c.levels().ends()) {
        out.merge(new Slot(c.feature(), end), c.levels().signAt(end) * l.conditionWeight(), Long::sum);
      }
    }
    for (Axis axis : l.region().axes()) {
      for (int i = 0; i < axis.levels().length; i++) {
        out.merge(new Slot(axis.feature(), axis.levels()[i]), axis.gridWeight(i) * l.step(), Long::sum);
      }
    }
    out.values().removeIf(w -> w == 0);
    return out;
  }

  /** A bound on the 2-norm of the sum of some look-ups: those of one phase count as one source. */
  double norm2(List<Integer> lookups) {
    Map<Integer, Integer> count = new HashMap<>();
    lookups.forEach(i -> count.merge(phaseOf[i], 1, Integer::sum));
    return Math.sqrt(count.values().stream().mapToDouble(n -> (double) n * n).sum());
  }
}
