package dev.nightjar.extensions;

import dev.nightjar.api.endpoint.EndpointContext;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.model.ModelPlugin;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The providers of one jar, or one provider of the class path, through their life. Not thread-safe. */
final class LoadedPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedPlugin.class);

  private static final Closeable NOTHING = () -> { };

  private final String source;
  private final List<EndpointHandler> started = new ArrayList<>();
  private List<ModelPlugin> models;
  private List<EndpointHandler> handlers;
  private Closeable loader;
  private PluginStatus.State state;
  private String detail;

  private LoadedPlugin(String source, List<ModelPlugin> models, List<EndpointHandler> handlers,
      Closeable loader, PluginStatus.State state, String detail) {
    this.source = source;
    this.models = models;
    this.handlers = handlers;
    this.loader = loader;
    this.state = state;
    this.detail = detail;
  }

  /** A plugin whose providers have been made and checked. */
  static LoadedPlugin discovered(String source, List<ModelPlugin> models, List<EndpointHandler> handlers,
      Closeable loader) {
    List<String> brings = new ArrayList<>();
    models.forEach(m -> brings.add("model kind '" + m.kind() + "'"));
    handlers.forEach(h -> brings.add("methods " + h.methods().stream().sorted().toList()));
    return new LoadedPlugin(source, List.copyOf(models), List.copyOf(handlers), loader,
        PluginStatus.State.DISCOVERED, String.join(", ", brings));
  }

  /** A plugin that cannot be used. */
  static LoadedPlugin failed(String source, String reason) {
    LOG.warn("plugin {} is not loaded: {}", source, reason);
    return new LoadedPlugin(source, List.of(), List.of(), NOTHING, PluginStatus.State.FAILED, reason);
  }

  boolean isUsable() {
    return state == PluginStatus.State.DISCOVERED || state == PluginStatus.State.ACTIVE;
  }

  List<ModelPlugin> models() {
    return isUsable() ? models : List.of();
  }

  List<EndpointHandler> handlers() {
    return state == PluginStatus.State.ACTIVE ? handlers : List.of();
  }

  PluginStatus status() {
    return new PluginStatus(source, state, detail);
  }

  void start(EndpointContext context) {
    if (state != PluginStatus.State.DISCOVERED) {
      return;
    }
    try {
      for (EndpointHandler handler : handlers) {
        handler.start(context);
        started.add(handler);
      }
      state = PluginStatus.State.ACTIVE;
      LOG.info("plugin {}: {}", source, detail);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("plugin {} cannot be started: {}", source, FailureReason.of(e));
      release();
      state = PluginStatus.State.FAILED;
      detail = "starting it failed with " + FailureReason.of(e);
    }
  }

  void close() {
    if (isUsable()) {
      release();
      state = PluginStatus.State.CLOSED;
    }
  }

  /** Lets go of everything that would keep the jar's classes in memory. */
  private void release() {
    for (EndpointHandler handler : started) {
      try {
        handler.close();
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("plugin {} failed to close: {}", source, FailureReason.of(e));
      }
    }
    started.clear();
    models = List.of();
    handlers = List.of();
    try {
      loader.close();
    } catch (IOException e) {
      LOG.warn("the jar of plugin {} cannot be closed: {}", source, e.toString());
    }
    loader = NOTHING;
  }
}
