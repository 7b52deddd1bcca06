package dev.nightjar.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.model.ModelPlugin;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Makes plugin jars with the JDK's own compiler, good ones and bad ones. */
public final class PluginJars {
  private final Path work;

  /**
   * A maker of jars.
   *
   * @param work folder for class files
   */
  public PluginJars(Path work) {
    this.work = work;
  }

  /** The example plugin of this repository, built from its sources. */
  public Path scorecard(Path jar) throws IOException {
    return example("plugin-scorecard", jar);
  }

  /** An example project of this repository, built from its sources. */
  public Path example(String name, Path jar) throws IOException {
    Path project = Path.of("../examples", name).toAbsolutePath().normalize();
    Map<String, byte[]> entries = compile(sources(project.resolve("src/main/java")));
    Path resources = project.resolve("src/main/resources");
    try (Stream<Path> files = Files.walk(resources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.put(resources.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return write(jar, entries);
  }

  private static Map<String, String> sources(Path root) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    return sources;
  }

  /** The source of a model plugin. */
  private static String modelPlugin(String className, String kind, String members) {
    return """
        package test;
        public class %s implements dev.nightjar.api.model.ModelPlugin {
          %s
          %s
          public String kind() { return "%s"; }
          public boolean supports(dev.nightjar.api.model.ImportedModel model) { return false; }
          public dev.nightjar.api.model.CompiledModel compile(dev.nightjar.api.model.ImportedModel model,
              dev.nightjar.api.model.CompileRequest request) { return null; }
        }
        """.formatted(className, apiVersion(members), members, kind);
  }

  /** The source of an endpoint handler. */
  private static String handler(String className, String method, String members, String body) {
    return """
        package test;
        import dev.nightjar.api.endpoint.*;
        public class %s implements EndpointHandler {
          %s
          %s
          public java.util.Set<String> methods() { return java.util.Set.of("%s"); }
          public EndpointResponse handle(EndpointRequest request) {
            %s
          }
        }
        """.formatted(className, apiVersion(members), members, method, body);
  }

  /** The source of an engine that cannot run. */
  private static String engine(String className, String name, String members) {
    return """
        package test;
        import dev.nightjar.api.engine.*;
        public class %s implements EngineProvider {
          %s
          %s
          public String name() { return "%s"; }
          public int rank() { return 1; }
          public Availability availability() { return Availability.no("this is a test"); }
          public Engine create(EngineOptions options) { throw new UnsupportedOperationException(); }
        }
        """.formatted(className, apiVersion(members), members, name);
  }

  /** What a plugin says of its version, if the members do not. */
  private static String apiVersion(String members) {
    return members.contains("apiVersion") ? "" : "public int apiVersion() { return API_VERSION; }";
  }

  /** A jar of one model plugin {@code test.<className>}. */
  Path modelJar(Path jar, String className, String kind, String members) throws IOException {
    return write(jar, modelEntries(className, kind, members));
  }

  /** The entries of such a jar, to be changed. */
  Map<String, byte[]> modelEntries(String className, String kind, String members) throws IOException {
    Map<String, byte[]> entries = compile(Map.of("test/" + className + ".java",
        modelPlugin(className, kind, members)));
    entries.put("META-INF/services/" + ModelPlugin.class.getName(), text("test." + className));
    return entries;
  }

  /**
   * A jar of one model plugin that was compiled against an API of another version.
   *
   * @param extension what the interface {@code Extension} held in that API
   * @param members of the plugin
   */
  Path otherApiJar(Path jar, String className, String extension, String members) throws IOException {
    Map<String, byte[]> entries = compile(Map.of(
        "dev/nightjar/api/Extension.java",
        "package dev.nightjar.api; public interface Extension { " + extension + " }",
        "test/" + className + ".java", modelPlugin(className, className.toLowerCase(Locale.ROOT), members)));
    entries.remove("dev/nightjar/api/Extension.class");
    entries.put("META-INF/services/" + ModelPlugin.class.getName(), text("test." + className));
    return write(jar, entries);
  }

  /** A jar of one engine {@code test.<className>} that cannot run. */
  public Path engineJar(Path jar, String className, String name, String members) throws IOException {
    Map<String, byte[]> entries =
        compile(Map.of("test/" + className + ".java", engine(className, name, members)));
    entries.put("META-INF/services/" + EngineProvider.class.getName(), text("test." + className));
    return write(jar, entries);
  }

  /** A jar of one listener that keeps the length of a deleted key in a system property. */
  public Path listenerJar(Path jar, String property) throws IOException {
    Map<String, byte[]> entries = compile(Map.of("test/Watch.java", """
        package test;
        import dev.nightjar.api.endpoint.*;
        public class Watch implements RuntimeListener {
          public int apiVersion() { return API_VERSION; }
          public void keyDeleted(RuntimeEvent.KeyDeleted event) {
            System.setProperty("%s", String.valueOf(event.bytes()));
          }
        }
        """.formatted(property)));
    entries.put("META-INF/services/" + RuntimeListener.class.getName(), text("test.Watch"));
    return write(jar, entries);
  }

  /** A jar of one handler {@code test.<className>} that answers nothing. */
  Path handlerJar(Path jar, String className, String method, String members) throws IOException {
    return handlerJar(jar, className, method, members,
        "return new EndpointResponse.None();");
  }

  /** A jar of one handler {@code test.<className>} with this body of {@code handle(request)}. */
  public Path handlerJar(Path jar, String className, String method, String members, String body)
      throws IOException {
    Map<String, byte[]> entries =
        compile(Map.of("test/" + className + ".java", handler(className, method, members, body)));
    entries.put("META-INF/services/" + EndpointHandler.class.getName(), text("test." + className));
    return write(jar, entries);
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a jar. */
  static Path write(Path jar, Map<String, byte[]> entries) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return jar;
  }

  /** Class files by entry name. */
  private Map<String, byte[]> compile(Map<String, String> sources) throws IOException {
    Path classes = Files.createTempDirectory(work, "classes");
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((path, source) -> units.add(
        new SimpleJavaFileObject(URI.create("string:///" + path), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        }));
    var compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH,
          List.of(jarOf(ModelPlugin.class), jarOf(Logger.class)));
      boolean compiled =
          compiler.getTask(messages, files, null, List.of("--release", "17"), null, units).call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        entries.put(classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return entries;
  }

  private static Path jarOf(Class<?> type) {
    var source = type.getProtectionDomain().getCodeSource();
    return Path.of(URI.create(source.getLocation().toString()));
  }
}
