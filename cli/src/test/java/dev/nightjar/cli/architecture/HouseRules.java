package dev.nightjar.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.model.InputLayout;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The rules of the house that class files can show. */
final class HouseRules {
  static final String API = "dev.nightjar.api..";
  static final String BUNDLE = "dev.nightjar.bundle..";

  /** What works with secret keys, without and with what the host offers. */
  static final String CLIENT = "dev.nightjar.client..";
  static final String PURE_CLIENT = "dev.nightjar.client";

  /** What a client takes from a host with a JDK. */
  static final String HOST = "dev.nightjar.client.host";
  static final String COMPILER = "dev.nightjar.compiler..";
  static final String EXTENSIONS = "dev.nightjar.extensions..";
  static final String RUNTIME = "dev.nightjar.runtime..";
  static final String SERVLET = "dev.nightjar.servlet..";
  static final String GUICE_WIRING = "dev.nightjar.servlet.guice";
  static final String SERVER = "dev.nightjar.server..";
  static final String ENGINES = "dev.nightjar.engine..";
  static final String PLUGINS = "dev.nightjar.plugin..";
  static final String KEY_STORES = "dev.nightjar.keystore..";
  static final String METRICS = "dev.nightjar.metrics..";
  static final String SPRING = "dev.nightjar.spring..";
  static final String BENCH = "dev.nightjar.bench..";
  static final String CLI = "dev.nightjar.cli..";

  static final ArchRule EVERY_CLASS_BELONGS_TO_A_MODULE = classes()
      .should().resideInAnyPackage(API, BUNDLE, EXTENSIONS, CLIENT, COMPILER, RUNTIME, SERVLET, SERVER, ENGINES,
          PLUGINS, KEY_STORES, METRICS, SPRING, BENCH, CLI);

  static final ArchRule ONLY_CLIENTS_SEE_SECRET_KEY_CODE = noClasses()
      .that().resideInAnyPackage(API, BUNDLE, EXTENSIONS, RUNTIME, SERVLET, SERVER, ENGINES, PLUGINS, KEY_STORES,
          METRICS, SPRING, COMPILER)
      .should().dependOnClassesThat().resideInAPackage(CLIENT)
      .because("secret keys are on the other side of the network");

  static final ArchRule THE_CLIENT_USES_THE_API_AND_PLAIN_JAVA_ALONE = classes()
      .that().resideInAPackage(PURE_CLIENT)
      .should().onlyDependOnClassesThat().resideInAnyPackage(PURE_CLIENT, API, "java.io", "java.lang..", "java.nio",
          "java.nio.charset", "java.security", "java.util..")
      .because("it is to be compiled for other hosts: JSON, files and HTTP are in modules above it");

  static final ArchRule THE_CLIENT_TOUCHES_NO_FILES_AND_STARTS_NO_THREADS = noClasses()
      .that().resideInAPackage(PURE_CLIENT)
      .should().dependOnClassesThat().haveNameMatching("java\\.io\\.(File|RandomAccess).*")
      .orShould().dependOnClassesThat().areAssignableTo(Executor.class)
      .orShould().dependOnClassesThat().areAssignableTo(Executors.class)
      .orShould().callConstructorWhere(targetIs(Thread.class))
      .orShould().callMethod(Thread.class, "start");

  static final ArchRule PRIMITIVES_OF_THE_JDK_ARE_USED_IN_ONE_PLACE = noClasses()
      .that().resideOutsideOfPackages("dev.nightjar.api.primitives", HOST, KEY_STORES, "dev.nightjar.runtime.keys",
          "dev.nightjar.server")
      .should().dependOnClassesThat().resideInAPackage("javax.crypto..")
      .orShould().dependOnClassesThat().areAssignableTo(MessageDigest.class)
      .orShould().dependOnClassesThat().areAssignableTo(CRC32C.class)
      .because("hosts without them get the pure implementations there, and callers do not notice; key files, key "
          + "stores and the private key of a server are of hosts that have them");

  static final ArchRule THE_CLIENT_DOES_NOT_SEE_THE_SERVER = noClasses().that().resideInAPackage(CLIENT)
      .should().dependOnClassesThat().resideInAnyPackage(EXTENSIONS, RUNTIME, SERVLET, SERVER, ENGINES, PLUGINS,
          COMPILER, CLI);

