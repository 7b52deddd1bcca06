package dev.nightjar.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.circuit.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new kind of node does not build until every interpreter of circuits handles it: their sources are compiled here
 * against a {@link Node} with a fourth kind.
 */
class NodeKindsTest {
  private static final String NODE = "api/src/main/java/dev/nightjar/api/circuit/Node.java";

  /** Sources, below the project's root, of the interpreters of circuits. */
  static final List<String> INTERPRETERS = List.of(
      "api/src/main/java/dev/nightjar/api/circuit/Circuit.java",
      "api/src/main/java/dev/nightjar/api/circuit/ClearEvaluator.java",
      "api/src/main/java/dev/nightjar/api/circuit/FailureAnalysis.java",
      "api/src/main/java/dev/nightjar/api/circuit/WireNoise.java",
      "api/src/main/java/dev/nightjar/api/codec/CircuitCodec.java",
      "cli/src/main/java/dev/nightjar/cli/InspectCommand.java",
      "compiler/src/main/java/dev/nightjar/compiler/CompilationReport.java",
      "compiler/src/main/java/dev/nightjar/compiler/WidthHint.java",
      "runtime/src/main/java/dev/nightjar/runtime/engine/RequiredOperations.java",
      "runtime/src/main/java/dev/nightjar/runtime/execution/CircuitExecutor.java");

  private static final String CASE = "R fourth(Fourth node);";

  private static final String KIND = """
      record Fourth(SparseMap map) implements Node {
        @Override
        public int width() {
          return map.rows();
        }

        @Override
        public IntStream reads() {
          return IntStream.empty();
        }

        @Override
        public int bootstraps() {
          return 0;
        }

        @Override
        public Set<KeyPart> keyParts() {
          return Set.of();
        }

        @Override
        public <R> R match(Cases<R> cases) {
          return cases.fourth(this);
        }
      }
      """;

  private final Path root = ModuleGraph.projectRoot();

  @TempDir
  private Path work;

  @Test
  void theSourcesCompileAsTheyAre() throws IOException {
    assertThat(errors(Files.readString(root.resolve(NODE)))).isEmpty();
  }

  @Test
  void everyInterpreterRefusesToCompileWithAFourthKindOfNode() throws IOException {
    assertThat(errors(withFourthKind(KIND)))
        .hasSameSizeAs(INTERPRETERS)
        .allSatisfy(error -> assertThat(error.code()).isEqualTo("compiler.err.does.not.override.abstract"))
        .allSatisfy(error -> assertThat(error.message()).contains("fourth"))
        .extracting(Refusal::source)
        .containsExactlyInAnyOrderElementsOf(INTERPRETERS);
  }

  @Test
  void aKindMustSayWhatItReadsBootstrapsAndNeedsOfAKey() throws IOException {
    for (String method : List.of("reads", "bootstraps", "keyParts")) {
      String incomplete = KIND.replace(method + "()", method + "OfThis()");
      assertThat(errors(withFourthKind(incomplete.replaceFirst("@Override\\s+(public [\\w<>]+ " + method + ")", "$1"))))
          .filteredOn(error -> error.source().equals(NODE))
          .singleElement()
          .satisfies(error -> assertThat(error.code()).isEqualTo("compiler.err.does.not.override.abstract"))
          .satisfies(error -> assertThat(error.message()).contains("Fourth").contains(method));
    }
  }

  /** The source of {@link Node} with one kind more. */
  private String withFourthKind(String kind) throws IOException {
    String node = Files.readString(root.resolve(NODE));
    String lastCase = "R lookup(Lookup node);";
    assertThat(node).containsOnlyOnce(lastCase);
    String withCase = node.replace(lastCase, lastCase + "\n" + CASE);
    return withCase.substring(0, withCase.lastIndexOf('}')) + kind + "}\n";
  }

  /**
   * An error of the compiler.
   *
   * @param source file below the project's root
   * @param code the compiler's name of the error
   * @param message for people
   */
  private record Refusal(String source, String code, String message) {
  }

  /** What the compiler says of the interpreters beside this source of {@link Node}. */
  private List<Refusal> errors(String node) throws IOException {
    Path changed = Files.writeString(work.resolve("Node.java"), node);
    List<Path> sources = new ArrayList<>(List.of(changed));
    INTERPRETERS.forEach(source -> sources.add(root.resolve(source)));
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(work));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath());
      compiler.getTask(null, files, found, List.of("--release", "17", "-proc:none", "-implicit:none"), null,
          files.getJavaFileObjectsFromPaths(sources)).call();
    }
    return found.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> new Refusal(place(d), d.getCode(), d.getMessage(Locale.ROOT))).toList();
  }

  private String place(Diagnostic<? extends JavaFileObject> d) {
    Path file = Path.of(d.getSource().toUri());
    return file.startsWith(work) ? NODE : root.relativize(file).toString().replace('\\', '/');
  }

  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
        .map(Path::of).toList();
  }
}
