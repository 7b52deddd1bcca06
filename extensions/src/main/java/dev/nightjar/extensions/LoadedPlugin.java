package dev.nightjar.extensions;

import dev.nightjar.api.Extension;
import dev.nightjar.api.endpoint.EndpointContext;
import dev.nightjar.api.endpoint.EndpointHandler;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The providers of one jar, or one provider of the class path, through their life. Not thread-safe. */
final class LoadedPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedPlugin.class);

  private static final Closeable NOTHING = () -> { };

  private final String source;
  private final List<EndpointHandler> started = new ArrayList<>();
  private List<Extension> extensions;
  private Closeable loader;
  private PluginStatus.State state;
  private String detail;

  private LoadedPlugin(String source, List<Extension> extensions, Closeable loader, PluginStatus.State state,
      String detail) {
    this.source = source;
    this.extensions = extensions;
    this.loader = loader;
    this.state = state;
    this.detail = detail;
  }

  /** A plugin whose providers have been made. */
  static LoadedPlugin discovered(String source, List<? extends Extension> extensions, Closeable loader) {
    List<String> brings = new ArrayList<>();
    for (Spi<?> spi : Spi.ALL) {
      for (Extension extension : extensions) {
        brings.addAll(spi.broughtBy(extension));
      }
    }
    return new LoadedPlugin(source, List.copyOf(extensions), loader, PluginStatus.State.DISCOVERED,
        String.join(", ", brings));
  }

  /** A plugin that cannot be used. */
  static LoadedPlugin failed(String source, String reason) {
    LOG.warn("plugin {} is not loaded: {}", source, reason);
    return new LoadedPlugin(source, List.of(), NOTHING, PluginStatus.State.FAILED, reason);
  }

  private boolean isUsable() {
    return state == PluginStatus.State.DISCOVERED || state == PluginStatus.State.ACTIVE;
  }

  /** Its extensions of one interface, as long as it can be used. */
  <S extends Extension> List<S> usable(Class<S> type) {
    return isUsable() ? extensions.stream().filter(type::isInstance).map(type::cast).toList() : List.of();
  }

  List<EndpointHandler> handlers() {
    return state == PluginStatus.State.ACTIVE ? usable(EndpointHandler.class) : List.of();
  }

  PluginStatus status() {
    return new PluginStatus(source, state, detail);
  }

  void start(EndpointContext context) {
    if (state != PluginStatus.State.DISCOVERED) {
      return;
    }
    try {
      for (EndpointHandler handler : usable(EndpointHandler.class)) {
        handler.start(context);
        started.add(handler);
      }
      state = PluginStatus.State.ACTIVE;
      LOG.info("plugin {}: {}", source, detail);
    } catch (Throwable e) {
      LOG.warn("plugin {} cannot be started: {}", source, FailureReason.of(e));
      release();
      FailureReason.requireBearable(e);
      state = PluginStatus.State.FAILED;
      detail = "starting it failed with " + FailureReason.of(e);
    }
  }

  void close() {
    if (isUsable()) {
      Optional<String> failure = release();
      state = failure.isPresent() ? PluginStatus.State.FAILED : PluginStatus.State.CLOSED;
      failure.ifPresent(reason -> detail = "closing it failed with " + reason);
    }
  }

  /** Lets go of everything that would keep the jar's classes in memory; the first failure of a handler, if any. */
  private Optional<String> release() {
    Optional<String> failure = Optional.empty();
    for (EndpointHandler handler : started) {
      try {
        handler.close();
      } catch (Throwable e) {
        FailureReason.requireBearable(e);
        LOG.warn("plugin {} failed to close: {}", source, FailureReason.of(e));
        failure = failure.or(() -> Optional.of(FailureReason.of(e)));
      }
    }
    started.clear();
    extensions = List.of();
    try {
      loader.close();
    } catch (IOException e) {
      LOG.warn("the jar of plugin {} cannot be closed: {}", source, FailureReason.of(e));
    }
    loader = NOTHING;
    return failure;
  }
}
