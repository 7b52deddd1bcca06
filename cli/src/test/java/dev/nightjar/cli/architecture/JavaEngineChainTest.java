package dev.nightjar.cli.architecture;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.ring.Upward;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packages of the Java engine: each sees those that it is written for, and no kernel family sees the other. */
class JavaEngineChainTest {
  private static final String ROOT = "dev.nightjar.engine.java";

  /** What each package may see; {@code .} is the root. */
  private static final Map<String, List<String>> SEES = new TreeMap<>(Map.ofEntries(
      Map.entry("machine", List.of()),
      Map.entry("ring", List.of()),
      Map.entry("keyswitch", List.of("machine", "ring")),
      Map.entry("product", List.of("machine", "ring")),
      Map.entry("levelled", List.of("machine", "ring")),
      Map.entry("rotation", List.of("machine", "ring", "keyswitch", "product", "levelled")),
      Map.entry("plain", List.of("machine", "ring", "keyswitch", "product", "levelled", "rotation")),
      Map.entry("vector.passes", List.of("machine", "ring")),
      Map.entry("vector.points", List.of("machine", "ring", "product", "vector.passes")),
      Map.entry("vector.lanes", List.of("machine", "ring", "rotation", "vector.passes")),
      Map.entry("vector.levelled", List.of("machine", "ring", "levelled", "vector.passes")),
      Map.entry("vector", List.of("ring", "keyswitch", "product", "levelled", "rotation", "vector.passes",
          "vector.points", "vector.lanes", "vector.levelled")),
      Map.entry("warmup", List.of("machine", "ring", "keyswitch", "product", "levelled", "rotation")),
      Map.entry(".", List.of("machine", "ring", "keyswitch", "product", "levelled", "rotation", "plain", "vector",
          "warmup")),
      Map.entry("internal", List.of(".", "machine", "ring", "keyswitch", "product", "levelled", "rotation"))));

  private static JavaClasses classes;

  @BeforeAll
  static void readTheEngine() {
    classes = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .withImportOption(location -> !location.contains("-tests.jar"))
        .withImportOption(new ImportOption.DoNotIncludePackageInfos())
        .importPackages(ROOT);
  }

  private static String packageOf(String name) {
    return name.equals(".") ? ROOT : ROOT + "." + name;
  }

  private static LayeredArchitecture chain() {
    LayeredArchitecture chain = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : SEES.keySet()) {
      chain = chain.layer(name).definedBy(packageOf(name)).withOptionalLayers(true);
    }
    for (Map.Entry<String, List<String>> entry : SEES.entrySet()) {
      LayeredArchitecture.LayerDependencySpecification layer = chain.whereLayer(entry.getKey());
      chain = entry.getValue().isEmpty() ? layer.mayNotAccessAnyLayer()
          : layer.mayOnlyAccessLayers(entry.getValue().toArray(String[]::new));
    }
    return chain;
  }

  @Test
  void everyPackageSeesOnlyThoseThatItIsBuiltOn() {
    chain().check(classes);
  }

  @Test
  void everyPackageHasItsPlaceInTheChain() {
    assertThat(classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(SEES.keySet().stream().map(JavaEngineChainTest::packageOf).toList());
  }

  @Test
  void aClassThatLooksUpTheChainIsFound() {
    EvaluationResult result = chain().evaluate(new ClassFileImporter().importClasses(Upward.class, PlainFamily.class));
    assertThat(result.hasViolation()).isTrue();
    assertThat(result.getFailureReport().toString()).contains("Upward");
  }
}
