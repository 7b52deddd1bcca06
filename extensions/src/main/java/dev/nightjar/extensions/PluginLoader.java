package dev.nightjar.extensions;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.EndpointContext;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.model.ModelPlugin;
import java.io.Closeable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins: providers of {@link ModelPlugin} and {@link EndpointHandler} on the class path, then the jars
 * of a folder in the order of their names. Each jar has a class loader of its own, whose parent shows the
 * Java platform, the API and slf4j only. A jar is taken as a whole or not at all, and one that is broken
 * never stops the others.
 *
 * <p>A plugin runs with all rights of the process: drop in only jars that you trust. Thread-safe.
 */
public final class PluginLoader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PluginLoader.class);

  /** More providers of one kind in one place than this is a broken service file. */
  private static final int MAX_PROVIDERS = 256;

  private final List<LoadedPlugin> plugins = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> kinds = new HashSet<>();
  private final Set<String> methods = new HashSet<>();

  private PluginLoader(Set<String> reservedMethods) {
    methods.addAll(reservedMethods);
  }

  /**
   * Loads and checks all plugins; {@link #start} puts them to work.
   *
   * @param folder of jars; empty for the class path alone
   * @param reservedMethods methods that no plugin may answer
   * @throws NightjarException {@code INVALID_MODEL} when the folder itself cannot be read
   */
  public static PluginLoader load(Optional<Path> folder, Set<String> reservedMethods) {
    PluginLoader loader = new PluginLoader(reservedMethods);
    loader.loadClassPath();
    folder.ifPresent(loader::loadFolder);
    return loader;
  }

  private void loadClassPath() {
    ClassLoader classPath = Thread.currentThread().getContextClassLoader();
    for (ServiceLoader.Provider<ModelPlugin> p : providers(ModelPlugin.class, classPath, "class path")) {
      plugins.add(one("class path: " + p.type().getName(), p, ModelPlugin.class));
    }
    for (ServiceLoader.Provider<EndpointHandler> p
        : providers(EndpointHandler.class, classPath, "class path")) {
      plugins.add(one("class path: " + p.type().getName(), p, EndpointHandler.class));
    }
  }

  private <S> LoadedPlugin one(String source, ServiceLoader.Provider<? extends S> provider,
      Class<S> service) {
    try {
      S made = provider.get();
      return service == ModelPlugin.class ? accept(source, List.of((ModelPlugin) made), List.of(), () -> { })
          : accept(source, List.of(), List.of((EndpointHandler) made), () -> { });
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      return LoadedPlugin.failed(source, FailureReason.of(e));
    }
  }

  /** On the class path a broken entry is noted and passed over, as it belongs to nobody in particular. */
  private <S> List<ServiceLoader.Provider<S>> providers(Class<S> service, ClassLoader loader, String source) {
    List<ServiceLoader.Provider<S>> found = new ArrayList<>();
    var iterator = ServiceLoader.load(service, loader).stream().iterator();
    for (int i = 0; i < MAX_PROVIDERS; i++) {
      try {
        if (!iterator.hasNext()) {
          break;
        }
        found.add(iterator.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        plugins.add(LoadedPlugin.failed(source, FailureReason.of(e)));
      }
    }
    return found;
  }

  private void loadFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw refused("the plugin folder " + folder + " is not there: make it, or name another");
    }
    Path root;
    List<Path> files;
    try (Stream<Path> paths = Files.list(folder)) {
      root = folder.toRealPath();
      files = paths.sorted().toList();
    } catch (IOException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "the plugin folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (isJarOf(root, file, name)) {
        plugins.add(loadJar(file, name));
      }
    }
  }

  private boolean isJarOf(Path root, Path file, String name) {
    if (!name.endsWith(".jar")) {
      note(name + " is ignored: it is not a .jar"
          + (name.endsWith(".part") ? ", but one that is still copied" : ""));
      return false;
    }
    try {
      if (!file.toRealPath().startsWith(root)) {
        note(name + " is ignored: it is a link that leaves the plugin folder");
        return false;
      }
    } catch (IOException e) {
      note(name + " is ignored: it is a link to nothing");
      return false;
    }
    return true;
  }

  private void note(String note) {
    LOG.info("plugin folder: {}", note);
    notes.add(note);
  }

  private LoadedPlugin loadJar(Path jar, String source) {
    try {
      if (!Files.isRegularFile(jar)) {
        return LoadedPlugin.failed(source, "it is not a file");
      }
      if (Files.size(jar) == 0) {
        return LoadedPlugin.failed(source, "it has zero bytes: copy it again");
      }
      new ZipFile(jar.toFile()).close();
    } catch (IOException e) {
      return LoadedPlugin.failed(source, "it is not a whole jar: " + e.getMessage() + "; copy it again");
    }
    URLClassLoader loader = null;
    try {
      loader = new URLClassLoader("plugin " + source, new URL[] {jar.toUri().toURL()},
          new ApiOnlyClassLoader());
      List<ModelPlugin> models = all(ModelPlugin.class, loader);
      List<EndpointHandler> handlers = all(EndpointHandler.class, loader);
      if (models.isEmpty() && handlers.isEmpty()) {
        throw refused("it has no provider: a plugin names its classes in META-INF/services/"
            + ModelPlugin.class.getName() + " or " + EndpointHandler.class.getName());
      }
      return accept(source, models, handlers, loader);
    } catch (IOException | RuntimeException | ServiceConfigurationError | LinkageError e) {
      LOG.debug("plugin {}", source, e);
      closeQuietly(loader);
      return LoadedPlugin.failed(source, FailureReason.of(e));
    }
  }

  private static <S> List<S> all(Class<S> service, ClassLoader loader) {
    return ServiceLoader.load(service, loader).stream().limit(MAX_PROVIDERS).map(ServiceLoader.Provider::get)
        .toList();
  }

  private static void closeQuietly(URLClassLoader loader) {
    try {
      if (loader != null) {
        loader.close();
      }
    } catch (IOException e) {
      LOG.debug("closing a jar failed", e);
    }
  }

  /** Checks versions and names; registers the names only when all are free. */
  private LoadedPlugin accept(String source, List<ModelPlugin> models, List<EndpointHandler> handlers,
      Closeable loader) {
    Set<String> newKinds = new HashSet<>();
    for (ModelPlugin model : models) {
      requireApiVersion(model.apiVersion());
      requireFree("model kind", model.kind(), kinds, newKinds);
    }
    Set<String> newMethods = new HashSet<>();
    for (EndpointHandler handler : handlers) {
      for (String method : handler.methods()) {
        requireFree("method", method, methods, newMethods);
      }
    }
    LoadedPlugin plugin = LoadedPlugin.discovered(source, models, handlers, loader);
    kinds.addAll(newKinds);
    methods.addAll(newMethods);
    return plugin;
  }

  private static void requireApiVersion(int version) {
    if (version != ModelPlugin.API_VERSION) {
      throw refused("it was written for version " + version + " of the plugin API, and this is version "
          + ModelPlugin.API_VERSION + ": use a build of it for this version");
    }
  }

  private static void requireFree(String what, String name, Set<String> taken, Set<String> own) {
    if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,31}")) {
      throw refused("its " + what + " must have 1 to 32 ASCII letters, digits, dashes or underscores");
    }
    if (taken.contains(name) || !own.add(name)) {
      throw refused("its " + what + " '" + name + "' is taken: remove one of the two");
    }
  }

  private static NightjarException refused(String reason) {
    return new NightjarException(ErrorCode.INVALID_MODEL, reason);
  }

  /** Puts the endpoint handlers to work; a plugin whose handler fails to start is taken out as a whole. */
  public synchronized void start(EndpointContext context) {
    plugins.forEach(plugin -> plugin.start(context));
  }

  /** The model plugins that can be used. */
  public synchronized List<ModelPlugin> modelPlugins() {
    return plugins.stream().flatMap(p -> p.models().stream()).toList();
  }

  /** The endpoint handlers that were started. */
  public synchronized List<EndpointHandler> endpointHandlers() {
    return plugins.stream().flatMap(p -> p.handlers().stream()).toList();
  }

  /** What became of every plugin, in the order of loading. */
  public synchronized List<PluginStatus> statuses() {
    return plugins.stream().map(LoadedPlugin::status).toList();
  }

  /** Files of the folder that were passed over, and why. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Closes the handlers and the class loaders. Idempotent. */
  @Override
  public synchronized void close() {
    plugins.forEach(LoadedPlugin::close);
  }
}
