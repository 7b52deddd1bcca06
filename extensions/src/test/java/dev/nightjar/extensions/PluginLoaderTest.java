package dev.nightjar.extensions;

import static dev.nightjar.extensions.PluginStatus.State.ACTIVE;
import static dev.nightjar.extensions.PluginStatus.State.CLOSED;
import static dev.nightjar.extensions.PluginStatus.State.DISCOVERED;
import static dev.nightjar.extensions.PluginStatus.State.FAILED;
import static dev.nightjar.extensions.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.model.ModelPlugin;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of jars that can be used. */
class PluginLoaderTest extends PluginFixture {
  @Test
  void theExamplePluginBringsItsModelKindAndItsMethod() throws IOException {
    jars.scorecard(folder.resolve("scorecard.jar"));
    PluginLoader loader = load();
    assertThat(loader.statuses()).containsExactly(new PluginStatus("scorecard.jar", DISCOVERED,
        "model kind 'scorecard', methods [describe_model]"));
    assertThat(loader.endpointHandlers()).as("not started").isEmpty();
    loader.start(CONTEXT);
    assertThat(loader.statuses().get(0).state()).isEqualTo(ACTIVE);
    EndpointHandler handler = loader.endpointHandlers().get(0);
    var response = handler.handle(new EndpointRequest("describe_model", Optional.of("credit"), Map.of(),
        Map.of()));
    assertThat(((EndpointResponse.Fields) response).values()).containsEntry("served", true)
        .containsEntry("free_key_bytes", 1000L);
    loader.close();
    assertThat(loader.statuses().get(0).state()).isEqualTo(CLOSED);
    assertThat(loader.modelPlugins()).isEmpty();
    assertThat(loader.endpointHandlers()).isEmpty();
    loader.close();
  }

  @Test
  void jarsAreLoadedInTheOrderOfTheirNames() throws IOException {
    jars.modelJar(folder.resolve("b.jar"), "B", "second", "");
    jars.modelJar(folder.resolve("c.jar"), "C", "third", "");
    jars.modelJar(folder.resolve("a.jar"), "A", "first", "");
    try (PluginLoader loader = load()) {
      assertThat(loader.modelPlugins()).extracting(ModelPlugin::kind)
          .containsExactly("first", "second", "third");
    }
  }

  @Test
  void anEngineComesOutOfAJar() throws IOException {
    jars.engineJar(folder.resolve("a.jar"), "A", "quick", "");
    try (PluginLoader loader = load()) {
      assertThat(loader.engineProviders()).extracting(EngineProvider::name).containsExactly("quick");
      assertThat(loader.statuses()).extracting(PluginStatus::detail).containsExactly("engine 'quick'");
      loader.close();
      assertThat(loader.engineProviders()).isEmpty();
    }
  }

