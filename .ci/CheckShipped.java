import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Compares what is handed out with what is said of it: the jars beside the launcher, the bills of materials, and the
 * licences in THIRD-PARTY.md. Run in the project's folder after {@code mvn verify}:
 * {@code java -cp 'cli/target/lib/*' .ci/CheckShipped.java}.
 */
final class CheckShipped {
  private static final String OURS = "dev.nightjar";

  /** What the maker of the bills takes "The BSD License" for; the poms of JLine link the text with three clauses. */
  private static final Map<String, String> MISNAMED = Map.of("org.jline BSD-4-Clause", "BSD-3-Clause");

  private final List<String> problems = new ArrayList<>();
  private final String thirdParty;

  private CheckShipped(String thirdParty) {
    this.thirdParty = thirdParty;
  }

  public static void main(String[] args) throws IOException {
    CheckShipped check = new CheckShipped(Files.readString(Path.of("THIRD-PARTY.md")));
    int jars = check.module("cli");
    if (Files.isDirectory(Path.of("engine-native/target/lib"))) {
      jars += check.module("engine-native");
    }
    if (!check.problems.isEmpty()) {
      check.problems.forEach(problem -> System.err.println("shipped: " + problem));
      System.exit(1);
    }
    System.out.println("shipped: " + jars + " jars are in the bills of materials, byte for byte");
  }

  private int module(String folder) throws IOException {
    Map<String, String> listed = new TreeMap<>();
    for (JsonNode component : new JsonMapper().readTree(Path.of(folder, "target", "bom.json").toFile())
        .path("components")) {
      String artifact = component.path("name").asText() + "-" + component.path("version").asText() + ".jar";
      for (JsonNode hash : component.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          listed.put(artifact, hash.path("content").asText());
        }
      }
      if (!component.path("group").asText().equals(OURS)) {
        licences(component);
      }
    }
    int jars = 0;
    try (Stream<Path> lib = Files.list(Path.of(folder, "target", "lib"))) {
      for (Path jar : lib.sorted().toList()) {
        String name = jar.getFileName().toString();
        String told = listed.remove(name);
        jars++;
        if (told == null) {
          problems.add(jar + " is in no bill of materials");
        } else if (!told.equals(sha256(jar))) {
          problems.add(jar + " has other bytes than its bill of materials says");
        }
      }
    }
    // The native engine's jar finds the others beside the launcher.
    listed.keySet().stream().filter(name -> !Files.exists(Path.of("cli/target/lib", name)))
        .forEach(name -> problems.add(folder + "/target/bom.json lists " + name + ", which is not handed out"));
    return jars;
  }

  /** At least one of the licences that an artifact's pom offers is the one that THIRD-PARTY.md names. */
  private void licences(JsonNode component) {
    String artifact = component.path("group").asText() + ":" + component.path("name").asText();
    String row = thirdParty.lines().filter(line -> line.startsWith("| `" + artifact + "` |")).findFirst().orElse("");
    List<String> offered = new ArrayList<>();
    for (JsonNode choice : component.path("licenses")) {
      String name = choice.path("license").path("id").asText(choice.path("license").path("name").asText(
          choice.path("expression").asText()));
      offered.add(MISNAMED.getOrDefault(component.path("group").asText() + " " + name, name));
    }
    if (offered.isEmpty()) {
      problems.add(artifact + " has no licence in the bill of materials");
    } else if (offered.stream().noneMatch(row::contains)) {
      problems.add("THIRD-PARTY.md gives " + artifact + " none of the licences " + offered + ": " + row);
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