  static final ArchRule THE_SERVER_DOES_NOT_SEE_THE_COMPILER = noClasses()
      .that().resideInAnyPackage(API, BUNDLE, EXTENSIONS, RUNTIME, SERVLET, SERVER, ENGINES, PLUGINS)
      .should().dependOnClassesThat().resideInAnyPackage(COMPILER, CLI);

  static final ArchRule ONLY_THE_COMMAND_LINE_SEES_THE_BENCH = noClasses()
      .that().resideOutsideOfPackages(BENCH, CLI)
      .should().dependOnClassesThat().resideInAPackage(BENCH);

  static final ArchRule THE_RUNTIME_WORKS_WITHOUT_HTTP = noClasses().that().resideInAPackage(RUNTIME)
      .should().dependOnClassesThat().resideInAnyPackage(SERVLET, "jakarta.servlet..", "org.eclipse.jetty..",
          "java.net.http..", "com.google.inject..");

  static final ArchRule ONLY_THE_COMMAND_LINE_SEES_THE_EMBEDDED_SERVER = noClasses()
      .that().resideOutsideOfPackages(SERVER, CLI)
      .should().dependOnClassesThat().resideInAnyPackage(SERVER, "org.eclipse.jetty..");

  static final ArchRule ONLY_THE_WIRING_FOR_GUICE_SEES_GUICE = noClasses()
      .that().resideOutsideOfPackages(GUICE_WIRING, "dev.nightjar.server.guice")
      .should().dependOnClassesThat().resideInAnyPackage(GUICE_WIRING, "com.google.inject..", "com.google.common..")
      .because("Guice is an optional dependency");

  static final ArchRule ONLY_THE_STARTER_SEES_SPRING = noClasses().that().resideOutsideOfPackage(SPRING)
      .should().dependOnClassesThat().resideInAnyPackage(SPRING, "org.springframework..");

  static final ArchRule THE_API_NEEDS_THE_JDK_ALONE = classes().that().resideInAPackage(API)
      .should().onlyDependOnClassesThat().resideInAnyPackage(API, "java..", "javax.crypto..")
      .because("no JSON, HTTP or Guice type may appear in what embedders and plugin authors read");

  static final ArchRule ENGINES_SEE_THE_API_ALONE = seesTheApiAlone(ENGINES, "jdk.incubator.vector..",
      "com.sun.jna..", "com.sun.management..", "javax.management..");

  static final ArchRule PLUGINS_SEE_THE_API_ALONE = seesTheApiAlone(PLUGINS);

  static final ArchRule KEY_STORES_SEE_THE_API_ALONE = seesTheApiAlone(KEY_STORES, "javax.crypto..",
      "javax.xml.stream..", "javax.sql..", "com.zaxxer.hikari..");

  static final ArchRule BUNDLES_SEE_THE_API_AND_JACKSON_ALONE = seesTheApiAlone(BUNDLE, "com.fasterxml.jackson..");

  static final ArchRule EXTENSIONS_SEE_THE_API_ALONE = seesTheApiAlone(EXTENSIONS);

  static final ArchRule NO_PLUGIN_SEES_ANOTHER =
      slices().matching("dev.nightjar.plugin.(*)..").should().notDependOnEachOther();

  static final ArchRule NO_KEY_STORE_SEES_ANOTHER =
      slices().matching("dev.nightjar.keystore.(*)..").should().notDependOnEachOther();

  static final ArchRule NO_CYCLES_BETWEEN_PACKAGES =
      slices().matching("dev.nightjar.(**)").should().beFreeOfCycles();

  static final ArchRule NO_PREDICTABLE_RANDOMNESS = noClasses()
      .should().callConstructorWhere(targetIs(Random.class))
      .orShould().callConstructorWhere(targetIs(SplittableRandom.class))
      .orShould().dependOnClassesThat().areAssignableTo(ThreadLocalRandom.class)
      .orShould().dependOnClassesThat().resideInAPackage("java.util.random..")
      .orShould().callMethod(Math.class, "random");

  static final ArchRule ONLY_THE_ENTRY_POINT_ENDS_THE_JVM = noClasses()
      .that().doNotHaveFullyQualifiedName("dev.nightjar.cli.Main")
      .should().callMethod(System.class, "exit", int.class)
      .orShould().callMethod(Runtime.class, "exit", int.class)
      .orShould().callMethod(Runtime.class, "halt", int.class);

