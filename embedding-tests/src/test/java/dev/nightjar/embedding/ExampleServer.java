package dev.nightjar.embedding;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A project below {@code examples} that runs a server: compiled with what these tests see, and started as its main
 * method does.
 */
final class ExampleServer {
  private final URLClassLoader classes;
  private final Path models;
  private final String type;
  private Object started;

  /**
   * Compiles it.
   *
   * @param project its folder's name
   * @param type its class, with a constructor of models and port, and the methods {@code port} and {@code stop}
   * @param folder an empty one
   */
  ExampleServer(String project, String type, Path folder) throws IOException {
    this.type = type;
    this.models = folder.resolve("models");
    DataOwner.writeBundles(models);
    Path compiled = Files.createDirectory(folder.resolve("classes"));
    ExampleSources.compile(ExampleSources.project(project), ClassPath.whole(), compiled);
    this.classes = new URLClassLoader(new URL[] {compiled.toUri().toURL()}, ExampleServer.class.getClassLoader());
  }

  ServerContract.CarryingServer start() throws Exception {
    Class<?> loaded = classes.loadClass(type);
    Object server = loaded.getConstructor(Path.class, int.class).newInstance(models, 0);
    started = server;
    int port = (int) loaded.getMethod("port").invoke(server);
    return new ServerContract.CarryingServer() {
      @Override
      public URI root() {
        return URI.create("http://localhost:" + port + "/fhe/");
      }

      @Override
      public void close() throws InvocationTargetException, ReflectiveOperationException {
        loaded.getMethod("stop").invoke(server);
      }
    };
  }

  /** The object of the server that was started last. */
  Object started() {
    return started;
  }
}
