package dev.nightjar.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The picture of the modules in the documentation is that of the pom files and the sources. To draw it anew, in the
 * module cli: {@code mvn test -Dtest=HousePictureTest -Dnightjar.docs.update=true}.
 */
class HousePictureTest {
  private static final Path PICTURE = Path.of("docs", "figures", "modules.svg");

  @TempDir
  private Path folder;

  @Test
  void theCommittedPictureIsThatOfThePomsAndSources() throws IOException {
    Path root = ModuleGraph.projectRoot();
    String drawn = HousePicture.of(HouseMap.read(root));
    if (Boolean.getBoolean("nightjar.docs.update")) {
      Files.writeString(root.resolve(PICTURE), drawn);
    }
    assertThat(Files.readString(root.resolve(PICTURE)))
        .as("%s is out of date: draw it anew with -Dnightjar.docs.update=true", PICTURE).isEqualTo(drawn);
  }

  @Test
  void everyModuleStandsAboveAllThatItDependsOn() throws IOException {
    HouseMap map = HouseMap.read(ModuleGraph.projectRoot());
    Map<String, Integer> floor = new TreeMap<>();
    for (int f = 0; f < map.floors().size(); f++) {
      for (String module : map.floors().get(f)) {
        floor.put(module, f);
      }
    }
    assertThat(map.floors().get(0)).containsExactly("api");
    map.uses().forEach((module, uses) -> assertThat(uses).as(module)
        .allSatisfy(below -> assertThat(floor.get(below)).isLessThan(floor.get(module))));
  }

  @Test
  void anArrowIsLeftOutWhereALongerWayLeadsToTheSameModule() {
    HouseMap map = new HouseMap(Map.of("api", Set.of(), "client", Set.of("api"), "cli", Set.of("api", "client")),
        Map.of());
    assertThat(map.arrows("cli")).containsExactly("client");
    assertThat(map.floors()).containsExactly(List.of("api"), List.of("client"), List.of("cli"));
  }

  @Test
  void packagesStandAboveThoseThatTheyImport() throws IOException {
    source("a.b", "import static a.b.low.Low.x;", "Root");
    source("a.b.low", "import java.util.List;", "Low");
    source("a.b.mid", "import a.b.low.Low;", "Mid");
    assertThat(PackageChain.read(folder).floors()).containsExactly(List.of("low"), List.of("b", "mid"));
  }

  @Test
  void packagesThatUseEachOtherAreRefused() throws IOException {
    source("a.b", "import a.b.low.Low;", "Root");
    source("a.b.low", "import a.b.Root;", "Low");
    assertThatThrownBy(() -> PackageChain.read(folder)).hasMessageContaining("circle").hasMessageContaining("a.b.low");
  }

  @Test
  void modulesThatSeeSecretKeyCodeHaveTheirOwnColour() throws IOException {
    String drawn = HousePicture.of(HouseMap.read(ModuleGraph.projectRoot()));
    Map<Boolean, List<String>> secret = HouseMap.read(ModuleGraph.projectRoot()).uses().keySet().stream()
        .collect(Collectors.partitioningBy(m -> drawn.matches("(?s).*class=\"secret\"[^<]*<text class=\"name\"[^>]*>"
            + m + "<.*")));
    assertThat(secret.get(true)).contains("client", "cli", "bench");
    assertThat(secret.get(false)).contains("api", "runtime", "handler-servlet", "engine-java");
  }

  private void source(String name, String imports, String type) throws IOException {
    Path file = folder.resolve("src/main/java").resolve(name.replace('.', '/')).resolve(type + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "package " + name + ";\n\n" + imports + "\n\nclass " + type + " {\n}\n");
  }
}
