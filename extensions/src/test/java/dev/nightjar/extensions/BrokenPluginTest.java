package dev.nightjar.extensions;

import static dev.nightjar.extensions.PluginStatus.State.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.Extension;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.model.ModelPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Jars and classes that cannot be used are reported, and others are loaded. */
class BrokenPluginTest extends PluginFixture {
  private static final int VERSION = Extension.API_VERSION;

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

  /** The same for a jar of a model plugin with this in its class, whose entries were changed. */
  private String reasonOfChanged(String body, Consumer<Map<String, byte[]>> change) throws IOException {
    Map<String, byte[]> entries = jars.modelEntries("Bad", "bad", body);
    change.accept(entries);
    PluginJars.write(folder.resolve("bad.jar"), entries);
    return reasonBesideAGoodJar("bad.jar");
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
    assertThat(reasonOfChanged("", entries -> {
      entries.remove("META-INF/services/" + ModelPlugin.class.getName());
      entries.put("META-INF/services/" + EndpointHandler.class.getName(), PluginJars.text("test.Bad"));
    })).contains("test.Bad", "subtype");
  }

  @Test
  void aPluginThatWasCompiledAgainstAnotherVersionOfTheApiIsReportedWithBothAndTheRemedy() throws IOException {
    jars.otherApiJar(folder.resolve("bad.jar"), "Bad", "int API_VERSION = 99; int apiVersion();",
        "public int apiVersion() { return API_VERSION; }");
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("written for version 99", "this is version " + VERSION,
        "compile it against this version's nightjar-api");
  }

  @Test
  void aPluginThatDoesNotSayItsVersionIsReported() throws IOException {
    jars.otherApiJar(folder.resolve("bad.jar"), "Bad",
        "int API_VERSION = 1; default int apiVersion() { return 1; }", "// apiVersion");
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("does not say which version", "this is version " + VERSION,
        "compile it against this version's nightjar-api");
  }

  @Test
  void theVersionIsCheckedForHandlersAndEnginesToo() throws IOException {
    String other = "public int apiVersion() { return 99; }";
    jars.handlerJar(folder.resolve("a.jar"), "A", "mine", other);
    jars.engineJar(folder.resolve("b.jar"), "B", "mine", other);
    try (PluginLoader loader = load()) {
      assertThat(loader.statuses()).hasSize(2).allSatisfy(status -> {
        assertThat(status.state()).isEqualTo(FAILED);
        assertThat(status.detail()).contains("written for version 99");
      });
    }
  }

  @Test
  void aProviderThatFindsItselfWithServiceLoaderIsReported() throws IOException {
    jars.engineJar(folder.resolve("bad.jar"), "Bad", "bad", """
        private final EngineProvider inner = java.util.ServiceLoader.load(EngineProvider.class,
            Bad.class.getClassLoader()).iterator().next();
        """);
    assertThat(reasonBesideAGoodJar("bad.jar")).contains("calls itself without end", "EngineProvider.attach");
  }

  @Test
  void aNewerClassVersionIsReported() throws IOException {
    assertThat(reasonOfChanged("", entries -> entries.get("test/Bad.class")[7] = 120)).contains("newer Java");
  }

  @Test
  void aDamagedClassFileIsReported() throws IOException {
    assertThat(reasonOfChanged("", entries -> entries.get("test/Bad.class")[0] = 0)).contains("ClassFormatError");
  }

  @Test
  void aMissingClassIsReportedByName() throws IOException {
    assertThat(reasonOfChanged("static class Helper {} public Bad() { new Helper(); }",
        entries -> entries.remove("test/Bad$Helper.class"))).contains("test.Bad$Helper", "missing");
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
}
