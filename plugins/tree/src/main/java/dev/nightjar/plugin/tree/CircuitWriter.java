package dev.nightjar.plugin.tree;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.plugin.tree.GridTree.Interval;
import dev.nightjar.plugin.tree.Plan.FreeChange;
import dev.nightjar.plugin.tree.Plan.LookUp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a chosen plan as a circuit.
 *
 * <p>A look-up of d conditions reads the phase {@code -1/4 + w (count - d + 1/2)} with {@code w d <= 1/2}: all
 * conditions put it {@code w/2} above -1/4, one or more missing ones put it at least {@code w/2} below, and never as far
 * down as -3/4. A table of one box on [-1/4, 1/4) then gives half the value, or its negative; the other half is added
 * afterwards, so that a change counts in full or not at all.
 */
final class CircuitWriter {
  private static final long QUARTER = 1L << 62;

  private final Choice choice;
  private final Plan plan;
  private final InputLayout layout;
  private final Map<Long, Integer> slots = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final int[] wireOf;
  private int wires;

  private CircuitWriter(Choice choice, InputLayout layout) {
    this.choice = choice;
    this.plan = choice.plan();
    this.layout = layout;
    this.wireOf = new int[plan.lookUps().size()];
    int[] feature = layout.feature();
    int[] threshold = layout.threshold();
    for (int s = 0; s < feature.length; s++) {
      slots.put(slotKey(feature[s], threshold[s]), s);
    }
  }

  /** The circuit for inputs of this layout. */
  static Circuit write(Choice choice, InputLayout layout) {
    return new CircuitWriter(choice, layout).write();
  }

  private static long slotKey(int feature, int level) {
    return (long) feature << 32 | level;
  }

  private Circuit write() {
    int size = choice.parameters().polynomialSize();
    int inputs = layout.ciphertexts(size);
    List<LookUp> lookUps = plan.lookUps();
    int freeRows = lookUps.size();
    SparseMap.Builder extract = SparseMap.builder(inputs * size);
    lookUps.forEach(l -> extractConditions(l, extract));
    choice.groups().forEach(g -> extractFree(g, extract));
    append(new Node.Extract(extract.build()));
    for (int level = 0; level < plan.levels().size(); level++) {
      appendLevel(level);
    }
    int[] outputs = new int[choice.groups().size()];
    if (!lookUps.isEmpty()) {
      int first = wires;
      SparseMap.Builder sums = SparseMap.builder(wires);
      for (int g = 0; g < outputs.length; g++) {
        sum(choice.groups().get(g), freeRows + g, sums);
        outputs[g] = first + g;
      }
      append(new Node.Linear(sums.build()));
    } else {
      for (int g = 0; g < outputs.length; g++) {
        outputs[g] = freeRows + g;
      }
    }
    return new Circuit(choice.parameters(), inputs, nodes, outputs, choice.wordBits());
  }

  private void append(Node node) {
    nodes.add(node);
    wires += node.width();
  }

  /** The part of a look-up's input that is read off the query. */
  private void extractConditions(LookUp l, SparseMap.Builder extract) {
    Terms terms = new Terms();
    l.intervals().forEach(i -> terms.addInterval(i, l.weight()));
    long half = (l.weight() << layout.deltaLog2()) / 2;
    terms.constant += -QUARTER - 2 * half * l.conditions() + half;
    terms.row(extract);
  }

  /** The changes that need no look-up, the trees' starting values and the shift that makes the sum begin at 0. */
  private void extractFree(ResultGroup g, SparseMap.Builder extract) {
    int shift = g.deltaLog2() - layout.deltaLog2();
    long start = -g.lowest();
    for (int t = g.firstTree(); t < g.endTree(); t++) {
      start += plan.start().get(t)[g.score()];
    }
    Terms terms = new Terms();
    terms.constant = start << g.deltaLog2();
    for (FreeChange f : plan.free()) {
      if (g.covers(f.tree()) && f.changes(g.score())) {
        terms.addInterval(f.interval(), (long) f.change()[g.score() - f.score()] << shift);
      }
    }
    terms.row(extract);
  }