  @Test
  void anEnginesNameThatIsTakenOrTheWordForTheChoiceIsReportedWithWhoHasIt() throws IOException {
    jars.engineJar(folder.resolve("a.jar"), "A", "quick", "");
    jars.engineJar(folder.resolve("b.jar"), "B", "quick", "");
    jars.engineJar(folder.resolve("c.jar"), "C", "auto", "");
    try (PluginLoader loader = load()) {
      assertThat(loader.statuses()).extracting(PluginStatus::state).containsExactly(DISCOVERED, FAILED, FAILED);
      assertThat(loader.statuses().get(1).detail())
          .isEqualTo("its engine 'quick' is taken by a.jar: remove one of the two");
      assertThat(loader.statuses().get(2).detail()).contains("its engine 'auto' is taken by Nightjar itself");
      assertThat(loader.engineProviders()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"throw new AssertionError(\"no licence\");", "recurse();"})
  void aPluginWhoseConstructorStartOrCloseThrowsAnErrorStopsNobody(String failure) throws IOException {
    String expected = failure.contains("Assertion") ? "no licence" : "StackOverflowError";
    String recurse = "static void recurse() { recurse(); } ";
    jars.handlerJar(folder.resolve("a.jar"), "A", "one", recurse + "public A() { " + failure + " }");
    jars.handlerJar(folder.resolve("b.jar"), "B", "two",
        recurse + "public void start(EndpointContext context) { " + failure + " }");
    jars.handlerJar(folder.resolve("c.jar"), "C", "three", recurse + "public void close() { " + failure + " }");
    jars.handlerJar(folder.resolve("d.jar"), "D", "four", "");
    PluginLoader loader = load();
    loader.start(CONTEXT);
    assertThat(loader.statuses()).extracting(PluginStatus::state).containsExactly(FAILED, FAILED, ACTIVE, ACTIVE);
    loader.close();
    assertThat(loader.statuses()).extracting(PluginStatus::state).containsExactly(FAILED, FAILED, FAILED, CLOSED);
    assertThat(loader.statuses().subList(0, 3)).extracting(PluginStatus::detail)
        .allSatisfy(detail -> assertThat(detail).contains(expected));
  }

  @Test
  void thatThereIsNoMemoryIsNotTheFaultOfAPlugin() throws IOException {
    jars.handlerJar(folder.resolve("a.jar"), "A", "one", "public A() { throw new OutOfMemoryError(\"for all\"); }");
    assertThatThrownBy(this::load).isInstanceOf(OutOfMemoryError.class).hasMessage("for all");
  }

  @Test
  void theClassPathIsThatOfTheThreadAndThatOfNightjar() throws IOException {
    Path jar = jars.modelJar(temp.resolve("a.jar"), "A", "of-the-thread", "");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader own = new URLClassLoader("web application", new URL[] {jar.toUri().toURL()}, before)) {
      thread.setContextClassLoader(own);
      PluginLoader loader = PluginLoader.classPath();
      assertThat(loader.modelPlugins()).extracting(ModelPlugin::kind).containsExactly("of-the-thread");
      assertThat(loader.statuses()).extracting(PluginStatus::source).containsExactly("class path: test.A");
      assertThat(loader.searched()).hasSize(2);
      assertThat(loader.searched().get(0)).contains(thread.getName(), "web application");
      assertThat(loader.searched().get(1)).contains("Nightjar's own classes");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void aKindThatIsTakenIsReportedAndTheFirstKeepsIt() throws IOException {
    jars.modelJar(folder.resolve("a.jar"), "A", "same", "");
    jars.modelJar(folder.resolve("b.jar"), "B", "same", "");
    try (PluginLoader loader = load()) {
      assertThat(loader.statuses()).extracting(PluginStatus::state).containsExactly(DISCOVERED, FAILED);
      assertThat(loader.statuses().get(1).detail()).contains("'same' is taken");
      assertThat(loader.modelPlugins()).hasSize(1);
    }
  }

  @Test
  void aMethodThatIsTakenOrBuiltInIsReported() throws IOException {
    jars.handlerJar(folder.resolve("a.jar"), "A", "mine", "");
    jars.handlerJar(folder.resolve("b.jar"), "B", "mine", "");
    jars.handlerJar(folder.resolve("c.jar"), "C", "inference", "");
    try (PluginLoader loader = load()) {
      loader.start(CONTEXT);
      assertThat(loader.statuses()).extracting(PluginStatus::state).containsExactly(ACTIVE, FAILED, FAILED);
      assertThat(loader.statuses().get(2).detail()).contains("'inference' is taken");
      assertThat(loader.endpointHandlers()).hasSize(1);
    }
  }

  @Test
  void aHandlerThatFailsToStartIsTakenOut() throws IOException {
    jars.handlerJar(folder.resolve("a.jar"), "A", "broken",
        "public void start(EndpointContext context) { throw new RuntimeException(\"no disk\"); }");
    jars.handlerJar(folder.resolve("b.jar"), "B", "fine", "");
    try (PluginLoader loader = load()) {
      loader.start(CONTEXT);
      assertThat(loader.statuses()).extracting(PluginStatus::state).containsExactly(FAILED, ACTIVE);
      assertThat(loader.statuses().get(0).detail()).contains("no disk");
      assertThat(loader.endpointHandlers()).hasSize(1);
    }
  }

  @Test
  void aHandlerThatFailsToCloseDoesNotStopTheOthersFromClosing() throws IOException {
    jars.handlerJar(folder.resolve("a.jar"), "A", "one",
        "public void close() { throw new RuntimeException(\"stuck\"); }");
    jars.handlerJar(folder.resolve("b.jar"), "B", "two", "");
    PluginLoader loader = load();
    loader.start(CONTEXT);
    loader.close();
    assertThat(loader.statuses()).extracting(PluginStatus::state).containsExactly(FAILED, CLOSED);
    assertThat(loader.statuses().get(0).detail()).contains("closing it failed", "stuck");
  }

  @Test
  void filesThatAreNoPluginsAreIgnoredWithANote() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "hello");
    Files.writeString(folder.resolve("half.jar.part"), "PK");
    Path outside = jars.modelJar(temp.resolve("outside.jar"), "Outside", "outside", "");
    Files.createSymbolicLink(folder.resolve("link.jar"), outside);
    Files.createSymbolicLink(folder.resolve("dangling.jar"), temp.resolve("nowhere.jar"));
    try (PluginLoader loader = load()) {
      assertThat(loader.statuses()).isEmpty();
      assertThat(loader.notes()).hasSize(4);
      assertThat(loader.notes().get(0)).contains("dangling.jar", "nothing");
      assertThat(loader.notes().get(1)).contains("half.jar.part", "still copied");
      assertThat(loader.notes().get(2)).contains("link.jar", "leaves the plugin folder");
      assertThat(loader.notes().get(3)).contains("notes.txt");
    }
  }

