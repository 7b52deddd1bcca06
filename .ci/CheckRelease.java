import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Checks the repository of files that {@code .ci/release} has made: {@code CheckRelease PROJECT VERSION NATIVE}, where
 * PROJECT was built into {@code PROJECT/target/repository}, and NATIVE says whether with a native library. It holds
 * what is to be published and nothing else, and each has what a public repository asks for: a pom that says what it is,
 * jars of sources and javadoc, checksums.
 */
final class CheckRelease {
  private static final String PARENT = "nightjar-parent";

  /** Class files of Java 17. */
  private static final int CLASS_VERSION = 61;

  private final Path project;
  private final Path files;
  private final String version;
  private final List<String> problems = new ArrayList<>();
  private int checksums;
  private int signatures;
  private int signed;

  private CheckRelease(Path project, String version) {
    this.project = project;
    this.files = project.resolve("target/repository/dev/nightjar");
    this.version = version;
  }

  public static void main(String[] args) throws Exception {
    CheckRelease check = new CheckRelease(Path.of(args[0]), args[1]);
    Set<String> published = check.run();
    check.library(Boolean.parseBoolean(args[2]));
    if (!check.problems.isEmpty()) {
      check.problems.forEach(problem -> System.err.println("release: " + problem));
      System.exit(1);
    }
    System.out.println("release: " + published.size() + " artifacts have all that they need, " + check.checksums
        + " checksums match, " + check.signatures + " files are signed");
  }

  private Set<String> run() throws Exception {
    Element root = pom(project.resolve("pom.xml"));
    Set<String> expected = new TreeSet<>(Set.of(PARENT));
    Set<String> jars = new TreeSet<>();
    for (Element module : children(child(root, "modules"))) {
      Element pom = pom(project.resolve(module.getTextContent()).resolve("pom.xml"));
      if (!text(pom, "properties", "maven.deploy.skip").equals("true")) {
        expected.add(text(pom, "artifactId"));
        if (!text(pom, "packaging").equals("pom")) {
          jars.add(text(pom, "artifactId"));
        }
      }
    }
    Set<String> published = names(files);
    same("published", expected, published);
    Set<String> listed = new TreeSet<>();
    for (Element entry : children(child(child(pom(project.resolve("bom/pom.xml")), "dependencyManagement"),
        "dependencies"))) {
      listed.add(text(entry, "artifactId"));
    }
    same("in the bom", jars, listed);
    for (String artifact : published) {
      folder(artifact, jars.contains(artifact));
    }
    if (signatures > 0 && signatures != signed) {
      problems.add(signatures + " files are signed, and " + (signed - signatures) + " are not");
    }
    return published;
  }

  private void same(String where, Set<String> expected, Set<String> found) {
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(found);
    Set<String> more = new TreeSet<>(found);
    more.removeAll(expected);
    if (!missing.isEmpty() || !more.isEmpty()) {
      problems.add("missing " + where + ": " + missing + "; not to be " + where + ": " + more);
    }
  }

  private void folder(String artifact, boolean jar) throws Exception {
    if (!names(files.resolve(artifact)).equals(Set.of(version))) {
      problems.add(artifact + " has other versions than " + version + ": " + names(files.resolve(artifact)));
      return;
    }
    Path folder = files.resolve(artifact).resolve(version);
    String stem = artifact + "-" + version;
    Set<String> expected = new TreeSet<>(Set.of(stem + ".pom"));
    if (jar) {
      expected.addAll(Set.of(stem + ".jar", stem + "-sources.jar", stem + "-javadoc.jar"));
    }
    if (jar || artifact.equals(PARENT)) {
      expected.add(stem + "-cyclonedx.json");
    }
    Set<String> found = names(folder).stream().filter(name -> !name.matches(".*\\.(md5|sha1|asc)"))
        .collect(Collectors.toCollection(TreeSet::new));
    same("of " + artifact, expected, found);
    for (String name : found) {
      checksum(folder.resolve(name), "MD5");
      checksum(folder.resolve(name), "SHA-1");
      signed++;
      if (Files.exists(folder.resolve(name + ".asc"))) {
        signatures++;
      }
    }
    if (!found.contains(stem + ".pom")) {
      return;
    }
    describes(artifact, pom(folder.resolve(stem + ".pom")));
    if (jar && found.containsAll(expected)) {
      jars(artifact, folder.resolve(stem + ".jar"), folder.resolve(stem + "-sources.jar"),
          folder.resolve(stem + "-javadoc.jar"));
      JsonNode about = new JsonMapper().readTree(folder.resolve(stem + "-cyclonedx.json").toFile());
      JsonNode component = about.path("metadata").path("component");
      if (!about.path("bomFormat").asText().equals("CycloneDX") || !component.path("name").asText().equals(artifact)
          || !component.path("version").asText().equals(version)) {
        problems.add(artifact + " has no bill of materials of its own");
      }
    }
  }

