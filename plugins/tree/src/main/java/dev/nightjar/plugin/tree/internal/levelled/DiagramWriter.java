package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import dev.nightjar.plugin.tree.internal.levelled.LevelledModel.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the diagram of a forest in a chosen way. Not thread-safe. */
final class DiagramWriter {
  private final Forest forest;
  private final BitCode code;
  private final LeafRanges leaves;
  private final Option option;
  private final int deltaLog2;
  private int[] used;

  DiagramWriter(Forest forest, BitCode code, LeafRanges leaves, Option option) {
    this.forest = forest;
    this.code = code;
    this.leaves = leaves;
    this.option = option;
    deltaLog2 = Long.SIZE - option.sums().bits();
  }

  /**
   * The diagram: one output for each ciphertext of the answer.
   *
   * @param numbers the diagram's number of each bit of the code, -1 of those that it does not have
   * @param bits of the diagram
   */
  Diagram write(int[] numbers, int bits) {
    Recorder out = new Recorder(option.parameters().polynomialSize(), numbers, bits);
    TreeWriter writer = new TreeWriter(out, code);
    List<List<SumGroup>> masks = option.sums().masks();
    for (int m = 0; m < masks.size(); m++) {
      TableCover cover = option.tables().isEmpty() ? null : option.tables().get(m);
      out.output(cover == null || cover.isEmpty() ? shifted(masks.get(m), out, writer)
          : inPlace(masks.get(m), cover, out, writer));
    }
    used = out.used();
    return out.build();
  }

  /** Trees whose values begin at coefficient 0, shifted to their groups: equal sub-trees of all groups are one. */
  private int[] shifted(List<SumGroup> mask, Recorder out, TreeWriter writer) {
    List<Integer> values = new ArrayList<>();
    for (SumGroup group : mask) {
      for (int t : group.trees()) {
        int[] value = writer.write(forest.trees().get(t),
            leaf -> out.table(0, group.words(t, leaf, leaves, deltaLog2)), node -> -1, null);
        values.add(out.shift(value[0], -group.offset()));
      }
    }
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Trees with values in their groups' coefficients and zeros in those of others: behind these may be anything. */
  private int[] inPlace(List<SumGroup> mask, TableCover cover, Recorder out, TreeWriter writer) {
    SumGroup[] groupOf = new SumGroup[forest.trees().size()];
    mask.forEach(group -> group.trees().forEach(t -> groupOf[t] = group));
    Map<Long, Integer> tables = cover.write(out, (table, entry) -> {
      SumGroup group = groupOf[table.index()];
      long[] words = group.words(table.index(), table.leaf(forest.trees().get(table.index()), code, entry), leaves,
          deltaLog2);
      long[] placed = new long[group.offset() + words.length];
      System.arraycopy(words, 0, placed, group.offset(), words.length);
      return placed;
    });
    List<Integer> values = new ArrayList<>();
    for (SumGroup group : mask) {
      for (int t : group.trees()) {
        GridTree tree = forest.trees().get(t);
        values.add(writer.write(tree, leaf -> out.table(group.offset(), group.words(t, leaf, leaves, deltaLog2)),
            node -> tables.getOrDefault(TableCover.key(t, node), -1), null)[0]);
      }
    }
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The bits that the last diagram reads, ascending, by their numbers in the code. */
  int[] used() {
    return used.clone();
  }

  /** What the outputs mean: each digit of each score of each group that varies. */
  List<Result> results() {
    List<Result> results = new ArrayList<>();
    visit((mask, group, s, digit, at) -> results.add(
        new Result(group.scores().get(s), 1L << digit * group.digitBits(), deltaLog2)));
    return results;
  }

  /** The diagram's output and the coefficient that each output of the circuit is. */
  List<int[]> coefficients() {
    List<int[]> coefficients = new ArrayList<>();
    visit((mask, group, s, digit, at) -> coefficients.add(new int[] {mask, at}));
    return coefficients;
  }

  private interface Visitor {
    void visit(int mask, SumGroup group, int score, int digit, int coefficient);
  }

  private void visit(Visitor visitor) {
    List<List<SumGroup>> masks = option.sums().masks();
    for (int m = 0; m < masks.size(); m++) {
      for (SumGroup group : masks.get(m)) {
        int at = group.offset();
        for (int s = 0; s < group.scores().size(); s++) {
          for (int d = 0; d < group.digits(s); d++, at++) {
            if (group.range(s, d) > 0) {
              visitor.visit(m, group, s, d, at);
            }
          }
        }
      }
    }
  }
}
