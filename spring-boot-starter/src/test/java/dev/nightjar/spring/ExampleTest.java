package dev.nightjar.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.embedding.ClassPath;
import dev.nightjar.embedding.DataOwner;
import dev.nightjar.embedding.ExampleSources;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/spring-boot}, compiled and run as a process of its own would: without Spring Security. */
class ExampleTest {
  @TempDir
  private Path folder;

  @Test
  void theStarterAndTwoPropertiesServe() throws Exception {
    DataOwner.writeBundles(folder.resolve("models"));
    Path example = ExampleSources.project("spring-boot");
    Path classes = Files.createDirectory(folder.resolve("classes"));
    ExampleSources.compile(example, ClassPath.whole(), classes);
    List<Path> classPath = new ArrayList<>(List.of(classes, example.resolve("src/main/resources")));
    ClassPath.whole().stream()
        .filter(path -> !path.getFileName().toString().contains("security") && !path.endsWith("test-classes"))
        .forEach(classPath::add);
    String[] arguments = {"--server.port=0", "--nightjar.models=" + folder.resolve("models"),
        "--nightjar.warm-up=0s", "--spring.main.banner-mode=off", "--logging.level.root=off"};
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader host = ClassPath.isolated(classPath)) {
      Thread.currentThread().setContextClassLoader(host);
      // The JVM takes one such factory, and the Tomcat of the other tests brings it.
      host.loadClass("org.apache.catalina.webresources.TomcatURLStreamHandlerFactory").getMethod("disable")
          .invoke(null);
      Object running = host.loadClass("org.springframework.boot.SpringApplication")
          .getMethod("run", Class.class, String[].class)
          .invoke(null, host.loadClass("com.example.boot.Application"), arguments);
      try (AutoCloseable application = (AutoCloseable) running) {
        Object environment = application.getClass().getMethod("getEnvironment").invoke(application);
        Object port = host.loadClass("org.springframework.core.env.PropertyResolver")
            .getMethod("getProperty", String.class).invoke(environment, "local.server.port");
        assertThat(DataOwner.shared().play(DataOwner.at(URI.create("http://localhost:" + port + "/fhe/")))).isNotNull();
      }
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
