package dev.nightjar.extensions;

import static dev.nightjar.extensions.PluginStatus.State.ACTIVE;
import static dev.nightjar.extensions.PluginStatus.State.CLOSED;
import static dev.nightjar.extensions.PluginStatus.State.DISCOVERED;
import static dev.nightjar.extensions.PluginStatus.State.FAILED;
import static dev.nightjar.extensions.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.endpoint.EndpointContext;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.endpoint.KeyStore;
import dev.nightjar.api.model.ModelPlugin;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginLoaderTest {
  /** An empty key store with room for 1000 bytes, which is all that the example plugin asks it. */
  private static final KeyStore EMPTY_STORE = (KeyStore) Proxy.newProxyInstance(KeyStore.class.getClassLoader(),
      new Class<?>[] {KeyStore.class}, (store, method, arguments) -> switch (method.getName()) {
        case "capacityBytes" -> 1000L;
        case "usedBytes" -> 0L;
        default -> throw new UnsupportedOperationException(method.getName());
      });

  private static final EndpointContext CONTEXT = new EndpointContext() {
    @Override
    public Set<String> models() {
      return Set.of("credit");
    }

    @Override
    public KeyStore keys() {
      return EMPTY_STORE;
    }

    @Override
    public EndpointResponse.Bytes infer(Optional<String> model, Optional<Long> uid, byte[] query) {
      throw new UnsupportedOperationException();
    }
  };

  @TempDir
  private Path temp;

  private Path folder;
  private PluginJars jars;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(temp.resolve("plugins"));
    jars = new PluginJars(temp);
  }

  private PluginLoader load() {
    return PluginLoader.load(Optional.of(folder), Set.of("inference"));
  }

  /** The status of the one bad jar beside a good one, which must be fine. */
  private String reasonBesideAGoodJar(String bad) throws IOException {
    jars.modelJar(folder.resolve("zz-good.jar"), "Good", "good", "");
    try (PluginLoader loader = load()) {
      loader.start(CONTEXT);
      assertThat(loader.modelPlugins()).extracting(ModelPlugin::kind).containsExactly("good");
      assertThat(loader.statuses()).hasSize(2);
      PluginStatus status = loader.statuses().get(0);
      assertThat(status.source()).isEqualTo(bad);
      assertThat(status.state()).isEqualTo(FAILED);
      return status.detail();
    }
  }

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
  void aFileThatIsNoZipIsReported() throws IOException {
    Files.writeString(folder.resolve("bad.jar"), "this is not a zip");
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("not a whole jar", "copy it again");
  }

  @Test
  void aTruncatedJarIsReported() throws IOException {
    Path jar = jars.modelJar(folder.resolve("bad.jar"), "Bad", "bad", "");
    byte[] whole = Files.readAllBytes(jar);
    Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("not a whole jar");
  }

  @Test
  void aJarOfZeroBytesIsReported() throws IOException {
    Files.createFile(folder.resolve("bad.jar"));
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("zero bytes");
  }

  @Test
  void aFolderNamedLikeAJarIsReported() throws IOException {
    Files.createDirectory(folder.resolve("bad.jar"));
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("not a file");
  }

  @Test
  void aJarWithoutAProviderIsReported() throws IOException {
    PluginJars.write(folder.resolve("bad.jar"), Map.of("readme.txt", PluginJars.text("nothing here")));
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("no provider", "META-INF/services");
  }

  @Test
  void aProviderThatIsNamedButNotThereIsReported() throws IOException {
    PluginJars.write(folder.resolve("bad.jar"),
        Map.of("META-INF/services/" + ModelPlugin.class.getName(), PluginJars.text("test.Nowhere")));
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("test.Nowhere", "not found");
  }

  @Test
  void aServiceFileWithGarbageIsReported() throws IOException {
    PluginJars.write(folder.resolve("bad.jar"),
        Map.of("META-INF/services/" + ModelPlugin.class.getName(), PluginJars.text("not a class name!")));
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("Illegal");
  }

  @Test
  void aProviderOfAnotherTypeIsReported() throws IOException {
    Map<String, byte[]> entries = jars.modelEntries("Bad", "bad", "");
    entries.remove("META-INF/services/" + ModelPlugin.class.getName());
    entries.put("META-INF/services/" + EndpointHandler.class.getName(), PluginJars.text("test.Bad"));
    PluginJars.write(folder.resolve("bad.jar"), entries);
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("test.Bad", "subtype");
  }

  @Test
  void anotherApiVersionIsReported() throws IOException {
    jars.modelJar(folder.resolve("bad.jar"), "Bad", "bad", "public int apiVersion() { return 2; }");
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("version 2", "version 1");
  }

  @Test
  void aNewerClassVersionIsReported() throws IOException {
    Map<String, byte[]> entries = jars.modelEntries("Bad", "bad", "");
    entries.get("test/Bad.class")[7] = 120;
    PluginJars.write(folder.resolve("bad.jar"), entries);
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("newer Java");
  }

  @Test
  void aDamagedClassFileIsReported() throws IOException {
    Map<String, byte[]> entries = jars.modelEntries("Bad", "bad", "");
    entries.get("test/Bad.class")[0] = 0;
    PluginJars.write(folder.resolve("bad.jar"), entries);
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("ClassFormatError");
  }

  @Test
  void aMissingClassIsReportedByName() throws IOException {
    Map<String, byte[]> entries = jars.modelEntries("Bad", "bad",
        "static class Helper {} public Bad() { new Helper(); }");
    entries.remove("test/Bad$Helper.class");
    PluginJars.write(folder.resolve("bad.jar"), entries);
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("test.Bad$Helper", "missing");
  }

  @Test
  void aThrowingConstructorIsReportedWithWhatItThrew() throws IOException {
    jars.modelJar(folder.resolve("bad.jar"), "Bad", "bad",
        "public Bad() { throw new IllegalStateException(\"no licence\"); }");
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("IllegalStateException", "no licence");
  }

  @Test
  void aConstructorThatThrowsAnErrorIsReported() throws IOException {
    jars.modelJar(folder.resolve("bad.jar"), "Bad", "bad",
        "static int x = 1 / Integer.parseInt(\"0\");");
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("ArithmeticException");
  }

  @Test
  void anUnusableKindIsReported() throws IOException {
    jars.modelJar(folder.resolve("bad.jar"), "Bad", "no spaces", "");
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("model kind");
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
    assertThat(loader.statuses()).extracting(PluginStatus::state).containsExactly(CLOSED, CLOSED);
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
