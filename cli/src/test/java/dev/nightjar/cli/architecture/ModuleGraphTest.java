package dev.nightjar.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house as Maven sees them: what is on whose class path. */
class ModuleGraphTest {
  private static final String API = "nightjar-api";
  private static final String CLIENT = "nightjar-client";
  private static ModuleGraph graph;

  @BeforeAll
  static void readThePoms() throws IOException {
    graph = ModuleGraph.read(ModuleGraph.projectRoot());
  }

  @Test
  void allModulesAreInTheReactor() {
    assertThat(graph.modules()).contains(API, CLIENT, "nightjar-bundle", "nightjar-client-http",
        "nightjar-extensions", "nightjar-engine-java", "nightjar-runtime", "nightjar-plugin-linear",
        "nightjar-plugin-tree", "nightjar-plugin-table", "nightjar-plugin-network", "nightjar-compiler",
        "nightjar-handler-servlet", "nightjar-server", "nightjar-metrics", "nightjar-keystore-s3",
        "nightjar-keystore-postgres", "nightjar-embedding-tests", "nightjar-bom",
        "nightjar-spring-boot-starter", "nightjar-bench", "nightjar-cli");
  }

  @Test
  void theServersClassPathHoldsNoSecretKeyCode() {
    assertThat(graph.classPath("nightjar-handler-servlet")).contains("nightjar-runtime", API)
        .doesNotContain(CLIENT, "nightjar-compiler");
    assertThat(graph.classPath("nightjar-runtime")).contains(API).doesNotContain(CLIENT, "nightjar-compiler");
  }

  @Test
  void anEmbedderOfTheServletGetsNoServer() {
    assertThat(graph.classPath("nightjar-handler-servlet"))
        .doesNotContain("nightjar-server", "jetty-ee10-servlet", "guice", "guava");
  }

  @Test
  void theCompilersClassPathHoldsNoSecretKeyCode() {
    assertThat(graph.classPath("nightjar-compiler")).contains(API, "nightjar-bundle").doesNotContain(CLIENT);
  }

  @Test
  void secretKeyCodeIsOnTheClassPathOfClientsAndOfWhatPlaysBothSidesAlone() {
    assertThat(graph.modules()).filteredOn(m -> graph.classPath(m).contains(CLIENT))
        .containsExactlyInAnyOrder("nightjar-client-http", "nightjar-bench", "nightjar-cli");
  }

  @Test
  void theClientsClassPathHoldsNoServer() {
    assertThat(graph.classPath(CLIENT)).isEqualTo(Set.of(API));
    assertThat(graph.classPath("nightjar-client-http")).contains(API, CLIENT, "nightjar-bundle")
        .doesNotContain("nightjar-runtime", "nightjar-handler-servlet", "nightjar-engine-java");
  }

  @Test
  void theApiBringsNothing() {
    assertThat(graph.classPath(API)).isEmpty();
  }

  @Test
  void pluginsBringTheApiAlone() {
    assertThat(graph.modules()).filteredOn(m -> m.startsWith("nightjar-plugin-"))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(m -> assertThat(graph.classPath(m)).as(m).isSubsetOf(API, "slf4j-api"));
  }

  @Test
  void keyStoresBringTheApiAlone() {
    assertThat(graph.modules()).filteredOn(m -> m.startsWith("nightjar-keystore-")).isNotEmpty()
        .allSatisfy(m -> assertThat(graph.classPath(m)).as(m).isSubsetOf(API, "slf4j-api"));
  }

  @Test
  void extensionsBringTheApiAlone() {
    assertThat(graph.classPath("nightjar-extensions")).isSubsetOf(API, "slf4j-api");
  }

  @Test
  void enginesBringTheApiAndTheirWayToNativeCodeAlone() {
    assertThat(graph.modules()).filteredOn(m -> m.startsWith("nightjar-engine-")).isNotEmpty()
        .allSatisfy(m -> assertThat(graph.classPath(m)).as(m).isSubsetOf(API, "slf4j-api", "jna"));
  }

  @Test
  void theBillOfVersionsNamesWhatIsPublishedAndNothingElse() throws IOException {
    assertThat(ModuleGraph.managed(ModuleGraph.projectRoot().resolve("bom/pom.xml"))).doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(graph.published());
    assertThat(graph.published()).contains(API, "nightjar-spring-boot-starter", "nightjar-cli")
        .doesNotContain("nightjar-bom", "nightjar-embedding-tests", "nightjar-spring-boot-4-tests");
    assertThat(ModuleGraph.version(ModuleGraph.projectRoot().resolve("bom/pom.xml")))
        .isEqualTo(ModuleGraph.version(ModuleGraph.projectRoot().resolve("pom.xml")));
  }

  @Test
  void theStarterBringsNeitherBootNorSecretKeyCode() {
    assertThat(graph.classPath("nightjar-spring-boot-starter")).contains("nightjar-handler-servlet",
        "nightjar-engine-java", "nightjar-metrics").doesNotContain(CLIENT, "spring-boot", "spring-boot-autoconfigure");
  }

  @Test
  void nothingDependsOnTheCommandLine() {
    assertThat(graph.modules()).allSatisfy(m ->
        assertThat(graph.classPath(m)).as(m).doesNotContain("nightjar-cli"));
  }

  @Test
  void nothingButTheCommandLineDependsOnTheBench() {
    assertThat(graph.modules()).filteredOn(m -> !m.equals("nightjar-cli")).allSatisfy(m ->
        assertThat(graph.classPath(m)).as(m).doesNotContain("nightjar-bench"));
  }

  @Test
  void jmhIsOnNoClassPathThatIsHandedOut() {
    assertThat(graph.modules()).allSatisfy(m ->
        assertThat(graph.classPath(m)).as(m).doesNotContain("jmh-core", "jmh-generator-annprocess"));
  }

  @Test
  void loggingIsChosenByTheCommandLineAlone() {
    assertThat(graph.modules()).filteredOn(m -> !m.equals("nightjar-cli")).allSatisfy(m ->
        assertThat(graph.classPath(m)).as(m).doesNotContain("logback-classic"));
  }
}
