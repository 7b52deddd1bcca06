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
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** What the class path of a server gets that depends on {@code nightjar-handler-servlet} and the Java engine. */
final class ClassPath {
  private ClassPath() {
  }

  /** Jars, or folders of classes; that these are all of them, a test of {@code handler-servlet} tells. */
  static List<Path> ofAServer() {
    return Stream.of(HttpEndpoint.class, NightjarRuntime.class, PluginLoader.class, ServerBundle.class, Uid.class,
        JavaEngineProvider.class, ObjectMapper.class, JsonFactory.class, JsonCreator.class, Logger.class)
        .map(ClassPath::home).toList();
  }

  /** Where a class was loaded from. */
  static Path home(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }
}
