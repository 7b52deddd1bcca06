package dev.nightjar.cli.architecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The modules in floors, as their pom files say: a module stands one floor above the highest that it depends on
 * (compile and runtime scope, optional dependencies left out).
 *
 * @param uses for each module those of the project that it depends on itself, by names without {@code nightjar-}
 * @param chains for each module its packages
 */
record HouseMap(Map<String, Set<String>> uses, Map<String, PackageChain> chains) {
  private static final String PREFIX = "nightjar-";

  /** Reads pom files and sources below the project's root. */
  static HouseMap read(Path root) throws IOException {
    ModuleGraph graph = ModuleGraph.read(root);
    Map<String, Set<String>> uses = new LinkedHashMap<>();
    Map<String, PackageChain> chains = new TreeMap<>();
    for (String module : graph.modules()) {
      Path folder = root.resolve(graph.folder(module));
      if (folder.resolve("src/main/java").toFile().isDirectory()) {
        Set<String> own = new TreeSet<>();
        graph.direct(module).stream().filter(graph.modules()::contains).map(HouseMap::shortName).forEach(own::add);
        uses.put(shortName(module), own);
        chains.put(shortName(module), PackageChain.read(folder));
      }
    }
    return new HouseMap(uses, chains);
  }

  private static String shortName(String artifact) {
    return artifact.startsWith(PREFIX) ? artifact.substring(PREFIX.length()) : artifact;
  }

  /** The modules, ground floor first. */
  List<List<String>> floors() {
    return PackageChain.floors(uses);
  }

  /** The modules that a module depends on and reaches by no longer way: the arrows that a picture needs. */
  Set<String> arrows(String module) {
    Set<String> direct = new TreeSet<>(uses.get(module));
    uses.get(module).forEach(other -> direct.removeAll(below(other)));
    return direct;
  }

  private Set<String> below(String module) {
    Set<String> all = new TreeSet<>(uses.get(module));
    uses.get(module).forEach(other -> all.addAll(below(other)));
    return all;
  }
}
