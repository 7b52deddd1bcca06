package dev.nightjar.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineState;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import dev.nightjar.extensions.PluginLoader;
import dev.nightjar.extensions.PluginStatus;
import dev.nightjar.runtime.cost.MeasuredCosts;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar doctor}. */
@Command(name = "doctor", mixinStandardHelpOptions = true,
    description = "Say what this machine has: JDK, kernel, engines, plugins, and what would make it faster.",
    footer = {"", "Exit code 0 when an engine can run, 1 when none can."})
final class DoctorCommand implements Callable<Integer> {
  private static final String NATIVE = "native";
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);

  /** Longest wait for an engine to be warm, and if need be healed, in seconds; and between looks at it. */
  private static final int PATIENCE_SECONDS = 30;
  private static final int LOOK_MILLIS = 50;

  private final Terminal terminal;

  @Option(names = "--plugins", paramLabel = "FOLDER",
      description = "Also try the plugin jars in this folder.")
  private Path plugins;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    java();
    machine();
    boolean usable;
    try (PluginLoader loader = PluginLoader.load(Optional.ofNullable(plugins), Set.of())) {
      usable = engines(loader);
      plugins(loader);
    }
    costs();
    terminal.line("");
    terminal.line(usable ? "Everything that is needed is there. Try: ./nightjar demo"
        : "No engine can run here; the lines above say why and what to do.");
    return usable ? 0 : 1;
  }

  private void java() {
    Jdks jdks = Jdks.fromLauncher();
    String newest = jdks.found().size() > 1 ? ", the newest of " + jdks.found().size() + " found" : "";
    terminal.fact("JDK", Runtime.version() + " (" + System.getProperty("java.vendor") + ")" + newest);
    terminal.fact("", System.getProperty("java.home"));
    if (!jdks.others().isEmpty()) {
      terminal.fact("also found", jdks.others().stream().map(j -> j.version() + " in " + j.home())
          .collect(Collectors.joining(", ")));
    }
  }

  private void machine() {
    terminal.fact("machine", System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
        + Units.count(Runtime.getRuntime().availableProcessors(), "processor") + memory() + ", heap up to "
        + Units.bytes(Runtime.getRuntime().maxMemory()));
    HugePages.here().text().ifPresent(text -> terminal.fact("huge pages", text));
  }

  private static String memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? ", " + Units.bytes(system.getTotalMemorySize()) + " memory" : "";
  }

  private boolean engines(PluginLoader loader) {
    EngineRegistry registry = EngineRegistry.of(loader);
    boolean usable = false;
    for (EngineRegistry.Entry entry : registry.entries()) {
      String name = "engine " + entry.name();
      if (!entry.availability().available()) {
        terminal.fact(name, "unavailable: " + entry.availability().detail());
        continue;
      }
      try (Engine engine = registry.create(entry.name(), EngineOptions.allProcessors())) {
        EngineInfo info = settled(engine);
        terminal.fact(name, "available: " + info.kernel() + ", " + Units.count(info.threads(), "thread")
            + ", " + info.state().phase().name().toLowerCase(Locale.ROOT));
        info.remarks().forEach(note -> terminal.fact("", note));
        registry.settings(entry.name()).forEach(setting ->
            terminal.fact("", "setting " + setting + ": " + setting.description()));
        usable = true;
      } catch (RuntimeException e) {
        terminal.fact(name, "unavailable: " + e.getMessage());
      }
    }
    if (registry.names().isEmpty()) {
      terminal.fact("engines", "none on the class path; build again with ./nightjar");
    }
    if (!registry.names().contains(NATIVE)) {
      terminal.fact("engine " + NATIVE, "not built; it is optional, see engine-native/README.md");
    }
    return usable;
  }

  /** What compile predicts times from. */
  private void costs() {
    try (MeasuredCosts costs = LocalCosts.open(terminal)) {
      List<MeasuredCosts.Known> known = costs.known();
      terminal.fact("costs", known.isEmpty()
          ? "none measured on this machine yet; compile measures those that it needs, once"
          : known.stream().map(k -> k.kind() + " under " + k.parameters() + " on "
              + DAY.format(k.measured().atOffset(ZoneOffset.UTC))).collect(Collectors.joining(", ")));
      if (!known.isEmpty()) {
        terminal.fact("", "in " + LocalCosts.file() + "; compile --remeasure begins anew");
      }
    }
  }

  /** What an engine says once it is warm, or after a while. */
  private static EngineInfo settled(Engine engine) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    EngineInfo info = engine.info();
    while (info.state().phase() != EngineState.Phase.READY && info.state().phase() != EngineState.Phase.SLOW
        && System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
      info = engine.info();
    }
    return info;
  }

  private void plugins(PluginLoader loader) {
    for (PluginStatus status : loader.statuses()) {
      terminal.fact("plugin", status.state() == PluginStatus.State.FAILED
          ? status.source() + " is refused: " + status.detail()
          : status.detail() + " from " + status.source());
    }
    loader.notes().forEach(note -> terminal.fact("plugin folder", note));
  }
}
