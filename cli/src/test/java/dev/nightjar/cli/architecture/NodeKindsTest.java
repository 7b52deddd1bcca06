package dev.nightjar.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.WireType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * A new kind of node, or of wire, does not build until all that depends on it handles it: the sources are compiled here
 * with one kind of {@link Node} more, and with one more of {@link WireType}.
 */
class NodeKindsTest {
  private static final String NODE = "api/src/main/java/dev/nightjar/api/circuit/Node.java";

  private static final String WIRE_TYPE = "api/src/main/java/dev/nightjar/api/circuit/WireType.java";

  /** Sources, below the project's root, of the interpreters of circuits. */
  static final List<String> INTERPRETERS = List.of(
      "api/src/main/java/dev/nightjar/api/circuit/AnalogueNoise.java",
      "api/src/main/java/dev/nightjar/api/circuit/Circuit.java",
      "api/src/main/java/dev/nightjar/api/circuit/ClearEvaluator.java",
      "api/src/main/java/dev/nightjar/api/circuit/CoefficientsRead.java",
      "api/src/main/java/dev/nightjar/api/circuit/FailureAnalysis.java",
      "api/src/main/java/dev/nightjar/api/circuit/NodeTypes.java",
      "api/src/main/java/dev/nightjar/api/circuit/NoisyEvaluator.java",
      "api/src/main/java/dev/nightjar/api/circuit/OutputPlaces.java",
      "api/src/main/java/dev/nightjar/api/circuit/WireNoise.java",
      "api/src/main/java/dev/nightjar/api/codec/CircuitWriter.java",
      "api/src/main/java/dev/nightjar/api/cost/CircuitCost.java",
      "cli/src/main/java/dev/nightjar/cli/NodeWords.java",
      "compiler/src/main/java/dev/nightjar/compiler/CircuitJoin.java",
      "compiler/src/main/java/dev/nightjar/compiler/PrivacyFacts.java",
      "compiler/src/main/java/dev/nightjar/compiler/WidthHint.java",
      "runtime/src/main/java/dev/nightjar/runtime/engine/RequiredOperations.java",
      "runtime/src/main/java/dev/nightjar/runtime/execution/CircuitRun.java",
      "runtime/src/main/java/dev/nightjar/runtime/execution/DenseSums.java");

  private static final String CASE = "R another(Another node);";

  private static final String KIND = """
      record Another(SparseMap map) implements Node {
        @Override
        public int width() {
          return map.rows();
        }

        @Override
        public List<WireType> types(Parameters query, IntFunction<WireType> wires) {
          return List.of();
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
          return cases.another(this);
        }
      }
      """;

  private final Path root = ModuleGraph.projectRoot();

  @TempDir
  private Path work;

  @Test
  void theSourcesCompileAsTheyAre() throws IOException {
    assertThat(errors(Map.of())).isEmpty();
  }

  @Test
  void everyInterpreterRefusesToCompileWithAnotherKindOfNode() throws IOException {
    assertThat(errors(Map.of(NODE, withAnotherKind(KIND))))
        .allSatisfy(error -> assertThat(error.code()).isEqualTo("compiler.err.does.not.override.abstract"))
        .allSatisfy(error -> assertThat(error.message()).contains("another"))
        .extracting(Refusal::source)
        .hasSameElementsAs(INTERPRETERS);
  }

  @Test
  void aKindMustSayWhatItAppendsReadsBootstrapsAndNeedsOfAKey() throws IOException {
    for (String method : List.of("types", "reads", "bootstraps", "keyParts")) {
      String incomplete = KIND.replace(method + "(", method + "OfThis(");
      String kind = incomplete.replaceFirst("@Override\\s+(public [\\w<>]+ " + method + ")", "$1");
      assertThat(errors(Map.of(NODE, withAnotherKind(kind))))
          .filteredOn(error -> error.source().equals(NODE))
          .singleElement()
          .satisfies(error -> assertThat(error.code()).isEqualTo("compiler.err.does.not.override.abstract"))
          .satisfies(error -> assertThat(error.message()).contains("Another").contains(method));
    }
  }

  @Test
  void aKindOfWireMustSayHowManyWordsItsCiphertextsHave() throws IOException {
    String types = Files.readString(root.resolve(WIRE_TYPE));
    String another = types.replaceFirst("(?m)^    LWE \\{", "    ANOTHER {\n    },\n\n    LWE {");
    assertThat(another).isNotEqualTo(types);
    assertThat(errors(Map.of(WIRE_TYPE, another)))
        .extracting(Refusal::source, Refusal::code)
        .containsExactly(tuple(WIRE_TYPE, "compiler.err.does.not.override.abstract"));
  }

  /** The source of {@link Node} with one kind more. */
  private String withAnotherKind(String kind) throws IOException {
    String node = Files.readString(root.resolve(NODE));
    String lastCase = "R sampleExtract(SampleExtract node);";
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

  /**
   * What the compiler says of {@link Node}, {@link WireType} and the interpreters.
   *
   * @param changed sources of some of them, instead of those that there are, by file below the project's root
   */
  private List<Refusal> errors(Map<String, String> changed) throws IOException {
    Map<Path, String> names = new HashMap<>();
    for (String source : Stream.concat(Stream.of(NODE, WIRE_TYPE), INTERPRETERS.stream()).toList()) {
      Path file = root.resolve(source);
      names.put(changed.containsKey(source)
          ? Files.writeString(work.resolve(file.getFileName()), changed.get(source)) : file, source);
    }
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(work));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath());
      compiler.getTask(null, files, found, List.of("--release", "17", "-proc:none", "-implicit:none",
          "-XDshould-stop.ifError=FLOW"), null,
          files.getJavaFileObjectsFromPaths(names.keySet())).call();
    }
    return found.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> new Refusal(names.get(Path.of(d.getSource().toUri())), d.getCode(), d.getMessage(Locale.ROOT)))
        .toList();
  }

  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
        .map(Path::of).toList();
  }
}
