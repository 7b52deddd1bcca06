package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.plugin.tree.PlanSearch.Tried;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Facts for the compiler's report. */
final class Notes {
  private static final int SHOWN_ALTERNATIVES = 4;
  private static final int SHOWN_FEATURES = 8;

  private Notes() {
  }

  /** Facts about trees on a grid, however they are evaluated. */
  static List<Map.Entry<String, String>> of(TreeEnsemble model, Quantisation quantised) {
    int branches = 0;
    int leaves = 0;
    Set<Integer> used = new HashSet<>();
    Set<GridTree.Condition> tests = new HashSet<>();
    for (GridTree tree : quantised.trees()) {
      branches += tree.size() - tree.leaves();
      leaves += tree.leaves();
      for (int u = 0; u < tree.size(); u++) {
        if (!tree.isLeaf(u)) {
          used.add(tree.feature(u));
          tests.add(new GridTree.Condition(tree.feature(u), tree.levels(u)));
        }
      }
    }
    List<Map.Entry<String, String>> notes = new ArrayList<>();
    notes.add(Map.entry("trees", String.valueOf(model.trees().size())));
    notes.add(Map.entry("inner nodes", String.valueOf(branches)));
    notes.add(Map.entry("leaves", String.valueOf(leaves)));
    notes.add(Map.entry("used features", used.size() + " of " + model.features()));
    features(quantised.needs()::missing, model.features())
        .ifPresent(list -> notes.add(Map.entry("missing values", "have a level of their own in " + list)));
    features(quantised.needs()::categorical, model.features())
        .ifPresent(list -> notes.add(Map.entry("categories", "are told apart exactly in " + list)));
    notes.add(Map.entry("distinct tests", String.valueOf(tests.size())));
    notes.addAll(quantised.notes());
    return notes;
  }

  static List<Map.Entry<String, String>> of(TreeEnsemble model, Quantisation quantised, Choice choice,
      PlanSearch search, InputLayout layout) {
    List<Map.Entry<String, String>> notes = of(model, quantised);
    notes.add(Map.entry("input slots", String.valueOf(layout.slots())));
    notes.add(Map.entry("changes read off the input", String.valueOf(choice.plan().free().size())));
    notes.add(Map.entry("look-ups per level", choice.plan().levels().toString()));
    notes.add(Map.entry("most conditions of a look-up", String.valueOf(
        choice.plan().lookups().stream().mapToInt(Lookup::conditions).max().orElse(0))));
    notes.add(Map.entry("look-ups of several cells", String.valueOf(
        choice.plan().lookups().stream().filter(l -> l.cells() > 1).count())));
    notes.add(Map.entry("plan", describe(Tried.of(choice))));
    notes.add(Map.entry("alternatives", alternatives(search)));
    return notes;
  }

  private static Optional<String> features(IntPredicate chosen, int features) {
    int[] found = IntStream.range(0, features).filter(chosen).toArray();
    if (found.length == 0) {
      return Optional.empty();
    }
    String list = Arrays.stream(found).limit(SHOWN_FEATURES).mapToObj(String::valueOf)
        .collect(Collectors.joining(", "));
    return Optional.of(found.length == 1 ? "feature " + list
        : found.length + " features: " + list + (found.length > SHOWN_FEATURES ? " and so on" : ""));
  }

  private static String alternatives(PlanSearch search) {
    List<String> shown = search.tried().stream().skip(1).limit(SHOWN_ALTERNATIVES).map(Notes::describe)
        .toList();
    int more = search.tried().size() - 1 - shown.size();
    return shown.isEmpty() ? "none" : String.join("; ", shown) + (more > 0 ? "; and " + more + " more" : "");
  }

  private static String describe(Tried t) {
    return String.format(Locale.ROOT, "%d look-ups in %d levels, at most %d steps%s, %s, cost %.0f", t.lookups(),
        t.levels().size(), t.most(), t.theta() == 0 ? "" : ", " + (1 << t.theta()) + " tables each",
        t.parameters().id(), t.cost());
  }
}
