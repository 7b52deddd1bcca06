package dev.nightjar.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** THIRD-PARTY.md lists the artifacts that Maven resolved for what is handed out, each with its version and licence. */
class ThirdPartyTest {
  private static final Path ROOT = ModuleGraph.projectRoot();
  private static final Path TREE = Path.of("target", "dependency-tree.txt");
  private static final Pattern RESOLVED =
      Pattern.compile("[|+\\\\ -]+([\\w.-]+:[\\w.-]+):jar:([\\w.-]+):(compile|runtime).*");
  private static final Pattern ROW =
      Pattern.compile("\\| `([\\w.-]+:[\\w.-]+)` \\| ([\\w.-]+) \\| ([^|]+) \\| ([^|]+) \\|");

  @Test
  void whatIsHandedOutIsListedAndNothingElse() throws IOException {
    Map<String, String> resolved = new TreeMap<>();
    for (String line : Files.readAllLines(TREE)) {
      Matcher matcher = RESOLVED.matcher(line);
      if (matcher.matches() && !matcher.group(1).startsWith("dev.nightjar:")) {
        resolved.put(matcher.group(1), matcher.group(2));
      }
    }
    // The native engine is no part of the launcher's class path, and brings this one artifact.
    resolved.put("net.java.dev.jna:jna", property("jna.version"));
    assertThat(resolved).containsKeys("org.jline:jline-terminal", "com.google.protobuf:protobuf-java");
    assertThat(listed()).isEqualTo(resolved);
  }

  @Test
  void protobufIsOfTheLineThatIsSupported() throws IOException {
    assertThat(listed().get("com.google.protobuf:protobuf-java")).startsWith("4.");
  }

  /** Licences that ask for their text to be handed on have it below the table, with each artifact's notice. */
  @Test
  void textsAndNoticesAreThere() throws IOException {
    String page = Files.readString(ROOT.resolve("THIRD-PARTY.md"));
    page.lines().map(ROW::matcher).filter(Matcher::matches).forEach(row -> {
      String licence = row.group(3);
      assertThat(page).as(licence).contains("## " + licence);
      assertThat(row.group(4)).as(row.group(1)).isNotBlank();
    });
  }

  private static Map<String, String> listed() throws IOException {
    Map<String, String> listed = new TreeMap<>();
    Files.readString(ROOT.resolve("THIRD-PARTY.md")).lines().map(ROW::matcher).filter(Matcher::matches)
        .forEach(row -> listed.put(row.group(1), row.group(2)));
    return listed;
  }

  private static String property(String name) throws IOException {
    Matcher matcher = Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<")
        .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
