package com.example.logging;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.ForwardingEngineProvider;

/** The engine {@code logging}: the engine {@code java}, with its settings, and a log line for each key and batch. */
public final class LoggingEngineProvider extends ForwardingEngineProvider {
  /** Builds on the Java engine, which Nightjar hands over. */
  public LoggingEngineProvider() {
    super("java");
  }

  @Override
  public String name() {
    return LoggingEngine.NAME;
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public Engine create(EngineOptions options) {
    return new LoggingEngine(super.create(options));
  }
}
