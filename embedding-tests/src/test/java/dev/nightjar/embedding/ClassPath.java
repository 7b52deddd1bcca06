package dev.nightjar.embedding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.engine.java.JavaEngineProvider;
import dev.nightjar.extensions.PluginLoader;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.HttpEndpoint;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** Class paths of servers. */
public final class ClassPath {
  private ClassPath() {
  }

  /**
   * What a server gets that depends on {@code nightjar-handler-servlet} and the Java engine: jars, or folders of
   * classes. That these are all of them, a test of {@code handler-servlet} tells.
   */
  static List<Path> ofAServer() {
    return Stream.of(HttpEndpoint.class, NightjarRuntime.class, PluginLoader.class, ServerBundle.class, Uid.class,
        JavaEngineProvider.class, ObjectMapper.class, JsonFactory.class, JsonCreator.class, Logger.class)
        .map(ClassPath::home).toList();
  }

  /** Everything that these tests see. */
  public static List<Path> whole() {
    return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
        .map(Path::of).toList();
  }

  /** A loader of a host of its own, which sees none of the classes of these tests. */
  public static URLClassLoader isolated(List<Path> classPath) throws MalformedURLException {
    URL[] urls = new URL[classPath.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = classPath.get(i).toUri().toURL();
    }
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  /** Where a class was loaded from. */
  static Path home(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }
}
