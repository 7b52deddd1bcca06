package dev.nightjar.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Settings that are declared beside the code: a list of ours, and the metadata of Spring Boot. */
final class DeclaredSettings {
  private static final Path FILE = Path.of("src/test/resources/settings.txt");
  private static final Pattern VARIABLE =
      Pattern.compile("\\b((?:NIGHTJAR|AWS)_[A-Z0-9_]*[A-Z0-9]|XDG_[A-Z_]+HOME|LOCALAPPDATA)\\b");
  private static final Pattern PROPERTY = Pattern.compile("(?:PROPERTY|TERMINAL) = \"(nightjar\\.[a-z.]+)\"");
  private static final Pattern OF_MODEL = Pattern.compile("String [A-Z_]+ = \"([a-z-]+)\";");

  /** Put together from a prefix, so that sources do not have the name. */
  private static final Pattern PREFIXED = Pattern.compile("(?:NIGHTJAR_S3|AWS)_SESSION_TOKEN");

  private DeclaredSettings() {
  }

  /** A setting: where it is given, its name, what it is. */
  record Declared(String place, String name, String sentence) {
  }

  static List<Declared> all() throws IOException {
    return Files.readAllLines(FILE).stream().filter(line -> !line.startsWith("#")).map(line -> line.split("\\|", 3))
        .map(parts -> new Declared(parts[0], parts[1], parts[2])).toList();
  }

  /** Declared names that sources do not have, and names of sources that are not declared. */
  static TreeSet<String> differences(Path project) throws IOException {
    TreeSet<String> read = new TreeSet<>();
    try (Stream<Path> paths = Stream.concat(Stream.of(project.resolve("nightjar"), project.resolve("nightjar.cmd")),
        Files.find(project, 14, (path, about) -> path.toString().endsWith(".java")
            && path.toString().contains("/src/main/") && !path.toString().contains("/target/")))) {
      for (Path path : paths.toList()) {
        String source = Files.readString(path);
        Stream.of(VARIABLE, PROPERTY).flatMap(names -> names.matcher(source).results()).map(name -> name.group(1))
            .forEach(read::add);
        if (path.endsWith("ModelSettings.java")) {
          OF_MODEL.matcher(source).results().map((MatchResult name) -> name.group(1)).forEach(read::add);
        }
      }
    }
    TreeSet<String> declared = all().stream().map(Declared::name).filter(name -> !PREFIXED.matcher(name).matches())
        .collect(Collectors.toCollection(TreeSet::new));
    TreeSet<String> different = new TreeSet<>(read);
    different.addAll(declared);
    read.retainAll(declared);
    different.removeAll(read);
    return different;
  }

  /** The properties of our starter, as editors see them. */
  static List<Declared> spring() throws IOException {
    for (URL metadata : Collections.list(DeclaredSettings.class.getClassLoader().getResources(
        "META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = metadata.openStream()) {
        List<JsonNode> properties = new ObjectMapper().readTree(in).path("properties").findParents("name");
        if (properties.stream().anyMatch(property -> property.get("name").asText().startsWith("nightjar."))) {
          return properties.stream().map(DeclaredSettings::spring).toList();
        }
      }
    }
    throw new IllegalStateException("the starter's metadata is not on the class path");
  }

  private static Declared spring(JsonNode property) {
    String standard = property.path("defaultValue").asText();
    return new Declared("Spring Boot", property.get("name").asText(), property.get("description").asText()
        + (standard.isEmpty() ? "" : " Default: " + standard + "."));
  }
}
