package dev.nightjar.cli.hub;

import java.io.IOException;
import java.nio.file.Path;

/** Compiles models that a hub has as they were trained. */
@FunctionalInterface
public interface HubCompiler {
  /**
   * Makes a bundle of the files of a hub.
   *
   * @param files folder with the model, its rows and its options
   * @param name of the model
   * @param out folder of bundles, in which the bundle's folder is made
   * @throws dev.nightjar.api.NightjarException when they cannot be compiled
   */
  void compile(Path files, String name, Path out) throws IOException;
}
