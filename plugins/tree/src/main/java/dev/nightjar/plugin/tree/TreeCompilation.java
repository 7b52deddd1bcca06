package dev.nightjar.plugin.tree;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.model.Compilation;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.RangeRule;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compiles one ensemble by several strategies, which share the search for grids: it is the same for all of them, and of
 * a small forest most of the work.
 */
final class TreeCompilation implements Compilation {
  private static final int MAX_DEPTH = 1000;

  private final TreeEnsemblePlugin plugin;
  private final TreeEnsemble model;
  private Key key;
  private Quantisation known;

  /** All that a quantisation depends on but the model; rows are told apart by their identity. */
  private record Key(double[][] rows, CompileRequest.Quantizer quantizer, int bits, double agreement,
      RangeRule ranges) {
    static Key of(CompileRequest request) {
      return new Key(request.calibration(), request.quantizer(), request.bits(), request.agreement(),
          request.ranges());
    }

    boolean isOf(CompileRequest request) {
      Key other = of(request);
      return rows == other.rows && quantizer == other.quantizer && bits == other.bits
          && agreement == other.agreement && ranges.equals(other.ranges);
    }
  }

  TreeCompilation(TreeEnsemblePlugin plugin, TreeEnsemble model) {
    this.plugin = plugin;
    this.model = model;
  }

  @Override
  public CompiledModel compile(CompileRequest request) {
    Quantisation quantised = quantisation(request);
    Optional<LevelledStrategy> levelled = request.strategy().flatMap(LevelledStrategy::of);
    return levelled.isPresent() ? levelled.get().compile(model, request, quantised) : bootstrapped(request, quantised);
  }

  private Quantisation quantisation(CompileRequest request) {
    request.requireFeaturesOrMissing(model.features());
    if (key == null || !key.isOf(request)) {
      model.trees().forEach(TreeCompilation::requireDepth);
      known = Quantisation.of(model, request);
      key = Key.of(request);
    }
    return known;
  }

  private CompiledModel bootstrapped(CompileRequest request, Quantisation first) {
    Optional<Quantisation> next = Optional.of(first);
    while (next.isPresent()) {
      Quantisation quantised = next.get();
      if (quantised.trees().stream().allMatch(t -> t.size() == 1)) {
        throw refused("after quantisation the model gives every input the same answer: use the"
            + " quantizer auto, more bits or calibration data that the model was trained on");
      }
      PlanSearch search = PlanSearch.of(quantised.trees(), model.base().length, request.failureLog2(),
          request.parameters().orElseGet(ParameterCatalogue::linear), request.parameterSets());
      if (search.best().isPresent()) {
        return plugin.assemble(model, request, quantised, search, search.best().get());
      }
      next = quantised.withCoarserLeaves(model);
    }
    throw refused("no parameter set evaluates this " + model.description() + " with a failure bound of 2^"
        + request.failureLog2() + ": train shallower trees or accept a larger bound");
  }

  /**
   * Of bootstraps. A look-up gives the scores that share it at most as many values as a region has cells, which are at
   * most one more than the steps that a set has room for, and a change that one feature decides gives them one; each
   * value of theirs at a tree's leaves comes from one of them, but for that which the tree starts from. Diagrams take
   * about as long to count as to make.
   */
  @Override
  public Optional<CircuitCost> leastWork(CompileRequest request) {
    if (!request.strategy().equals(Optional.of(Strategy.BOOTSTRAPPED))) {
      return Optional.empty();
    }
    Quantisation coarsest = quantisation(request);
    for (Optional<Quantisation> next = Optional.of(coarsest); next.isPresent();
        next = next.get().withCoarserLeaves(model)) {
      coarsest = next.get();
    }
    List<int[]> values = new ArrayList<>();
    int scores = model.base().length;
    for (int theta = 0; theta <= PlanSearch.MOST_THETA && 1 << theta < 2 * scores; theta++) {
      int shared = 1 << theta;
      values.add(coarsest.trees().stream().flatMapToInt(tree -> IntStream.iterate(0, s -> s < scores, s -> s + shared)
          .map(s -> valuesOfLookups(tree, s, Math.min(scores, s + shared)))).toArray());
    }
    return request.parameterSets().stream().flatMap(p -> leastWork(p, values, request.failureLog2()).stream())
        .min(Comparator.comparingDouble(
            work -> work.allBootstraps() * ParameterCatalogue.cost(work.parameters())));
  }

  /** Under one set, with as many scores to a look-up as is best; empty where it has room for no look-up. */
  private static Optional<CircuitCost> leastWork(Parameters p, List<int[]> values, int failureLog2) {
    return IntStream.range(0, values.size()).boxed().flatMap(theta -> {
      int steps = PlanSearch.steps(p, theta, failureLog2);
      int most = Math.min(Region.MAX_CELLS, steps + 1);
      return steps < 2 ? Stream.empty()
          : Stream.of(Arrays.stream(values.get(theta)).map(n -> (n + most - 1) / most).sum());
    }).min(Comparator.naturalOrder())
        .map(lookups -> CircuitCost.ofBootstraps(p, List.of(lookups)));
  }

  /** Values of some neighbouring scores at the leaves of a tree, less those that take no look-up. */
  private static int valuesOfLookups(GridTree tree, int from, int to) {
    Set<List<Integer>> values = new HashSet<>();
    int free = 0;
    for (int u = 0; u < tree.size(); u++) {
      if (tree.isLeaf(u)) {
        values.add(tree.values(u).subList(from, to));
      }
      free += tree.depth(u) > 0 && tree.featuresSince(0, u) == 1 ? 1 : 0;
    }
    return Math.max(0, values.size() - 1 - free);
  }

  /** Trees are walked recursively from here on. */
  private static void requireDepth(Tree root) {
    record Visit(Tree tree, int depth) {
    }
    Deque<Visit> open = new ArrayDeque<>(List.of(new Visit(root, 0)));
    while (!open.isEmpty()) {
      Visit v = open.pop();
      if (v.depth > MAX_DEPTH) {
        throw refused("a path of this model is longer than " + MAX_DEPTH + " tests: train shallower trees");
      }
      v.tree.children().forEach(child -> open.push(new Visit(child, v.depth + 1)));
    }
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
