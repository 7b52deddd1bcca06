package dev.nightjar.cli.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packages of one module in floors: those on the first floor use no other package of the module, every other stands
 * one floor above the highest that it uses. Read from the imports of the module's main sources.
 */
final class PackageChain {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([a-z0-9.]+);");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([a-z0-9.]+)\\.[A-Z]");

  private final List<List<String>> floors;

  private PackageChain(List<List<String>> floors) {
    this.floors = floors;
  }

  /**
   * Reads a module.
   *
   * @param module the module's folder
   * @throws IllegalStateException when its packages use each other in a circle
   */
  static PackageChain read(Path module) throws IOException {
    Map<String, Set<String>> uses = new TreeMap<>();
    Map<String, Set<String>> imports = new HashMap<>();
    try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
      for (Path file : (Iterable<Path>) files.filter(PackageChain::isSource)::iterator) {
        String text = Files.readString(file);
        Matcher name = PACKAGE.matcher(text);
        if (!name.find()) {
          throw new IllegalStateException(file + " names no package");
        }
        uses.computeIfAbsent(name.group(1), p -> new TreeSet<>());
        Matcher imported = IMPORT.matcher(text);
        while (imported.find()) {
          imports.computeIfAbsent(name.group(1), p -> new TreeSet<>()).add(imported.group(1));
        }
      }
    }
    uses.forEach((from, to) -> imports.getOrDefault(from, Set.of()).stream()
        .filter(p -> uses.containsKey(p) && !p.equals(from)).forEach(to::add));
    return new PackageChain(shorten(floors(uses)));
  }

  private static boolean isSource(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".java") && !name.equals("package-info.java") && !name.equals("module-info.java");
  }

  /** Names by floors: those of the first use no other, those of each further one none but names below. */
  static List<List<String>> floors(Map<String, Set<String>> uses) {
    Map<String, Set<String>> left = new LinkedHashMap<>(uses);
    Set<String> placed = new TreeSet<>();
    List<List<String>> floors = new ArrayList<>();
    while (!left.isEmpty()) {
      List<String> floor = left.entrySet().stream().filter(e -> placed.containsAll(e.getValue()))
          .map(Map.Entry::getKey).toList();
      if (floor.isEmpty()) {
        throw new IllegalStateException("these use each other in a circle: " + left.keySet());
      }
      floors.add(floor);
      placed.addAll(floor);
      floor.forEach(left::remove);
    }
    return floors;
  }

  /** Leaves out of all names what they begin with alike; the module's own root package is called by its last word. */
  private static List<List<String>> shorten(List<List<String>> floors) {
    List<String> all = floors.stream().flatMap(List::stream).toList();
    String root = all.stream().reduce(PackageChain::commonRoot).orElseThrow();
    return floors.stream().map(floor -> floor.stream().map(name -> name.equals(root)
        ? root.substring(root.lastIndexOf('.') + 1) : name.substring(root.length() + 1)).toList()).toList();
  }

  private static String commonRoot(String a, String b) {
    String[] left = a.split("\\.");
    String[] right = b.split("\\.");
    int same = 0;
    while (same < Math.min(left.length, right.length) && left[same].equals(right[same])) {
      same++;
    }
    return String.join(".", List.of(left).subList(0, same));
  }

  /** The packages, first floor first; names without what they have in common. */
  List<List<String>> floors() {
    return floors;
  }
}
