package dev.nightjar.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.nightjar.api.circuit.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The main classes of every module against the rules. The command line is the one module that sees them all.
 */
class ArchitectureTest {
  private static final Path PUBLIC_TYPES = Path.of("src", "test", "resources", "public-types.txt");
  private static final Path PUBLIC_MEMBERS = Path.of("src", "test", "resources", "public-members.txt");

  private static JavaClasses classes;

  @BeforeAll
  static void readAllMainClasses() {
    classes = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .withImportOption(location -> !location.contains("-tests.jar"))
        .withImportOption(new ImportOption.DoNotIncludePackageInfos())
        .importPackages("dev.nightjar");
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String root : new String[] {HouseRules.API, HouseRules.BUNDLE, HouseRules.CLIENT, HouseRules.PURE_CLIENT,
        HouseRules.COMPILER, HouseRules.RUNTIME, HouseRules.SERVLET, HouseRules.SERVER, HouseRules.ENGINES,
        HouseRules.PLUGINS, HouseRules.SPRING, HouseRules.BENCH, HouseRules.CLI}) {
      assertThat(classes.stream().filter(JavaClass.Predicates.resideInAPackage(root)).count())
          .as("classes in %s", root).isPositive();
    }
  }

  /** A type that becomes public, or goes, is seen in the list: a change of it is meant and reviewed. */
  @Test
  void thePublicTypesAreThoseOfTheList() throws IOException {
    String now = new PublicApi().of(classes);
    if (Boolean.getBoolean("nightjar.api.update")) {
      Files.writeString(PUBLIC_TYPES, now);
    }
    Set<String> listed = new TreeSet<>(Files.readAllLines(PUBLIC_TYPES));
    Set<String> found = new TreeSet<>(now.lines().toList());
    Set<String> added = new TreeSet<>(found);
    added.removeAll(listed);
    listed.removeAll(found);
    assertThat(added).as("types that are public and not in %s; if they are meant to be, mvn -pl cli -am test "
        + "-Dtest=ArchitectureTest -Dsurefire.failIfNoSpecifiedTests=false -Dnightjar.api.update=true adds them",
        PUBLIC_TYPES).isEmpty();
    assertThat(listed).as("types of %s that are gone or no longer public; the same command takes them out",
        PUBLIC_TYPES).isEmpty();
    assertThat(Files.readString(PUBLIC_TYPES)).isEqualTo(now);
  }

  /** What was listed once must stay as it is, or be taken out knowingly; the same command also adds what is new. */
  @Test
  void noPublicMemberOfTheListIsGoneOrChanged() throws IOException {
    String now = new PublicApi().membersOf(classes);
    if (Boolean.getBoolean("nightjar.api.update")) {
      Files.writeString(PUBLIC_MEMBERS, now);
    }
    Set<String> gone = new TreeSet<>(Files.readAllLines(PUBLIC_MEMBERS));
    assertThat(gone).hasSizeGreaterThan(1000);
    gone.removeAll(now.lines().toList());
    assertThat(gone).as("members of %s that are gone or have another signature: code that uses them does not run any"
        + " more; if that is meant, -Dnightjar.api.update=true takes them out", PUBLIC_MEMBERS).isEmpty();
  }

  @Test
  void everyClassBelongsToAModuleThatTheRulesName() {
    HouseRules.EVERY_CLASS_BELONGS_TO_A_MODULE.check(classes);
  }

  @Test
  void neitherTheServerNorTheCompilerSeesSecretKeyCode() {
    HouseRules.ONLY_CLIENTS_SEE_SECRET_KEY_CODE.check(classes);
  }

  @Test
  void theClientUsesTheApiAndPlainJavaAlone() {
    HouseRules.THE_CLIENT_USES_THE_API_AND_PLAIN_JAVA_ALONE.check(classes);
  }

  @Test
  void theClientTouchesNoFilesAndStartsNoThreads() {
    HouseRules.THE_CLIENT_TOUCHES_NO_FILES_AND_STARTS_NO_THREADS.check(classes);
  }

  @Test
  void bundlesSeeTheApiAndJacksonAlone() {
    HouseRules.BUNDLES_SEE_THE_API_AND_JACKSON_ALONE.check(classes);
  }

  @Test
  void primitivesOfTheJdkAreUsedInOnePlace() {
    HouseRules.PRIMITIVES_OF_THE_JDK_ARE_USED_IN_ONE_PLACE.check(classes);
  }

  @Test
  void theClientDoesNotSeeTheServer() {
    HouseRules.THE_CLIENT_DOES_NOT_SEE_THE_SERVER.check(classes);
  }

  @Test
  void theServerDoesNotSeeTheCompiler() {
    HouseRules.THE_SERVER_DOES_NOT_SEE_THE_COMPILER.check(classes);
  }

  @Test
  void onlyTheCommandLineSeesTheBench() {
    HouseRules.ONLY_THE_COMMAND_LINE_SEES_THE_BENCH.check(classes);
  }

  @Test
  void theRuntimeWorksWithoutHttp() {
    HouseRules.THE_RUNTIME_WORKS_WITHOUT_HTTP.check(classes);
  }

  @Test
  void onlyTheCommandLineSeesTheEmbeddedServer() {
    HouseRules.ONLY_THE_COMMAND_LINE_SEES_THE_EMBEDDED_SERVER.check(classes);
  }

  @Test
  void onlyTheWiringForGuiceSeesGuice() {
    HouseRules.ONLY_THE_WIRING_FOR_GUICE_SEES_GUICE.check(classes);
  }

  @Test
  void onlyTheStarterSeesSpring() {
    HouseRules.ONLY_THE_STARTER_SEES_SPRING.check(classes);
  }

  @Test
  void theApiNeedsTheJdkAlone() {
    HouseRules.THE_API_NEEDS_THE_JDK_ALONE.check(classes);
  }

  @Test
  void enginesSeeTheApiAlone() {
    HouseRules.ENGINES_SEE_THE_API_ALONE.check(classes);
  }

  @Test
  void pluginsSeeTheApiAlone() {
    HouseRules.PLUGINS_SEE_THE_API_ALONE.check(classes);
    HouseRules.KEY_STORES_SEE_THE_API_ALONE.check(classes);
  }

  @Test
  void extensionsSeeTheApiAlone() {
    HouseRules.EXTENSIONS_SEE_THE_API_ALONE.check(classes);
  }

  @Test
  void noPluginSeesAnother() {
    HouseRules.NO_PLUGIN_SEES_ANOTHER.check(classes);
    HouseRules.NO_KEY_STORE_SEES_ANOTHER.check(classes);
  }

  @Test
  void thereAreNoCyclesBetweenPackages() {
    HouseRules.NO_CYCLES_BETWEEN_PACKAGES.check(classes);
  }

  @Test
  void nobodyUsesPredictableRandomness() {
    HouseRules.NO_PREDICTABLE_RANDOMNESS.check(classes);
  }

  @Test
  void onlyTheEntryPointEndsTheVirtualMachine() {
    HouseRules.ONLY_THE_ENTRY_POINT_ENDS_THE_JVM.check(classes);
  }

  @Test
  void nobodyPrintsStackTraces() {
    HouseRules.NOBODY_PRINTS_STACK_TRACES.check(classes);
  }

  @Test
  void onlyTheCommandLineWritesToTheTerminal() {
    HouseRules.ONLY_THE_COMMAND_LINE_WRITES_TO_THE_TERMINAL.check(classes);
  }

  @Test
  void onlyTheTerminalPrints() {
    HouseRules.ONLY_THE_TERMINAL_PRINTS.check(classes);
  }

  @Test
  void encodingsAreDistinguishedByMatchAlone() {
    HouseRules.ENCODINGS_ARE_DISTINGUISHED_BY_MATCH_ALONE.check(classes);
  }

  @Test
  void kindsOfNodesAreDistinguishedByMatchAlone() {
    HouseRules.KINDS_OF_NODES_ARE_DISTINGUISHED_BY_MATCH_ALONE.check(classes);
  }

  @Test
  void theTestOfKindsOfNodesCompilesEveryInterpreter() {
    assertThat(classes.stream().filter(c -> c.isAssignableTo(Node.Cases.class) && !c.isEquivalentTo(Node.Cases.class))
        .map(c -> c.getPackageName().replace('.', '/') + "/" + c.getSource().orElseThrow().getFileName().orElseThrow())
        .distinct())
        .containsExactlyInAnyOrderElementsOf(NodeKindsTest.INTERPRETERS.stream()
            .map(source -> source.substring(source.indexOf("dev/"))).toList());
  }

  @Test
  void nobodyUsesJavaSerialization() {
    HouseRules.NO_JAVA_SERIALIZATION.check(classes);
  }

  @Test
  void staticFieldsAreFinal() {
    HouseRules.STATIC_FIELDS_ARE_FINAL.check(classes);
  }

  @Test
  void staticFieldsHoldNoState() {
    HouseRules.STATIC_FIELDS_HOLD_NO_STATE.check(classes);
  }

  @Test
  void staticArraysAreSharedWithNobody() {
    HouseRules.STATIC_ARRAYS_ARE_PRIVATE_TO_THEIR_PACKAGE.check(classes);
  }
}
