package dev.nightjar.plugin.tree;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.plugin.tree.Plan.FreeChange;
import dev.nightjar.plugin.tree.internal.grid.GridTree.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a chosen plan as a circuit.
 *
 * <p>A table has its natural half turn where a look-up's highest value lies opposite the lowest, at
 * {@link Lookup#upperEdge}: the phase is shifted so. Then the table of a score holds
 * {@code 2 change - lowest - highest}, halved, and {@code (lowest + highest) / 2} is added afterwards; the
 * highest value comes out as the negative of the lowest.
 */
final class CircuitWriter {
  private final Choice choice;
  private final Plan plan;
  private final List<ResultGroup> results;
  private final InputLayout.Unary layout;
  private final Map<Long, Integer> slots = new HashMap<>();
  private final Map<Integer, List<ResultGroup>> resultsOf = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final int[] wireOf;
  private int wires;

  private CircuitWriter(Choice choice, InputLayout.Unary layout) {
    this.choice = choice;
    this.plan = choice.plan();
    this.results = choice.answer().results();
    this.layout = layout;
    this.wireOf = new int[plan.lookups().size()];
    results.forEach(
        g -> g.lookups().forEach(i -> resultsOf.computeIfAbsent(i, k -> new ArrayList<>()).add(g)));
    int[] feature = layout.feature();
    int[] threshold = layout.threshold();
    for (int s = 0; s < feature.length; s++) {
      slots.put(slotKey(feature[s], threshold[s]), s);
    }
  }

  /** The circuit for inputs of this layout. */
  static Circuit write(Choice choice, InputLayout.Unary layout) {
    return new CircuitWriter(choice, layout).write();
  }

  private static long slotKey(int feature, int level) {
    return (long) feature << 32 | level;
  }

  private int slot(int feature, int level) {
    return slots.get(slotKey(feature, level));
  }

  private Circuit write() {
    int size = choice.parameters().polynomialSize();
    int inputs = layout.ciphertexts(size);
    List<Lookup> lookups = plan.lookups();
    int freeRows = lookups.size();
    SparseMap.Builder extract = SparseMap.builder(inputs * size);
    lookups.forEach(l -> extractConditions(l, extract));
    results.forEach(g -> extractFree(g, extract));
    append(new Node.Extract(extract.build()));
    for (int level = 0; level < plan.levels().size(); level++) {
      appendLevel(level);
    }
    int[] outputs = new int[results.size()];
    if (!lookups.isEmpty()) {
      int first = wires;
      SparseMap.Builder sums = SparseMap.builder(wires);
      for (int g = 0; g < outputs.length; g++) {
        sum(results.get(g), freeRows + g, sums);
        outputs[g] = first + g;
      }
      append(new Node.Linear(sums.build()));
    } else {
      for (int g = 0; g < outputs.length; g++) {
        outputs[g] = freeRows + g;
      }
    }
    return new Circuit(choice.parameters(), inputs, nodes, outputs, choice.answer().wordBits());
  }

  private void append(Node node) {
    nodes.add(node);
    wires += node.width();
  }

  /** The part of a look-up's input that is read off the query, and the shift to the table's half turn. */
  private void extractConditions(Lookup l, SparseMap.Builder extract) {
    Terms terms = new Terms();
    l.read().forEach(c -> terms.addCondition(c, l.conditionWeight()));
    for (Axis axis : l.region().axes()) {
      for (int i = 0; i < axis.levels().length; i++) {
        terms.add(slot(axis.feature(), axis.levels()[i]), axis.gridWeight(i) * l.step());
      }
    }
    long halfBox = (1L << 62) / plan.boxes(l, choice.parameters());
    terms.constant += (1L << 63) - halfBox - (long) Math.scalb(l.upperEdge(cutWeight(l)), Lookup.DELTA_LOG2);
    terms.row(extract);
  }

  private long cutWeight(Lookup l) {
    return l.cut() < 0 ? 0 : l.cutFactor() * plan.lookups().get(l.cut()).indicator();
  }

  /**
   * The changes that need no look-up, the trees' starting values and the shift that makes the sum begin at 0.
   */
  private void extractFree(ResultGroup g, SparseMap.Builder extract) {
    int shift = g.deltaLog2() - layout.deltaLog2();
    Terms terms = new Terms();
    terms.constant = (long) g.start() - g.lowest() << g.deltaLog2();
    for (FreeChange f : g.free()) {
      terms.addCondition(f.condition(), (long) f.change(g.score()) << shift);
    }
    terms.row(extract);
  }

  private void appendLevel(int level) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < wireOf.length; i++) {
      if (plan.lookups().get(i).level() == level) {
        members.add(i);
      }
    }
    int[] inputs = new int[members.size()];
    SparseMap.Builder linear = SparseMap.builder(Math.max(1, wires));
    for (int i = 0; i < inputs.length; i++) {
      int index = members.get(i);
      Lookup l = plan.lookups().get(index);
      inputs[i] = level == 0 ? index : wires + i;
      if (level > 0) {
        // The cut's wire is plus or minus half of its indicator; the constant makes that all or nothing.
        linear.row(new int[] {index, wireOf[l.cut()]}, new long[] {1, l.cutFactor()},
            cutWeight(l) << Lookup.DELTA_LOG2 - 1);
      }
    }
    if (level > 0) {
      append(new Node.Linear(linear.build()));
    }
    Tables tables = new Tables(1 << plan.theta());
    int[] tableOf = new int[inputs.length];
    double[] margins = new double[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      int index = members.get(i);
      Lookup l = plan.lookups().get(index);
      tableOf[i] = tables.of(table(index));
      margins[i] = plan.margin(l, choice.parameters());
      wireOf[index] = wires + i * tables.outputs;
    }
    append(new Node.Lookup(inputs, tableOf, margins,
        LookupTables.of(choice.parameters().tableSize(), tables.values())));
  }

  /** The boxes of a look-up's table, for each output. */
  private long[][] table(int index) {
    Lookup l = plan.lookups().get(index);
    int boxes = plan.boxes(l, choice.parameters());
    long[][] out = new long[1 << plan.theta()][boxes];
    if (l.isCut()) {
      Arrays.fill(out[0], -(l.indicator() << Lookup.DELTA_LOG2 - 1));
      return out;
    }
    double half = Lookup.HALF_TORUS;
    double upper = l.upperEdge(cutWeight(l));
    for (ResultGroup g : resultsOf.getOrDefault(index, List.of())) {
      int score = g.score();
      int o = score - l.score();
      for (int b = 0; b < boxes; b++) {
        double middle = upper - half + half * (b + 0.5) / boxes;
        // Cells are numbered downwards from the last one, above the upper edge.
        int cell = l.cells() - 1 - (int) Math.ceil((upper - middle) / l.step());
        long change = cell >= 0 ? l.change(cell, score) : l.lowest(score);
        out[o][b] = 2 * change - l.lowest(score) - l.highest(score) << g.deltaLog2() - 1;
      }
    }
    return out;
  }

  /** One result: its free part, all its look-ups, and the halves of their values. */
  private void sum(ResultGroup g, int freeRow, SparseMap.Builder sums) {
    Terms terms = new Terms();
    terms.add(freeRow, 1);
    for (int i : g.lookups()) {
      Lookup l = plan.lookups().get(i);
      terms.add(wireOf[i] + g.score() - l.score(), 1);
      terms.constant += (long) l.lowest(g.score()) + l.highest(g.score()) << g.deltaLog2() - 1;
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

    /** A condition's indicator, {@code top + Σ ± [q <= end]}, times a weight. */
    void addCondition(Condition c, long weight) {
      if (c.levels().top()) {
        constant += weight << layout.deltaLog2();
      }
      for (int end : c.levels().ends()) {
        add(slot(c.feature(), end), c.levels().signAt(end) * weight);
      }
    }

    void row(SparseMap.Builder map) {
      weights.values().removeIf(w -> w == 0);
      map.row(weights.keySet().stream().mapToInt(Integer::intValue).toArray(),
          weights.values().stream().mapToLong(Long::longValue).toArray(), constant);
    }
  }

  /** Distinct tables. */
  private static final class Tables {
    private final int outputs;
    private final Map<List<List<Long>>, Integer> known = new HashMap<>();
    private final List<long[][]> all = new ArrayList<>();

    Tables(int outputs) {
      this.outputs = outputs;
    }

    int of(long[][] table) {
      List<List<Long>> key = Arrays.stream(table).map(f -> Arrays.stream(f).boxed().toList()).toList();
      return known.computeIfAbsent(key, k -> {
        all.add(table);
        return all.size() - 1;
      });
    }

    long[][][] values() {
      return all.toArray(long[][][]::new);
    }
  }
}
