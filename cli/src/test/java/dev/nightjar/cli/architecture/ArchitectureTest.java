package dev.nightjar.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.nightjar.cli.Main;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house, over the main classes of every module. The command line is the one module that sees all. */
class ArchitectureTest {
  private static final String API = "dev.nightjar.api..";
  private static final String CLIENT = "dev.nightjar.client..";
  private static final String COMPILER = "dev.nightjar.compiler..";
  private static final String RUNTIME = "dev.nightjar.runtime..";
  private static final String SERVLET = "dev.nightjar.servlet..";
  private static final String ENGINES = "dev.nightjar.engine..";
  private static final String PLUGINS = "dev.nightjar.plugin..";
  private static final String CLI = "dev.nightjar.cli..";

  private static JavaClasses classes;

  @BeforeAll
  static void readAllMainClasses() {
    classes = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .withImportOption(new ImportOption.DoNotIncludePackageInfos())
        .importPackages("dev.nightjar");
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String root : new String[] {API, CLIENT, COMPILER, RUNTIME, SERVLET, ENGINES, PLUGINS, CLI}) {
      DescribedPredicate<JavaClass> inModule = JavaClass.Predicates.resideInAPackage(root);
      assertThat(classes.stream().filter(inModule).count()).as("classes in %s", root).isPositive();
    }
  }

  @Test
  void everyClassBelongsToAModuleThatTheRulesName() {
    classes().should().resideInAnyPackage(API, CLIENT, COMPILER, RUNTIME, SERVLET, ENGINES, PLUGINS, CLI)
        .check(classes);
  }

  @Test
  void nothingOnTheServerSeesTheClient() {
    noClasses().that().resideInAnyPackage(API, RUNTIME, SERVLET, ENGINES, PLUGINS)
        .should().dependOnClassesThat().resideInAPackage(CLIENT)
        .because("whoever holds a secret key is on the other side of the network").check(classes);
  }

  @Test
  void theClientDoesNotSeeTheServer() {
    noClasses().that().resideInAPackage(CLIENT)
        .should().dependOnClassesThat().resideInAnyPackage(RUNTIME, SERVLET, ENGINES, PLUGINS, COMPILER, CLI)
        .check(classes);
  }

  @Test
  void theServerDoesNotSeeTheCompiler() {
    noClasses().that().resideInAnyPackage(API, RUNTIME, SERVLET, ENGINES, PLUGINS)
        .should().dependOnClassesThat().resideInAnyPackage(COMPILER, CLI).check(classes);
  }

  @Test
  void theRuntimeWorksWithoutHttp() {
    noClasses().that().resideInAPackage(RUNTIME)
        .should().dependOnClassesThat().resideInAnyPackage(SERVLET, "jakarta.servlet..", "org.eclipse.jetty..",
            "java.net.http..", "com.google.inject..").check(classes);
  }

  @Test
  void theApiNeedsTheJdkAndSlf4jAlone() {
    classes().that().resideInAPackage(API)
        .should().onlyDependOnClassesThat().resideInAnyPackage(API, "java..", "javax.crypto..", "org.slf4j..")
        .because("no JSON, HTTP or Guice type may appear in what embedders and plugin authors read").check(classes);
  }

  @Test
  void enginesAndPluginsSeeTheApiAlone() {
    for (String root : new String[] {ENGINES, PLUGINS}) {
      classes().that().resideInAPackage(root)
          .should().onlyDependOnClassesThat().resideInAnyPackage(root, API, "java..", "jdk.incubator.vector..",
              "org.slf4j..").check(classes);
    }
  }

  @Test
  void noPluginSeesAnother() {
    slices().matching("dev.nightjar.plugin.(*)..").should().notDependOnEachOther().check(classes);
  }

  @Test
  void thereAreNoCyclesBetweenPackages() {
    slices().matching("dev.nightjar.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void nobodyUsesPredictableRandomness() {
    noClasses().should().dependOnClassesThat().areAssignableTo(
        DescribedPredicate.describe("java.util.Random and its like",
            c -> c.isEquivalentTo(Random.class) || c.getName().startsWith("java.util.random.")
                || c.getName().equals("java.util.SplittableRandom")
                || c.getName().equals("java.util.concurrent.ThreadLocalRandom")))
        .check(classes);
    noClasses().should().callMethod(Math.class, "random").check(classes);
  }

  @Test
  void onlyTheEntryPointEndsTheVirtualMachine() {
    noClasses().that().areNotAssignableTo(Main.class)
        .should().callMethod(System.class, "exit", int.class)
        .orShould().callMethod(Runtime.class, "exit", int.class)
        .orShould().callMethod(Runtime.class, "halt", int.class).check(classes);
  }

  @Test
  void nobodyPrintsStackTraces() {
    noClasses().should().callMethodWhere(DescribedPredicate.describe("printStackTrace is called",
        call -> call.getTarget().getName().equals("printStackTrace"))).check(classes);
  }

  @Test
  void onlyTheCommandLineWritesToStandardOutput() {
    noClasses().that().resideOutsideOfPackage(CLI)
        .should().accessField(System.class, "out").orShould().accessField(System.class, "err").check(classes);
  }

  @Test
  void nobodyUsesJavaSerialization() {
    noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectOutputStream").check(classes);
  }

  @Test
  void staticFieldsHoldNoState() {
    fields().that().areStatic().should().beFinal().check(classes);
    DescribedPredicate<JavaClass> mutable = DescribedPredicate.describe("a mutable holder", type ->
        Stream.of(Collection.class, Map.class).anyMatch(t -> type.isAssignableTo(t)
            && !type.isInterface())
            || type.getName().startsWith("java.util.concurrent.atomic.")
            || Stream.of(AtomicReference.class, AtomicBoolean.class, LongAdder.class, ThreadLocal.class,
                StringBuilder.class).anyMatch(type::isAssignableTo));
    noFields().that().areStatic().should().haveRawType(mutable).check(classes);
  }

  @Test
  void staticArraysAreSharedWithNobody() {
    fields().that().areStatic().and().haveRawType(
            DescribedPredicate.describe("an array", (JavaClass type) -> type.isArray()))
        .should().notBePublic().andShould().notBeProtected().check(classes);
  }
}
