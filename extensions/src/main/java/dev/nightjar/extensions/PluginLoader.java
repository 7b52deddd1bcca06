package dev.nightjar.extensions;

import static dev.nightjar.extensions.ExtensionRules.refused;

import dev.nightjar.api.Extension;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.PrintableText;
import dev.nightjar.api.endpoint.EndpointContext;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.keys.KeyStoreProvider;
import dev.nightjar.api.model.ModelPlugin;
import java.io.Closeable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that extends Nightjar: providers of {@link ModelPlugin}, {@link EndpointHandler} and {@link
 * EngineProvider} on the class path, then the jars of a folder in the order of their names. The class path is searched
 * with the context class loader of the calling thread and with the loader of Nightjar's own classes. Each jar has a
 * class loader of its own, over a copy of it, whose parent shows the Java platform, the API and slf4j only: jars in the
 * folder are not open, and can be replaced for the next start on any system. A jar is taken as a whole or
 * not at all, by the {@link ExtensionRules}, and one that is broken never stops the others, whatever it throws but
 * {@link OutOfMemoryError}.
 *
 * <p>A plugin runs with all rights of the process: drop in only jars that you trust. Thread-safe.
 */
public final class PluginLoader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PluginLoader.class);

  private static final Closeable NOTHING = () -> { };

  private final List<LoadedPlugin> plugins = new ArrayList<>();
  private final List<String> searched = new ArrayList<>();
  private final ExtensionRules rules = new ExtensionRules();
  private final PluginCopies copies = new PluginCopies();
  private List<String> notes = List.of();

  private PluginLoader() {
  }

  /**
   * Loads and checks all plugins; {@link #start} puts them to work.
   *
   * @param folder of jars; empty for the class path alone
   * @param reservedMethods methods that no plugin may answer
   * @throws NightjarException {@code INVALID_MODEL} when the folder itself cannot be read
   */
  public static PluginLoader load(Optional<Path> folder, Set<String> reservedMethods) {
    PluginLoader loader = new PluginLoader();
    loader.rules.reserve(Spi.HANDLERS, reservedMethods);
    loader.loadClassPath();
    folder.ifPresent(loader::loadFolder);
    return loader;
  }

  /** No plugins, not even those on the class path. */
  public static PluginLoader none() {
    return new PluginLoader();
  }

  /** Loads and checks the plugins of the class path. */
  public static PluginLoader classPath() {
    return load(Optional.empty(), Set.of());
  }

  /** On the class path a broken entry is reported by itself, as it belongs to no jar in particular. */
  private void loadClassPath() {
    ClassPath classPath = new ClassPath();
    for (Spi<?> spi : Spi.ALL) {
      classPath.providers(spi.type(), e -> plugins.add(LoadedPlugin.failed("class path", FailureReason.of(e))))
          .forEach(provider -> plugins.add(one("class path: " + provider.type().getName(), provider)));
    }
    searched.addAll(classPath.searched());
  }

  private LoadedPlugin one(String source, ServiceLoader.Provider<? extends Extension> provider) {
    try {
      return admit(source, List.of(provider.get()), NOTHING);
    } catch (Throwable e) {
      FailureReason.requireBearable(e);
      return LoadedPlugin.failed(source, FailureReason.of(e));
    }
  }

  private void loadFolder(Path folder) {
    PluginFolder files = new PluginFolder();
    files.jars(folder).forEach(jar -> plugins.add(loadJar(jar, PrintableText.of(jar.getFileName().toString()))));
    notes = files.notes();
    searched.add("the jars in " + folder);
  }

  private LoadedPlugin loadJar(Path jar, String source) {
    Path copy;
    try {
      if (!Files.isRegularFile(jar)) {
        return LoadedPlugin.failed(source, "it is not a file");
      }
      if (Files.size(jar) == 0) {
        return LoadedPlugin.failed(source, "it has zero bytes: copy it again");
      }
      copy = copies.copy(jar);
    } catch (IOException e) {
      return LoadedPlugin.failed(source, PrintableText.sentence(e.getMessage()));
    }
    try {
      new ZipFile(copy.toFile()).close();
    } catch (IOException e) {
      copies.delete(copy);
      return LoadedPlugin.failed(source,
          "it is not a whole jar: " + PrintableText.sentence(e.getMessage()) + "; copy it again");
    }
    URLClassLoader loader = null;
    try {
      loader = new URLClassLoader("plugin " + source, new URL[] {copy.toUri().toURL()},
          new ApiOnlyClassLoader());
      List<Extension> extensions = new ArrayList<>();
      for (Spi<?> spi : Spi.ALL) {
        extensions.addAll(all(spi.type(), loader));
      }
      if (extensions.isEmpty()) {
        throw refused("it has no provider: a plugin names its classes in META-INF/services/, in a file named "
            + Spi.ALL.stream().map(spi -> spi.type().getName()).collect(Collectors.joining(" or ")));
      }
      return admit(source, extensions, closing(loader, copy));
    } catch (Throwable e) {
      LOG.debug("plugin {}", source, e);
      closeQuietly(loader);
      copies.delete(copy);
      FailureReason.requireBearable(e);
      return LoadedPlugin.failed(source, FailureReason.of(e));
    }
  }

  /** Lets go of a jar's classes and then of the copy that they came from. */
  private Closeable closing(URLClassLoader loader, Path copy) {
    return () -> {
      try {
        loader.close();
      } finally {
        copies.delete(copy);
      }
    };
  }

  private static <S> List<S> all(Class<S> service, ClassLoader loader) {
    return ServiceLoader.load(service, loader).stream().limit(ClassPath.MAX_PROVIDERS)
        .map(ServiceLoader.Provider::get).toList();
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

  private LoadedPlugin admit(String source, List<? extends Extension> extensions, Closeable loader) {
    rules.admit(source, extensions);
    return LoadedPlugin.discovered(source, extensions, loader);
  }

  /** Puts the endpoint handlers to work; a plugin whose handler fails to start is taken out as a whole. */
  public synchronized void start(EndpointContext context) {
    plugins.forEach(plugin -> plugin.start(context));
  }

  /** The model plugins that can be used. */
  public synchronized List<ModelPlugin> modelPlugins() {
    return usable(ModelPlugin.class);
  }

  /** The engines that can be made, as long as this loader is open. */
  public synchronized List<EngineProvider> engineProviders() {
    return usable(EngineProvider.class);
  }

  /** The key stores that can be made, as long as this loader is open. */
  public synchronized List<KeyStoreProvider> keyStoreProviders() {
    return usable(KeyStoreProvider.class);
  }

  /** The listeners that can be told, as long as this loader is open. */
  public synchronized List<RuntimeListener> listeners() {
    return usable(RuntimeListener.class);
  }

  private <S extends Extension> List<S> usable(Class<S> type) {
    return plugins.stream().flatMap(p -> p.usable(type).stream()).toList();
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
    return notes;
  }

  /** Where plugins were looked for, for messages that say that something was not found. */
  public List<String> searched() {
    return List.copyOf(searched);
  }

  /**
   * Closes the handlers and the class loaders, and removes the copies of jars; engines must have been closed before.
   * Idempotent.
   */
  @Override
  public synchronized void close() {
    plugins.forEach(LoadedPlugin::close);
    copies.close();
  }
}
