package dev.nightjar.runtime.cost;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.compiler.ModelCompiler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Models of each kind and of several sizes, with random thresholds, weights and tables. */
final class MadeUpModels {
  private static final int ROWS = 200;
  private static final int TOP = 16;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Map<String, Circuit> models = new TreeMap<>();

  private MadeUpModels() {
  }

  static Map<String, Circuit> all() {
    MadeUpModels made = new MadeUpModels();
    made.trees();
    made.sums();
    made.lookups();
    return made.models;
  }

  private void trees() {
    trees("tree of depth 4", Strategy.LEVELLED_BITS, 8, 1, 4);
    trees("tree of depth 8", Strategy.LEVELLED_BITS, 20, 1, 8);
    trees("tree by ranks", Strategy.LEVELLED_RANK, 12, 1, 6);
    trees("tree by comparisons", Strategy.LEVELLED_COMPARISONS, 12, 1, 7);
    trees("forest of 10", Strategy.LEVELLED_BITS, 10, 10, 4);
    trees("forest of 30", Strategy.LEVELLED_BITS, 30, 30, 5);
    trees("boosted 60", Strategy.LEVELLED_BITS, 40, 60, 3);
    trees("forest by comparisons", Strategy.LEVELLED_COMPARISONS, 20, 20, 5);
    trees("tree by bootstraps", Strategy.BOOTSTRAPPED, 6, 1, 3);
    trees("larger tree by bootstraps", Strategy.BOOTSTRAPPED, 10, 1, 5);
    trees("table", Strategy.TABLE, 3, 1, 4);
    ferns("ferns 20", 16, 20, 5, 3);
    ferns("ferns 60", 64, 60, 7, 10);
  }

  private void trees(String name, String strategy, int features, int count, int depth) {
    List<Tree> trees = IntStream.range(0, count).mapToObj(t -> tree(features, depth)).toList();
    compile(name, new TreeEnsemble(features, new double[1], trees, Task.regression()), strategy);
  }

  private Tree tree(int features, int depth) {
    return depth == 0 ? new Tree.Leaf(new double[] {random.nextInt(TOP)})
        : new Tree.Branch(random.nextInt(features), random.nextInt(TOP - 1) + 0.5, tree(features, depth - 1),
            tree(features, depth - 1));
  }

  /** Trees that test the same in all nodes of a level. */
  private void ferns(String name, int features, int count, int depth, int classes) {
    List<Tree> trees = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      int[] feature = random.ints(features, 0, features).distinct().limit(depth).toArray();
      double[] threshold = Arrays.stream(feature).mapToDouble(f -> random.nextInt(TOP - 1) + 0.5).toArray();
      trees.add(fern(feature, threshold, 0, classes));
    }
    compile(name, new TreeEnsemble(features, new double[classes], trees, Task.regression()), Strategy.FERNS);
  }

  private Tree fern(int[] feature, double[] threshold, int level, int classes) {
    return level == feature.length ? new Tree.Leaf(random.ints(classes, 0, TOP).asDoubleStream().toArray())
        : new Tree.Branch(feature[level], threshold[level], fern(feature, threshold, level + 1, classes),
            fern(feature, threshold, level + 1, classes));
  }

  private void sums() {
    sum("sum of 30", 30, 1);
    sum("sums of 4, 3 classes", 4, 3);
    sum("sums of 64, 10 classes", 64, 10);
    sum("sums of 16, 26 classes", 16, 26);
    sum("sums of 784, 10 classes", 784, 10);
  }

  private void sum(String name, int features, int scores) {
    double[][] weights = new double[scores][features];
    for (double[] row : weights) {
      Arrays.setAll(row, f -> random.nextDouble() - 0.5);
    }
    compile(name, new LinearModel(weights, new double[scores], Task.regression()), Strategy.KEYLESS);
  }

  private void compile(String name, ImportedModel model, String strategy) {
    double[][] rows = new double[ROWS][model.features()];
    for (double[] row : rows) {
      Arrays.setAll(row, f -> random.nextInt(TOP));
    }
    models.put(name, ModelCompiler.create().compile(model, CompileRequest.builder("made-up", rows).strategy(strategy)
        .agreement(0).build()).circuit());
  }

  /** Networks of one and two layers. */
  private void lookups() {
    lookups("network of 3", 8, 3);
    lookups("network of 12 and 6", 16, 12, 6);
    lookups("network of 40", 64, 40);
  }

  private void lookups(String name, int features, int... widths) {
    Parameters p = ParameterCatalogue.linear();
    LookupTables tables = LookupTables.of(p.tableSize(), new long[][][] {{{1L << 62, 0}}});
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node.Extract(map(p.polynomialSize(), features, widths[0])));
    int from = 0;
    for (int l = 0; l < widths.length; l++) {
      double[] margins = new double[widths[l]];
      Arrays.fill(margins, 1.0 / 8);
      nodes.add(new Node.Lookup(IntStream.range(from, from + widths[l]).toArray(), new int[widths[l]], margins,
          tables));
      from += widths[l];
      if (l + 1 < widths.length) {
        nodes.add(new Node.Linear(map(from + widths[l], widths[l], widths[l + 1])));
        from += widths[l];
      }
    }
    models.put(name, new Circuit(p, 1, nodes, IntStream.range(from, from + widths[widths.length - 1]).toArray(), 32));
  }

  /** Sums of all of the last terms. */
  private SparseMap map(int columns, int terms, int rows) {
    SparseMap.Builder map = SparseMap.builder(columns);
    int first = columns - terms;
    for (int row = 0; row < rows; row++) {
      map.row(IntStream.range(first, columns).toArray(), random.longs(terms, 1, 9).toArray(), 0);
    }
    return map.build();
  }
}
