package dev.nightjar.engine.nativelib;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A class loader of its own, as containers give one to each application: it shares the JDK alone with others. */
final class Application implements AutoCloseable {
  private final URLClassLoader loader;

  /** An application with these jars and folders. */
  Application(List<Path> classPath) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path entry : classPath) {
      urls.add(entry.toUri().toURL());
    }
    loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** An application with the class path of this test run. */
  Application() throws IOException {
    this(Stream.of(ChildJvm.classPath().split(File.pathSeparator)).map(Path::of).toList());
  }

  /** A new object of the application's class of the same name as a type, seen as a type of the JDK. */
  <T> T create(Class<?> type, Class<T> seenAs) throws ReflectiveOperationException {
    return seenAs.cast(loader.loadClass(type.getName()).getConstructor().newInstance());
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
