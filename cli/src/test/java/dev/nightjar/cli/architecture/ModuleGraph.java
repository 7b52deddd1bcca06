package dev.nightjar.cli.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Which module's class path holds what, as the project's pom files say: artifact names of compile and runtime
 * scope, from the reactor's own modules followed transitively.
 */
final class ModuleGraph {
  private final Map<String, Set<String>> direct = new LinkedHashMap<>();
  private final Map<String, String> folders = new LinkedHashMap<>();
  private final Set<String> published = new TreeSet<>();

  /** Reads the pom files of all modules below the project's root. */
  static ModuleGraph read(Path root) throws IOException {
    ModuleGraph graph = new ModuleGraph();
    NodeList modules = parse(root.resolve("pom.xml")).getElementsByTagName("module");
    for (int i = 0; i < modules.getLength(); i++) {
      String folder = modules.item(i).getTextContent().strip();
      graph.add(parse(root.resolve(folder).resolve("pom.xml")), folder);
    }
    return graph;
  }

  /** The folder above the working folder that holds the root pom. */
  static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isRegularFile(folder.resolve("models/README.md"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("run the tests inside the project");
    }
    return folder;
  }

  private void add(Document pom, String folder) {
    Element project = pom.getDocumentElement();
    Set<String> dependencies = new TreeSet<>();
    for (Element section : children(project, "dependencies")) {
      for (Element dependency : children(section, "dependency")) {
        String scope = text(dependency, "scope");
        boolean handedOn = scope.isEmpty() || scope.equals("compile") || scope.equals("runtime");
        if (handedOn && !text(dependency, "optional").equals("true")) {
          dependencies.add(text(dependency, "artifactId"));
        }
      }
    }
    direct.put(text(project, "artifactId"), dependencies);
    folders.put(text(project, "artifactId"), folder);
    boolean deployed = pom.getElementsByTagName("maven.deploy.skip").getLength() == 0;
    if (deployed && !text(project, "packaging").equals("pom")) {
      published.add(text(project, "artifactId"));
    }
  }

  /** The artifacts whose versions a pom manages, in its order. */
  static List<String> managed(Path pom) throws IOException {
    List<String> artifacts = new ArrayList<>();
    for (Element management : children(parse(pom).getDocumentElement(), "dependencyManagement")) {
      for (Element section : children(management, "dependencies")) {
        children(section, "dependency").forEach(dependency -> artifacts.add(text(dependency, "artifactId")));
      }
    }
    return artifacts;
  }

  /** The version that a pom gives itself. */
  static String version(Path pom) throws IOException {
    return text(parse(pom).getDocumentElement(), "version");
  }

  private static Iterable<Element> children(Element parent, String name) {
    NodeList nodes = parent.getChildNodes();
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Node node = nodes.item(i);
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }

  private static String text(Element parent, String name) {
    for (Element child : children(parent, name)) {
      return child.getTextContent().strip();
    }
    return "";
  }

  private static Document parse(Path file) throws IOException {
    try {
      DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      return builder.parse(file.toFile());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Artifact names of all modules. */
  Set<String> modules() {
    return direct.keySet();
  }

  /** Artifact names of the jars that a release deploys. */
  Set<String> published() {
    return published;
  }

  /** A module's folder, from the project's root. */
  String folder(String module) {
    return folders.get(module);
  }

  /** What a module's pom names itself. */
  Set<String> direct(String module) {
    return direct.get(module);
  }

  /** Everything of the project and what its pom files name that a module brings along. */
  Set<String> classPath(String module) {
    Set<String> seen = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(direct.get(module));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (seen.add(next)) {
        open.addAll(direct.getOrDefault(next, Set.of()));
      }
    }
    return seen;
  }
}
