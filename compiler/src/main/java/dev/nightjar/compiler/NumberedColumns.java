package dev.nightjar.compiler;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Columns that are named by a common beginning and a number ({@code f0}, {@code x12}, {@code pixel_3}, {@code 7}): the
 * numbers say which feature they are, in whatever order they stand.
 */
final class NumberedColumns {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(0|[1-9][0-9]{0,6})");
  /** Beginnings of names of labels and predictions, in lower case and without marks at their end. */
  private static final Set<String> NOT_FEATURES =
      Set.of("y", "label", "target", "class", "output", "prediction", "pred", "p", "proba", "prob");

  private NumberedColumns() {
  }

  /**
   * The columns of the one group of this size whose numbers are 0, 1, … or 1, 2, …, in the order of their numbers.
   *
   * @param columns indices of the columns that may belong to it
   * @param names names of all columns of the table
   * @param size at least 2, else there is none
   */
  static Optional<int[]> of(List<Integer> columns, List<String> names, int size) {
    Map<String, TreeMap<Integer, Integer>> groups = new LinkedHashMap<>();
    for (int column : columns) {
      Matcher numbered = NUMBERED.matcher(names.get(column));
      if (numbered.matches() && !NOT_FEATURES.contains(
          numbered.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}]+$", ""))) {
        TreeMap<Integer, Integer> group = groups.computeIfAbsent(numbered.group(1), any -> new TreeMap<>());
        // Two columns of one number are no group.
        group.merge(Integer.parseInt(numbered.group(2)), column, (a, b) -> -1);
      }
    }
    List<TreeMap<Integer, Integer>> found = groups.values().stream().filter(group -> size >= 2 && group.size() == size
        && group.firstKey() <= 1 && group.lastKey() == group.firstKey() + size - 1
        && Collections.min(group.values()) >= 0).toList();
    return found.size() == 1 ? Optional.of(found.get(0).values().stream().mapToInt(Integer::intValue).toArray())
        : Optional.empty();
  }
}
