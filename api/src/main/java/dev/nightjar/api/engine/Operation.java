package dev.nightjar.api.engine;

/** What an engine can be asked to compute. More may be added; an engine names those that it has. */
public enum Operation {
  /** Programmable bootstraps: {@link EngineKey#bootstrap}. */
  BOOTSTRAP,

  /** Expansion of packed bits and evaluation of diagrams: {@link EngineKey#expand} and {@link EngineKey#evaluate}. */
  LEVELLED,

  /** Products of ciphertexts with polynomials of integers, without a key: {@link Engine#products}. */
  PRODUCTS,

  /** Bootstraps with tables of several values, too: {@link LookupTables#ofFactors}. */
  SEVERAL_VALUES
}