  private void appendLevel(int level) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < wireOf.length; i++) {
      if (plan.lookUps().get(i).level() == level) {
        members.add(i);
      }
    }
    int[] inputs = members.stream().mapToInt(i -> level == 0 ? i : wires + members.indexOf(i)).toArray();
    if (level > 0) {
      SparseMap.Builder linear = SparseMap.builder(wires);
      for (int i : members) {
        LookUp l = plan.lookUps().get(i);
        // The cut's wire is plus or minus half of its indicator; the constant makes that all or nothing.
        linear.row(new int[] {i, wireOf[l.cut()]}, new long[] {1, l.cutWeight()},
            l.cutWeight() * (Plan.indicator(l.span()) / 2));
      }
      append(new Node.Linear(linear.build()));
    }
    Tables tables = new Tables(1 << plan.theta());
    int[] tableOf = new int[inputs.length];
    double[] margins = new double[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      int index = members.get(i);
      tableOf[i] = tables.of(values(index));
      margins[i] = plan.lookUps().get(index).margin();
      wireOf[index] = wires + i * tables.outputs;
    }
    append(new Node.Lookup(inputs, tableOf, margins,
        LookupTables.of(choice.parameters().polynomialSize(), tables.values())));
  }

  /** What a look-up gives when its conditions hold: half of each change, or of the indicator. */
  private long[] values(int index) {
    LookUp l = plan.lookUps().get(index);
    long[] out = new long[1 << plan.theta()];
    if (l.isCut()) {
      out[0] = Plan.indicator(spanBelow(index)) / 2;
    }
    for (int o = 0; o < l.change().length; o++) {
      if (l.change()[o] != 0) {
        out[o] = (long) l.change()[o] << groupOf(l.tree(), l.score() + o).deltaLog2() - 1;
      }
    }
    return out;
  }

  private int spanBelow(int cut) {
    return plan.lookUps().stream().filter(l -> l.cut() == cut).findFirst().orElseThrow().span();
  }

  private ResultGroup groupOf(int tree, int score) {
    return choice.groups().stream().filter(g -> g.score() == score && g.covers(tree)).findFirst().orElseThrow();
  }

  /** One result: its free part, all its look-ups, and the halves of their values. */
  private void sum(ResultGroup g, int freeRow, SparseMap.Builder sums) {
    Terms terms = new Terms();
    terms.add(freeRow, 1);
    for (int i = 0; i < wireOf.length; i++) {
      LookUp l = plan.lookUps().get(i);
      if (g.covers(l.tree()) && l.changes(g.score())) {
        int o = g.score() - l.score();
        terms.add(wireOf[i] + o, 1);
        terms.constant += (long) l.change()[o] << g.deltaLog2() - 1;
      }
    }
    terms.row(sums);
  }

  /** A row of an affine map; terms of one column are merged. */
  private final class Terms {
    private final Map<Integer, Long> weights = new TreeMap<>();
    private long constant;

    void add(int column, long weight) {
      weights.merge(column, weight, Long::sum);
    }

    /** {@code weight [lo < q <= hi]}, with {@code [lo < q]} as {@code 1 - [q <= lo]}. */
    void addInterval(Interval i, long weight) {
      if (i.hi() == GridTree.UNBOUNDED) {
        constant += weight << layout.deltaLog2();
      } else {
        add(slots.get(slotKey(i.feature(), i.hi())), weight);
      }
      if (i.lo() >= 0) {
        add(slots.get(slotKey(i.feature(), i.lo())), -weight);
      }
    }

    void row(SparseMap.Builder map) {
      weights.values().removeIf(w -> w == 0);
      map.row(weights.keySet().stream().mapToInt(Integer::intValue).toArray(),
          weights.values().stream().mapToLong(Long::longValue).toArray(), constant);
    }
  }

  /** Distinct tables of one box each. */
  private static final class Tables {
    private final int outputs;
    private final Map<List<Long>, Integer> known = new HashMap<>();
    private final List<long[][]> all = new ArrayList<>();

    Tables(int outputs) {
      this.outputs = outputs;
    }

    int of(long[] values) {
      return known.computeIfAbsent(Arrays.stream(values).boxed().toList(), key -> {
        long[][] table = new long[outputs][];
        for (int o = 0; o < outputs; o++) {
          table[o] = new long[] {values[o]};
        }
        all.add(table);
        return all.size() - 1;
      });
    }

    long[][][] values() {
      return all.toArray(long[][][]::new);
    }
  }
}