  @Test
  void aLinkWithinTheFolderIsFollowed() throws IOException {
    Path sub = Files.createDirectory(folder.resolve("versions"));
    Path jar = jars.modelJar(sub.resolve("plugin-1.jar"), "Linked", "linked", "");
    Files.createSymbolicLink(folder.resolve("plugin.jar"), jar);
    try (PluginLoader loader = load()) {
      assertThat(loader.modelPlugins()).extracting(ModelPlugin::kind).containsExactly("linked");
    }
  }

  @Test
  void aPluginSeesTheApiAndItsJarButNotTheLibrariesOfTheApplication() throws IOException {
    jars.modelJar(folder.resolve("a.jar"), "A", "isolated", """
        public A() throws Exception {
          Class.forName("org.slf4j.Logger");
          Class.forName("java.sql.Connection");
          for (String hidden : new String[] {"com.fasterxml.jackson.databind.ObjectMapper",
              "dev.nightjar.runtime.NightjarRuntime", "dev.nightjar.client.SecretKey"}) {
            try {
              Class.forName(hidden);
            } catch (ClassNotFoundException expected) {
              continue;
            }
            throw new IllegalStateException(hidden + " is visible");
          }
        }
        """);
    try (PluginLoader loader = load()) {
      assertThat(loader.statuses()).extracting(PluginStatus::detail).containsExactly("model kind 'isolated'");
    }
  }

  @Test
  void twoPluginsMayBringDifferentClassesOfOneName() throws IOException {
    jars.modelJar(folder.resolve("a.jar"), "Same", "one", "");
    jars.modelJar(folder.resolve("b.jar"), "Same", "two", "");
    try (PluginLoader loader = load()) {
      assertThat(loader.modelPlugins()).extracting(ModelPlugin::kind).containsExactly("one", "two");
      assertThat(loader.modelPlugins().get(0).getClass())
          .isNotSameAs(loader.modelPlugins().get(1).getClass());
    }
  }

  @Test
  void theClassesOfAClosedPluginCanBeCollected() throws IOException {
    jars.scorecard(folder.resolve("scorecard.jar"));
    PluginLoader loader = load();
    loader.start(CONTEXT);
    WeakReference<ClassLoader> classes =
        new WeakReference<>(loader.modelPlugins().get(0).getClass().getClassLoader());
    loader.close();
    for (int i = 0; i < 50 && classes.get() != null; i++) {
      System.gc();
    }
    assertThat(classes.get()).isNull();
    assertThat(loader.statuses()).hasSize(1);
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    assertThat(refusal(ErrorCode.INVALID_MODEL,
        () -> PluginLoader.load(Optional.of(temp.resolve("nowhere")), Set.of()))).contains("nowhere", "is not there");
  }

  @Test
  void withoutAFolderTheClassPathAloneIsSearched() {
    try (PluginLoader loader = PluginLoader.load(Optional.empty(), Set.of())) {
      assertThat(loader.statuses()).isEmpty();
    }
  }
}
