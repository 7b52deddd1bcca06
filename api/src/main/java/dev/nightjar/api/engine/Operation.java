package dev.nightjar.api.engine;

/** What an engine can be asked to compute. More may be added; an engine names those that it has. */
public enum Operation {
  /** Programmable bootstraps: {@link EngineKey#bootstrap}. */
  BOOTSTRAP
}
