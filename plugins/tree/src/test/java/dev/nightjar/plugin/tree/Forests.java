package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random models over features 0 … levels-1 whose thresholds and leaf values quantisation represents exactly.
 */
final class Forests {
  private final SplittableRandom random;
  private final int features;
  private final int levels;
  private final int scores;

  Forests(long seed, int features, int levels, int scores) {
    random = new SplittableRandom(seed);
    this.features = features;
    this.levels = levels;
    this.scores = scores;
  }

  TreeEnsemble regressor(int trees, int depth) {
    List<Tree> out = new ArrayList<>();
    for (int t = 0; t < trees; t++) {
      // Leaves of 0 and 255 in each score make the step of 8-bit leaf values 1.
      Tree tree = random(depth);
      out.add(new Tree.Branch(0, -7, leaf(0), new Tree.Branch(0, -8, leaf(255), tree)));
    }
    double[] base = new double[scores];
    for (int o = 0; o < scores; o++) {
      base[o] = 3 * o - 1;
    }
    return new TreeEnsemble(features, base, out, Task.regression());
  }

  private Tree random(int depth) {
    if (depth == 0 || random.nextInt(8) == 0) {
      double[] v = new double[scores];
      for (int o = 0; o < scores; o++) {
        v[o] = random.nextInt(3) == 0 ? 40 : random.nextInt(256);
      }
      return new Tree.Leaf(v);
    }
    return new Tree.Branch(random.nextInt(features), random.nextInt(levels - 1) + 0.5, random(depth - 1),
        random(depth - 1));
  }

  Tree leaf(double value) {
    double[] v = new double[scores];
    Arrays.fill(v, value);
    return new Tree.Leaf(v);
  }

  /** Calibration that makes the uniform quantizer the identity on integers. */
  CompileRequest request(Quantizer quantizer, int failureLog2) {
    double[][] rows = new double[2][features];
    Arrays.fill(rows[1], levels - 1);
    return CompileRequest.builder("test", rows).bits(Integer.numberOfTrailingZeros(levels)).quantizer(quantizer)
        .failureLog2(failureLog2).build();
  }

  /** All rows of integers. */
  List<double[]> grid() {
    List<double[]> rows = new ArrayList<>();
    int count = (int) Math.pow(levels, features);
    for (int i = 0; i < count; i++) {
      double[] x = new double[features];
      for (int f = 0, rest = i; f < features; f++, rest /= levels) {
        x[f] = rest % levels;
      }
      rows.add(x);
    }
    return rows;
  }

  /** Some random rows of integers. */
  List<double[]> sample(int count) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(random.doubles(features, 0, levels).map(Math::floor).toArray());
    }
    return rows;
  }
}
