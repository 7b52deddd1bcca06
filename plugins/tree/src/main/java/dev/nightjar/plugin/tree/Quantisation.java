package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.plugin.tree.GridOption.Form;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An ensemble in integers: grids of its features, scales of its leaves, and its trees on them.
 *
 * @param needs of features, however coarse their grids are
 * @param grid of features
 * @param scales of leaves, one for each score; not copied
 * @param trees in integers
 * @param moreLeafBits bits of leaf values beyond the usual ones
 * @param options what a search found for each feature, null where nothing was searched; not copied
 */
record Quantisation(FeatureNeeds needs, FeatureGrid grid, LeafScale[] scales, List<GridTree> trees,
    int moreLeafBits, GridOption[] options) {
  /** As a request asks for it. */
  static Quantisation of(TreeEnsemble model, CompileRequest request) {
    FeatureNeeds needs = FeatureNeeds.of(model, request);
    if (request.quantizer() == Quantizer.AUTO) {
      return searched(model, request, needs);
    }
    int bits = request.bits() == 0 ? TreeEnsemblePlugin.DEFAULT_BITS : request.bits();
    FeatureGrid grid = request.quantizer() == Quantizer.UNIFORM
        ? FeatureGrid.uniform(request, model, bits) : FeatureGrid.atThresholds(request, model);
    Quantisation all = on(needs, grid, model, 0, new GridOption[model.features()]);
    return grid.hidesThresholds() ? all : all.ranked();
  }

  /** The same on a grid of the trees' own cuts alone, which tells a client these. */
  Quantisation ranked() {
    int[][] ends = grid.ends(trees);
    return new Quantisation(needs, grid.only(ends), scales,
        trees.stream().map(tree -> tree.renumbered(ends)).toList(), moreLeafBits, options);
  }

  private static Quantisation searched(TreeEnsemble model, CompileRequest request, FeatureNeeds needs) {
    List<List<double[]>> reached = TreeQuantizer.reached(FeatureGrid.atThresholds(request, model), model);
    GridSearch.Found found = new GridSearch(model, request)
        .best(f -> !needs.categorical(f), more -> scales(model, reached, more),
            (options, scales) -> tests(
                new TreeQuantizer(FeatureGrid.searched(needs, options), scales).quantize(model)));
    return on(needs, FeatureGrid.searched(needs, found.options()), model, found.moreLeafBits(), found.options());
  }

  /** The same with a bit less for leaf values, while they have more than usual. */
  Optional<Quantisation> withCoarserLeaves(TreeEnsemble model) {
    return moreLeafBits == 0 ? Optional.empty() : Optional.of(on(needs, grid, model, moreLeafBits - 1, options));
  }

  private static long tests(List<GridTree> trees) {
    return trees.stream().mapToLong(tree -> tree.size() - tree.leaves()).sum();
  }

  private static Quantisation on(FeatureNeeds needs, FeatureGrid grid, TreeEnsemble model, int moreLeafBits,
      GridOption[] options) {
    LeafScale[] scales = scales(model, TreeQuantizer.reached(grid, model), moreLeafBits);
    return new Quantisation(needs, grid, scales, new TreeQuantizer(grid, scales).quantize(model), moreLeafBits,
        options);
  }

  /** Scales of leaves that are reached, see {@link LeafScale#of}. */
  static LeafScale[] scales(TreeEnsemble model, List<List<double[]>> reached, int moreBits) {
    LeafScale[] scales = new LeafScale[model.base().length];
    Arrays.setAll(scales, o -> LeafScale.of(model, o, reached, moreBits));
    return scales;
  }

  /** Facts for the report: which grids were found, and among how many cuts thresholds are hidden. */
  List<Map.Entry<String, String>> notes() {
    if (!grid.hidesThresholds()) {
      return List.of();
    }
    int[][] ends = grid.ends(trees);
    Map<Form, Integer> features = new EnumMap<>(Form.class);
    long own = 0;
    int cuts = 0;
    for (int f = 0; f < ends.length; f++) {
      GridOption option = options[f];
      if (option != null && ends[f].length > 0) {
        features.merge(option.form(), 1, Integer::sum);
        if (option.form() == Form.DECOYS) {
          own += Arrays.stream(ends[f]).filter(end -> end < option.slots()).count();
          cuts += option.slots();
        }
      }
    }
    if (features.isEmpty()) {
      return List.of();
    }
    List<Map.Entry<String, String>> notes = new ArrayList<>();
    notes.add(Map.entry("grids", features.entrySet().stream()
        .map(e -> e.getValue() + " of " + e.getKey().text()).collect(Collectors.joining(", "))));
    if (cuts > 0) {
      notes.add(Map.entry("hidden among decoys", own + " of " + cuts + " cuts are thresholds of the model"));
    }
    return notes;
  }
}
