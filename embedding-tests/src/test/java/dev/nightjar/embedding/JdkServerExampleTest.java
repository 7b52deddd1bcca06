package dev.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract on {@code examples/jdk-server}, compiled and run where there is no servlet API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdkServerExampleTest extends ServerContract {
  @TempDir
  private static Path folder;

  private URLClassLoader host;

  /** Its own copy of all that it uses, as a process of its own would have. */
  @Override
  CarryingServer start() throws Exception {
    Class<?> type = host().loadClass("com.example.jdkserver.JdkServer");
    Object server = type.getConstructor(Path.class, int.class).newInstance(folder.resolve("models"), 0);
    int port = (int) type.getMethod("port").invoke(server);
    return new CarryingServer() {
      @Override
      public URI root() {
        return URI.create("http://localhost:" + port + "/fhe/");
      }

      @Override
      public void close() throws Exception {
        ((AutoCloseable) server).close();
      }
    };
  }

  private synchronized URLClassLoader host() throws IOException {
    if (host == null) {
      DataOwner.writeBundles(folder.resolve("models"));
      List<Path> classPath = new ArrayList<>(ClassPath.ofAServer());
      Path classes = Files.createDirectory(folder.resolve("classes"));
      ExampleSources.compile(ExampleSources.project("jdk-server"), classPath, classes);
      classPath.add(classes);
      host = ClassPath.isolated(classPath);
    }
    return host;
  }

  @Test
  void thereIsNoServletApi() {
    assertThatThrownBy(() -> host().loadClass("jakarta.servlet.Servlet")).isInstanceOf(ClassNotFoundException.class);
  }

  @AfterAll
  void closeTheLoader() throws IOException {
    host.close();
  }

  /** The JDK's server takes a sign before a length, and any character in a field. */
  @Override
  Set<String> readInOneWay() {
    return Set.of("Content-Length: +0\r\n\r\n",
        "X: a\0b\r\n\r\n",
        "X: a\r\n Content-Length: 44\r\n\r\n");
  }
}