  private void checksum(Path file, String algorithm) throws Exception {
    Path told = Path.of(file + "." + algorithm.replace("-", "").toLowerCase(Locale.ROOT));
    String found = HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
    if (!Files.exists(told) || !Files.readString(told).strip().equals(found)) {
      problems.add(file.getFileName() + " has not the " + algorithm + " beside it");
    }
    checksums++;
  }

  /** What the central repository asks of a pom, given there or in the parent. */
  private void describes(String artifact, Element pom) throws Exception {
    Element parent = child(pom, "parent") == null ? pom
        : pom(files.resolve(PARENT).resolve(version).resolve(PARENT + "-" + version + ".pom"));
    for (String own : List.of("name", "description", "artifactId")) {
      if (text(pom, own).isBlank()) {
        problems.add("the pom of " + artifact + " has no " + own);
      }
    }
    for (List<String> path : List.of(List.of("url"), List.of("licenses", "license", "name"),
        List.of("licenses", "license", "url"), List.of("developers", "developer", "name"), List.of("scm", "url"),
        List.of("scm", "connection"))) {
      String[] names = path.toArray(String[]::new);
      if (text(pom, names).isBlank() && text(parent, names).isBlank()) {
        problems.add("neither the pom of " + artifact + " nor its parent has " + String.join("/", path));
      }
    }
    if (pom.getTextContent().contains("SNAPSHOT")) {
      problems.add("the pom of " + artifact + " names a snapshot");
    }
  }

  private void jars(String artifact, Path jar, Path sources, Path javadoc) throws IOException {
    try (ZipFile classes = new ZipFile(jar.toFile()); ZipFile source = new ZipFile(sources.toFile());
        ZipFile pages = new ZipFile(javadoc.toFile())) {
      for (String paper : List.of("LICENSE", "NOTICE")) {
        for (ZipFile zip : List.of(classes, source)) {
          ZipEntry entry = zip.getEntry("META-INF/" + paper);
          if (entry == null || !Arrays.equals(zip.getInputStream(entry).readAllBytes(),
              Files.readAllBytes(project.resolve(paper)))) {
            problems.add(Path.of(zip.getName()).getFileName() + " has not our " + paper);
          }
        }
      }
      if (pages.getEntry("index.html") == null || pages.stream().noneMatch(page ->
          page.getName().endsWith("package-summary.html"))) {
        problems.add(artifact + " has no javadoc of a package");
      }
      for (ZipEntry entry : (Iterable<ZipEntry>) classes.stream().map(ZipEntry.class::cast)::iterator) {
        String name = entry.getName();
        if (!name.endsWith(".class") || name.startsWith("META-INF/")) {
          continue;
        }
        DataInputStream head = new DataInputStream(classes.getInputStream(entry));
        if (head.readInt() != 0xcafebabe || head.readInt() != CLASS_VERSION) {
          problems.add(artifact + ": " + name + " is no class of Java 17");
        }
        String file = name.replaceFirst("(\\$.*)?\\.class$", ".java");
        if (source.getEntry(file) == null && !declares(source, file)) {
          problems.add(artifact + " has no source of " + name);
        }
      }
    }
  }

  /** A build that lacks Rust makes a jar without the library, and says so in it. */
  private void library(boolean wanted) throws IOException {
    String artifact = "nightjar-engine-native";
    Path jar = files.resolve(artifact).resolve(version).resolve(artifact + "-" + version + ".jar");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Properties facts = new Properties();
      facts.load(zip.getInputStream(zip.getEntry("dev/nightjar/engine/nativelib/build.properties")));
      String folder = facts.getProperty("platform") + "/";
      boolean there = zip.stream().anyMatch(entry -> entry.getName().startsWith(folder) && entry.getSize() > 1 << 20);
      if (there != wanted) {
        problems.add(wanted ? "the native engine's jar has no library: " + facts.getProperty("reason")
            : "the native engine's jar has a library that was not asked for");
      }
    }
  }

  /** A class beside the one that its file is named after. */
  private static boolean declares(ZipFile sources, String file) throws IOException {
    String folder = file.substring(0, file.lastIndexOf('/') + 1);
    String name = file.substring(folder.length(), file.length() - ".java".length());
    for (ZipEntry entry : (Iterable<ZipEntry>) sources.stream().map(ZipEntry.class::cast)::iterator) {
      if (entry.getName().startsWith(folder) && entry.getName().endsWith(".java")
          && new String(sources.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)
              .matches("(?s).*\\b(class|record|enum|interface) " + name + "\\b.*")) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Element pom(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
  }

  private static List<Element> children(Element of) {
    List<Element> elements = new ArrayList<>();
    for (Node node = of == null ? null : of.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        elements.add(element);
      }
    }
    return elements;
  }

  private static Element child(Element of, String name) {
    return children(of).stream().filter(element -> element.getNodeName().equals(name)).findFirst().orElse(null);
  }

  private static String text(Element of, String... path) {
    Element found = of;
    for (String name : path) {
      found = child(found, name);
    }
    return found == null ? "" : found.getTextContent().strip();
  }
}
