package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The launcher of Windows starts Java as the one of other systems does, by their texts, as the former needs Windows.
 */
class LaunchersTest {
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[A-Za-z][\\w:+.=-]*");

  /** What only one system has: huge pages, caches of classes, a watched terminal. */
  private static final Set<String> POSIX_ALONE = Set.of("-XX:+UseTransparentHugePages", "-XX:AOTCache=",
      "-XX:SharedArchiveFile=", "-Xlog:aot", "-Xlog:cds", "-Dnightjar.terminal=true");

  private final String posix = text("nightjar");
  private final String windows = text("nightjar.cmd");

  private static String text(String launcher) {
    try {
      return Files.readString(Home.models().resolveSibling(launcher)).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void bothPassTheSameOptionsToJava() {
    Set<String> expected = options(posix.substring(posix.indexOf("# --- The run ---")));
    assertThat(expected).contains("--add-modules", "--enable-native-access=ALL-UNNAMED", "-cp")
        .containsAll(POSIX_ALONE);
    expected.removeAll(POSIX_ALONE);
    assertThat(options(windows.substring(windows.indexOf("rem --- The run ---")))).isEqualTo(expected);
  }

  /** Options of Java, without those of the programs that the scripts call. */
  private static Set<String> options(String script) {
    Set<String> options = new TreeSet<>();
    Matcher matcher = OPTION.matcher(script.lines().filter(line -> !line.strip().matches("(#|rem ).*"))
        .collect(Collectors.joining("\n")));
    while (matcher.find()) {
      if (matcher.group().matches("--(add-modules|enable-native|sun-misc).*|-XX:.*|-Xlog:.*|-Dnightjar\\..*|-cp")) {
        options.add(matcher.group());
      }
    }
    return options;
  }

  @Test
  void bothGiveThemToTheSameCommands() {
    Map<String, Set<String>> expected = new TreeMap<>();
    Matcher cases = Pattern.compile("(?m)^  ((?:[a-z]+ \\| )+[a-z]+)\\)((?:\\n    .*)+)").matcher(posix);
    while (cases.find()) {
      expected.put(cases.group(2).contains("incubator") ? "vector" : "secret", words(cases.group(1), " \\| "));
    }
    assertThat(expected).containsOnlyKeys("vector", "secret");
    Map<String, Set<String>> found = new TreeMap<>();
    Matcher loops = Pattern.compile("for %%C in \\(([a-z ]+)\\) do if \"%(?:command|kind)%\"==\"%%C\"(.*\\n.*)")
        .matcher(windows);
    while (loops.find()) {
      found.put(loops.group(2).contains("incubator") ? "vector" : "secret", words(loops.group(1), " "));
    }
    assertThat(found).isEqualTo(expected);
  }

  private static Set<String> words(String text, String between) {
    return new TreeSet<>(Arrays.asList(text.split(between)));
  }

  @Test
  void bothNeedTheSameJavaAndNameTheSameMainClass() {
    assertThat(posix).contains("-ge 17 ]", "\"$feature\" -ge 23", "dev.nightjar.cli.Main");
    assertThat(windows).contains("%feature% GEQ 17", "%feature% GEQ 23", "dev.nightjar.cli.Main");
    for (String variable : new String[] {"NIGHTJAR_JAVA", "NIGHTJAR_OPTS", "NIGHTJAR_MVN"}) {
      assertThat(posix).contains(variable);
      assertThat(windows).contains(variable);
    }
  }

  /** In an unpacked archive nothing is built, and no other Java than the one beside the launcher is looked for. */
  @Test
  void bothTakeTheJavaAndTheJarsOfAnArchiveBeforeAllOthers() {
    assertThat(posix.indexOf("elif [ -x \"$home/runtime/bin/java\" ]")).isPositive()
        .isLessThan(posix.indexOf("for dir in $(java_homes)"));
    int beside = windows.indexOf("call :look \"%folder%\\runtime\"\nif defined jdk goto found\n");
    assertThat(beside).isGreaterThan(windows.indexOf("\n:search\n"))
        .isLessThan(windows.indexOf("call :look \"%JAVA_HOME%\""));
    int jar = windows.indexOf("if exist \"%folder%\\nightjar-cli.jar\" set \"main_jar=%folder%\\nightjar-cli.jar\"");
    assertThat(jar).isPositive().isLessThan(windows.indexOf("if exist \"%main_jar%\" goto built"));
  }

  /** There, a variable java_home is JAVA_HOME. */
  @Test
  void noVariableOfTheWindowsLauncherIsOneOfTheUsersInOtherLetters() {
    Set<String> users = new TreeSet<>(Set.of("HOME", "PATH"));
    Matcher upper = Pattern.compile("(?<=%|defined )[A-Z]+(?:_[A-Z]+)*(?=%| )").matcher(windows);
    while (upper.find()) {
      users.add(upper.group());
    }
    assertThat(users).contains("JAVA_HOME", "NIGHTJAR_JAVA");
    Matcher own = Pattern.compile("set (?:/a )?\"([a-z_]+)=").matcher(windows);
    Set<String> names = new TreeSet<>();
    while (own.find()) {
      names.add(own.group(1).toUpperCase(Locale.ROOT));
    }
    assertThat(names).contains("COMMAND", "FLAGS").doesNotContainAnyElementsOf(users);
  }

  /** What the command processor says only when it gets there. */
  @Test
  void everyLabelOfTheWindowsLauncherIsThere() {
    Set<String> called = new TreeSet<>();
    Matcher calls = Pattern.compile("(?:call :|goto )([a-z]+)").matcher(windows);
    while (calls.find()) {
      called.add(calls.group(1));
    }
    assertThat(called).contains("look", "found", "built");
    for (String label : called) {
      assertThat(windows.lines().filter((":" + label)::equals)).as(label).hasSize(1);
    }
  }
}