  static final ArchRule NOBODY_PRINTS_STACK_TRACES = noClasses().should().callMethodWhere(
      DescribedPredicate.describe("printStackTrace is called",
          call -> call.getTarget().getName().equals("printStackTrace")));

  static final ArchRule ONLY_THE_COMMAND_LINE_WRITES_TO_THE_TERMINAL = noClasses()
      .that().resideOutsideOfPackage(CLI)
      .should().accessField(System.class, "out").orShould().accessField(System.class, "err");

  static final ArchRule ONLY_THE_TERMINAL_PRINTS = noClasses()
      .that().resideInAPackage(CLI).and().resideOutsideOfPackage("dev.nightjar.cli.text")
      .should().accessField(System.class, "out").orShould().accessField(System.class, "err")
      .orShould().callMethod(System.class, "console")
      .orShould().callMethodWhere(DescribedPredicate.describe("text is printed", call -> Stream.of(PrintStream.class,
          Writer.class).anyMatch(call.getTargetOwner()::isAssignableTo)))
      .because("what bundles and servers say passes PrintableText there");

  static final ArchRule NO_JAVA_SERIALIZATION = noClasses()
      .should().callConstructorWhere(targetIs(ObjectInputStream.class))
      .orShould().callConstructorWhere(targetIs(ObjectOutputStream.class));

  static final ArchRule STATIC_FIELDS_ARE_FINAL = fields().that().areStatic().should().beFinal();

  static final ArchRule STATIC_FIELDS_HOLD_NO_STATE = noFields().that().areStatic().should().haveRawType(
      DescribedPredicate.describe("a mutable holder", (JavaClass type) ->
          !type.isInterface() && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class))
              || type.isAssignableTo(ThreadLocal.class) || type.isAssignableTo(StringBuilder.class)
              || type.getPackageName().equals("java.util.concurrent.atomic")));

  static final ArchRule STATIC_ARRAYS_ARE_PRIVATE_TO_THEIR_PACKAGE = fields().that().areStatic().and()
      .haveRawType(DescribedPredicate.describe("an array", (JavaClass type) -> type.isArray()))
      .should().notBePublic().andShould().notBeProtected();

  static final ArchRule KINDS_OF_NODES_ARE_DISTINGUISHED_BY_MATCH_ALONE = noClasses()
      .that().areNotAssignableTo(Node.class)
      .should(askForTheClassOf(Node.class))
      .because("a new kind of node must not compile until every interpreter handles it: use Node.match");

  static final ArchRule ENCODINGS_ARE_DISTINGUISHED_BY_MATCH_ALONE = noClasses()
      .that().areNotAssignableTo(InputLayout.class)
      .should(askForTheClassOf(InputLayout.class))
      .because("a new encoding must not compile until all that depends on it handles it: use InputLayout.match");

  private HouseRules() {
  }

  /** Of the project, the API alone; of others, logging and what the rule names. */
  private static ArchRule seesTheApiAlone(String root, String... more) {
    return classes().that().resideInAPackage(root).should().onlyDependOnClassesThat().resideInAnyPackage(
        Stream.concat(Stream.of(root, API, "java..", "org.slf4j.."), Stream.of(more)).toArray(String[]::new));
  }

  private static <T extends JavaAccess<?>> DescribedPredicate<T> targetIs(Class<?> owner) {
    return DescribedPredicate.describe("the target is of " + owner.getSimpleName(),
        access -> access.getTargetOwner().isEquivalentTo(owner));
  }

  private static ArchCondition<JavaClass> askForTheClassOf(Class<?> closed) {
    return new ArchCondition<>("ask for the class of a " + closed.getSimpleName()) {
      @Override
      public void check(JavaClass asking, ConditionEvents events) {
        Stream.of(asking.getInstanceofChecks(), asking.getReferencedClassObjects()).flatMap(Set::stream)
            .filter(asked -> asked.getRawType().isAssignableTo(closed)
                && !asked.getRawType().isEquivalentTo(closed))
            .forEach(asked -> events.add(SimpleConditionEvent.satisfied(asking, asking.getFullName() + " asks for "
                + asked.getRawType().getSimpleName() + " in " + asked.getSourceCodeLocation())));
      }
    };
  }
}
