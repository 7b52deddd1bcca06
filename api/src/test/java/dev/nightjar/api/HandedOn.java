package dev.nightjar.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the class path of an application gets that depends on an artifact, by the tree that Maven resolved for it. */
public final class HandedOn {
  private static final Pattern LINE = Pattern.compile("([|+\\\\ -]+)[\\w.-]+:([\\w.-]+):jar:[\\w.-]+:(\\w+)(.*)");
  private static final int INDENT = 3;

  private HandedOn() {
  }

  /**
   * The names of artifacts, without the branches of optional, provided and test dependencies.
   *
   * @param tree lines of {@code dependency:tree}
   */
  public static List<String> artifacts(List<String> tree) {
    List<String> artifacts = new ArrayList<>();
    int leftOut = Integer.MAX_VALUE;
    for (String line : tree) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        int depth = matcher.group(1).length() / INDENT;
        String scope = matcher.group(3);
        if (depth <= leftOut) {
          boolean kept = (scope.equals("compile") || scope.equals("runtime")) && !matcher.group(4).contains("optional");
          leftOut = kept ? Integer.MAX_VALUE : depth;
          if (kept) {
            artifacts.add(matcher.group(2));
          }
        }
      }
    }
    return artifacts;
  }
}
