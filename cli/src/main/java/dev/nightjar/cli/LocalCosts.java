package dev.nightjar.cli;

import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.primitives.Sha256;
import dev.nightjar.bench.Machine;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.runtime.cost.MeasuredCosts;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Costs of this machine with the built-in engine, in the user's cache folder: one file for each machine and JDK. */
final class LocalCosts {
  /** The engine that costs are measured with. */
  static final String ENGINE = "java";

  private static final int NAME_CHARS = 16;
  /** How figures were measured; those of another way are not taken for these. */
  private static final String METHOD = "as single queries, in whole, of warm engines; masks, outputs and zeros apart";

  private LocalCosts() {
  }

  /** The costs; what is measured is said, since it takes seconds. To be closed. */
  static MeasuredCosts open(Terminal terminal) {
    EngineOptions options = EngineOptions.allProcessors();
    return new MeasuredCosts("measured on this machine with the engine " + ENGINE + " on " + options.threads()
        + (options.threads() == 1 ? " thread" : " threads"),
        () -> EngineRegistry.discover().create(ENGINE, options), options.threads(), file(),
        what -> terminal.fact("measuring", what + ", once for this machine and JDK"));
  }

  /** The file for this machine, JDK and version. */
  static Path file() {
    Machine here = Machine.here();
    String vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? "vectors" : "no vectors";
    String name = String.join("|", here.cpu(), String.valueOf(here.processors()), here.jdk(),
        String.join(" ", here.jvmFlags()), vectors, METHOD, new Version().getVersion()[0]);
    return Home.cacheFolder().resolve("costs-"
        + Sha256.hexOf(name.getBytes(StandardCharsets.UTF_8)).substring(0, NAME_CHARS) + ".properties");
  }
}
