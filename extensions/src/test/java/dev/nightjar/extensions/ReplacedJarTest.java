package dev.nightjar.extensions;

import static dev.nightjar.extensions.PluginStatus.State.CLOSED;
import static dev.nightjar.extensions.PluginStatus.State.FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a running plugin notices of changes of its jar, and where its classes come from. */
class ReplacedJarTest extends PluginFixture {
  /** Two classes of work, each of which is loaded with its first call, and reads a file of the jar. */
  private static final String WORK = """
      public static class First extends Work { }
      public static class Second extends Work { }
      public static class Work {
        public String say() throws Exception {
          try (var in = getClass().getResourceAsStream("/META-INF/services/" + EndpointHandler.class.getName())) {
            return getClass().getSimpleName() + " of " + new String(in.readAllBytes());
          }
        }
      }
      """;
  private static final String CALL = """
      try {
        Class<?> work = Class.forName("test.Late$" + request.field("class"));
        Object said = work.getMethod("say").invoke(work.getConstructor().newInstance());
        return new EndpointResponse.Fields(java.util.Map.of("said", said));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
      """;

  private static Object said(EndpointHandler handler, String name) {
    EndpointResponse response =
        handler.handle(new EndpointRequest("say", Optional.empty(), Map.of("class", name), Map.of()));
    return ((EndpointResponse.Fields) response).values().get("said");
  }

  private static Path source(Object extension) {
    return Path.of(URI.create(extension.getClass().getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private enum Change {
    REPLACED_BY_A_RENAME, OVERWRITTEN, TRUNCATED, DELETED;

    void of(Path jar, Path other) throws IOException {
      switch (this) {
        case REPLACED_BY_A_RENAME -> Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
        case OVERWRITTEN -> Files.write(jar, Files.readAllBytes(other));
        case TRUNCATED -> Files.write(jar, new byte[10]);
        case DELETED -> Files.delete(jar);
        default -> throw new AssertionError(this);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPluginWhoseJarIsChangedLoadsFurtherClassesOfItsOwnAndLeavesNothing(Change change) throws IOException {
    Path jar = jars.handlerJar(folder.resolve("late.jar"), "Late", "say", WORK, CALL);
    Path other = jars.handlerJar(temp.resolve("other.jar"), "Other", "say", "");
    PluginLoader loader = load();
    loader.start(CONTEXT);
    EndpointHandler handler = loader.endpointHandlers().get(0);
    assertThat(said(handler, "First")).isEqualTo("First of test.Late");
    change.of(jar, other);
    assertThat(said(handler, "Second")).isEqualTo("Second of test.Late");
    Path copy = source(handler);
    assertThat(copy).isRegularFile();
    loader.close();
    assertThat(loader.statuses()).extracting(PluginStatus::state).containsExactly(CLOSED);
    assertThat(copy.getParent()).doesNotExist();
    loader.close();
  }

  @Test
  void theNextStartTakesTheReplacement() throws IOException {
    Path jar = jars.handlerJar(folder.resolve("late.jar"), "Late", "say", WORK, CALL);
    Path other = jars.handlerJar(temp.resolve("other.jar"), "Other", "say", "");
    try (PluginLoader running = load()) {
      running.start(CONTEXT);
      Change.REPLACED_BY_A_RENAME.of(jar, other);
      try (PluginLoader next = load()) {
        next.start(CONTEXT);
        assertThat(next.endpointHandlers().get(0).getClass().getName()).isEqualTo("test.Other");
        assertThat(running.endpointHandlers().get(0).getClass().getName()).isEqualTo("test.Late");
        assertThat(source(next.endpointHandlers().get(0)).getParent())
            .isNotEqualTo(source(running.endpointHandlers().get(0)).getParent());
      }
    }
  }

  @Test
  void copiesAreForTheUserOfTheProcessAlone() throws IOException {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "there are no rights of users");
    jars.handlerJar(folder.resolve("late.jar"), "Late", "say", "");
    try (PluginLoader loader = load()) {
      loader.start(CONTEXT);
      Path copies = source(loader.endpointHandlers().get(0)).getParent();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copies))).isEqualTo("rwx------");
      assertThat(copies.getFileName().toString()).startsWith("nightjar-plugins-");
    }
  }

  @Test
  void theCopyOfAPluginThatCannotBeStartedIsGone() throws IOException {
    jars.handlerJar(folder.resolve("a.jar"), "Fine", "say", "");
    jars.handlerJar(folder.resolve("b.jar"), "Broken", "fail",
        "public void start(EndpointContext context) { throw new IllegalStateException(\"no disk\"); }");
    jars.handlerJar(folder.resolve("c.jar"), "Worse", "worse",
        "public Worse() { throw new IllegalStateException(\"no disk\"); }");
    Files.write(folder.resolve("d.jar"), new byte[100]);
    try (PluginLoader loader = load()) {
      loader.start(CONTEXT);
      assertThat(loader.statuses().subList(1, 4)).extracting(PluginStatus::state).containsOnly(FAILED);
      Path copies = source(loader.endpointHandlers().get(0)).getParent();
      try (var files = Files.list(copies)) {
        assertThat(files).containsExactlyInAnyOrder(copies.resolve("a.jar"), copies.resolve("lock"));
      }
    }
  }

  @Test
  void whatKilledProcessesLeftIsRemovedAndWhatOthersUseIsNot() throws IOException {
    Path jar = jars.handlerJar(folder.resolve("a.jar"), "Late", "say", "");
    Path left = leftBehind("nightjar-plugins-0-left");
    Path used = leftBehind("nightjar-plugins-0-used");
    Path other = leftBehind("other-0-left");
    Path elsewhere = leftBehind("elsewhere");
    Files.createSymbolicLink(temp.resolve("nightjar-plugins-0-link"), elsewhere);
    Path empty = Files.createDirectory(temp.resolve("nightjar-plugins-0-made"));
    try (FileChannel lock = FileChannel.open(used.resolve("lock"), StandardOpenOption.WRITE);
        PluginCopies copies = new PluginCopies(temp)) {
      assertThat(lock.tryLock()).isNotNull();
      assertThat(copies.copy(jar)).hasSameBinaryContentAs(jar);
      assertThat(left).doesNotExist();
      assertThat(List.of(used, other, elsewhere)).allSatisfy(there -> assertThat(there.resolve("b.jar")).exists());
      assertThat(empty).exists();
    }
  }

  private Path leftBehind(String name) throws IOException {
    Path left = Files.createDirectory(temp.resolve(name));
    Files.createFile(left.resolve("lock"));
    Files.writeString(left.resolve("b.jar"), "a copy");
    return left;
  }

  @Test
  void aJarThatIsWrittenWhileItIsReadIsRefusedWithTheRemedy() throws IOException {
    Path jar = jars.handlerJar(folder.resolve("a.jar"), "Late", "say", "");
    try (PluginCopies copies = new PluginCopies();
        InputStream in = new FilterInputStream(Files.newInputStream(jar)) {
          @Override
          public long transferTo(OutputStream out) throws IOException {
            long count = super.transferTo(out);
            Files.write(jar, new byte[5000], StandardOpenOption.APPEND);
            return count;
          }
        }) {
      assertThatThrownBy(() -> copies.copy(jar, in)).isInstanceOf(IOException.class)
          .hasMessageContaining("written while it was read").hasMessageContaining("rename it");
    }
  }
}
