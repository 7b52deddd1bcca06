package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tables of docs/reliability.md: the tests and scripts that they name are there, and what they count is right. */
class ReliabilityPageTest {
  private static final Path PROJECT = Home.models().toAbsolutePath().getParent();
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|Contract))(?:\\.(\\w+))?`");
  private static final Pattern SCRIPT = Pattern.compile("`\\.ci/([\\w-]+)`");
  private static final Pattern ROW = Pattern.compile("\\| ([A-K]\\d+) \\|(.+)\\|");
  private static final int FAULTS = 16;
  private static final int CASES = 78;
  private static final Pattern COUNTS =
      Pattern.compile("(\\d+) (?:faults|cases): (\\d+) held, (\\d+) partly, (\\d+) not\\.");

  private static final Map<String, Path> SOURCES = new HashMap<>();
  private static List<String> page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readAllLines(PROJECT.resolve("docs/reliability.md"));
    try (Stream<Path> modules = Files.list(PROJECT)) {
      for (Path module : modules.toList()) {
        collect(module.resolve("src/test"));
        collect(module.resolve("src/sweeps"));
        try (Stream<Path> inner = Files.isDirectory(module) ? Files.list(module) : Stream.empty()) {
          for (Path folder : inner.toList()) {
            collect(folder.resolve("src/test"));
          }
        }
      }
    }
  }

  private static void collect(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(f -> f.toString().endsWith(".java"))
            .forEach(f -> SOURCES.merge(f.getFileName().toString().replace(".java", ""), f, (a, b) -> a));
      }
    }
  }

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Matcher m = NAMED.matcher(String.join("\n", page)); m.find(); named++) {
      if (!SOURCES.containsKey(m.group(1)) || m.group(2) != null && !tests(m.group(1), m.group(2))) {
        missing.add(m.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(100);
  }

  @Test
  void everyScriptThatIsNamedIsThere() {
    List<String> scripts = scripts(String.join("\n", page)).toList();
    assertThat(scripts).isNotEmpty().allMatch(name -> Files.isExecutable(PROJECT.resolve(".ci").resolve(name)));
  }

  private static Stream<String> scripts(String text) {
    return SCRIPT.matcher(text).results().map(match -> match.group(1));
  }

  /** Classes of one name stand in several modules, so all of them are looked through. */
  private static boolean tests(String type, String method) throws IOException {
    Path first = SOURCES.get(type);
    if (Files.readString(first).contains("void " + method + "(")) {
      return true;
    }
    try (Stream<Path> all = Files.find(PROJECT, 12,
        (path, about) -> path.getFileName().toString().equals(type + ".java") && about.isRegularFile())) {
      for (Path path : all.toList()) {
        if (Files.readString(path).contains("void " + method + "(")) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void whatIsHeldNamesATestOrAScriptThatIsRunAndTheCountsAreThoseOfTheRows() throws IOException {
    List<String> run = Files.readAllLines(PROJECT.resolve(".ci/run"));
    List<Map<String, Integer>> tables = new ArrayList<>();
    List<String> stated = new ArrayList<>();
    for (String line : page) {
      Matcher counts = COUNTS.matcher(line);
      if (counts.matches()) {
        stated.add(line.substring(line.indexOf(':') + 2));
        tables.add(new HashMap<>(Map.of("held", 0, "partly", 0, "not", 0)));
        assertThat(Integer.parseInt(counts.group(1))).isEqualTo(tables.size() == 1 ? FAULTS : CASES);
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        String state = state(row.group(2));
        if (!state.equals("not")) {
          assertThat(NAMED.matcher(line).find() || scripts(line).anyMatch(name -> run.contains(".ci/" + name)))
              .as(line).isTrue();
        }
        tables.get(tables.size() - 1).merge(state, 1, Integer::sum);
      }
    }
    assertThat(stated).hasSize(2).isEqualTo(tables.stream().map(t -> t.get("held") + " held, " + t.get("partly")
        + " partly, " + t.get("not") + " not.").toList());
    assertThat(tables.stream().map(t -> t.values().stream().mapToInt(Integer::intValue).sum()))
        .containsExactly(FAULTS, CASES);
  }

  private static String state(String cells) {
    return Stream.of("not", "partly").filter(s -> cells.contains("| " + s + ":") || cells.contains("| " + s + " "))
        .findFirst().orElse("held");
  }
}
