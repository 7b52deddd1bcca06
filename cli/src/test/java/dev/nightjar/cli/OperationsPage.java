package dev.nightjar.cli;

import dev.nightjar.api.Setting;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.keys.KeyStoreProvider;
import dev.nightjar.bundle.HubIndex;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.cli.hub.HubPull;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import dev.nightjar.runtime.CallerLimits;
import dev.nightjar.runtime.RuntimeBuilder;
import dev.nightjar.runtime.RuntimeLimits;
import dev.nightjar.runtime.execution.ExpandedMemory;
import dev.nightjar.server.NightjarServer;
import dev.nightjar.servlet.BrowserRules;
import dev.nightjar.servlet.HttpLimits;
import dev.nightjar.servlet.ServletSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/** What code says in {@code docs/operations.md}: the table of settings, and what models take. */
final class OperationsPage {
  static final Path FILE = Path.of("../docs/operations.md");

  private static final Path PROJECT = Path.of("..");

  /** Limits whose defaults are shares of the heap, which their sentences name. */
  private static final Set<String> OF_HEAP = Set.of("decodedBytes", "bufferedBytes");

  private OperationsPage() {
  }

  /** The page with these parts as code has them now. */
  static String renewed(String page, Path folder) throws IOException {
    return section(section(page, "settings", settings()), "sizes", sizes(folder));
  }

  private static String section(String page, String name, String text) {
    String begin = "<!-- Written by OperationsPageTest -Dnightjar.docs.update=true, " + name
        + "; changes are lost. -->\n";
    String end = "<!-- End of " + name + ". -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalStateException("the page has not the lines " + begin + end);
    }
    return page.substring(0, from + begin.length()) + text + page.substring(to);
  }

  private static String settings() throws IOException {
    StringBuilder table = new StringBuilder("| where | setting | what |\n|---|---|---|\n");
    NightjarCommand.commandLine(new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()),
        null)).getSubcommands().get("serve").getCommandSpec().options().stream()
        .sorted(Comparator.comparing(OptionSpec::longestName)).forEach(option -> row(table, "`serve`",
            option.longestName() + (option.arity().max() == 0 ? "" : " " + option.paramLabel()),
            String.join(" ", option.description()).replace("%%", "%").replace("${DEFAULT-VALUE}",
                String.valueOf(option.defaultValue()))));
    builder(table, "`NightjarRuntime.builder()`", RuntimeBuilder.class);
    builder(table, "`NightjarServer.builder(…)`", NightjarServer.Builder.class);
    components(table, RuntimeLimits.class, RuntimeLimits.DEFAULT);
    components(table, CallerLimits.class, CallerLimits.DEFAULT);
    components(table, HttpLimits.class, HttpLimits.defaults());
    for (Class<?> type : List.of(ServletSettings.class, BrowserRules.class)) {
      components(table, type, null);
    }
    ServiceLoader.load(EngineProvider.class).forEach(engine -> extension(table, "engine", engine.name(),
        engine.settings()));
    ServiceLoader.load(KeyStoreProvider.class).stream().map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(KeyStoreProvider::name))
        .forEach(store -> extension(table, "key store", store.name(), store.settings()));
    for (DeclaredSettings.Declared setting : DeclaredSettings.spring()) {
      row(table, setting.place(), setting.name(), setting.sentence());
    }
    for (DeclaredSettings.Declared setting : DeclaredSettings.all()) {
      row(table, setting.place(), setting.name(), setting.sentence());
    }
    return table.toString();
  }

  private static void row(StringBuilder table, String where, String setting, String what) {
    table.append("| ").append(where).append(" | `").append(setting.replace("|", "\\|")).append("` | ")
        .append(what.replace("|", "\\|").replace("<", "&lt;")).append(" |\n");
  }

  private static void builder(StringBuilder table, String where, Class<?> type) throws IOException {
    String source = SourceSentences.source(PROJECT, type);
    Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getReturnType() == type
            && !method.isSynthetic())
        .sorted(Comparator.comparing(OperationsPage::signature))
        .forEach(method -> row(table, where, signature(method), SourceSentences.ofMethod(source, method)));
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static void components(StringBuilder table, Class<?> type, Object standard) throws IOException {
    String source = SourceSentences.source(PROJECT, type);
    for (var component : type.getRecordComponents()) {
      String what = SourceSentences.ofComponent(source, component.getName());
      if (standard != null) {
        try {
          what += standard(component.getName(), component.getAccessor().invoke(standard));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
      row(table, "`" + type.getSimpleName() + "`", component.getName(), what);
    }
  }

  /** A default as people read it; nothing where the sentence says it, or its components have lines of their own. */
  private static String standard(String name, Object value) {
    if (value instanceof Record || value.equals(OptionalLong.empty()) || OF_HEAP.contains(name)) {
      return "";
    }
    return "; default: " + (value instanceof Duration time
        ? time.toSeconds() % 60 == 0 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds"
        : value instanceof Number bytes && name.contains("ytes") ? Units.bytes(bytes.longValue()) : value);
  }

  private static void extension(StringBuilder table, String kind, String name, List<Setting> settings) {
    settings.forEach(setting -> row(table, kind + " `" + name + "`", setting.toString(), setting.description()));
  }

  private static String sizes(Path folder) throws IOException {
    StringBuilder table = new StringBuilder("| model | strategy | key that is stored | heap for each query that runs |"
        + "\n|---|---|---|---|\n");
    HubIndex own = HubIndex.read(Files.readAllBytes(HubPlace.own().resolve(HubIndex.FILE)));
    for (HubModel model : own.models()) {
      ServerBundle bundle = ServerBundle.read(
          new HubPull(HubPlace.of(null, new TrustChoice()), new HubCompile(null)).pull(model, folder));
      Circuit circuit = bundle.circuit();
      long key = circuit.keyParts().isEmpty() ? 0
          : EvaluationKeyCodec.encodedBytes(circuit.parameters(), circuit.keyParts());
      table.append("| `").append(model.name()).append("` | ").append(model.metrics().get("strategy")).append(" | ")
          .append(key == 0 ? "none" : Units.bytes(key)).append(" | ").append(Units.bytes(ExpandedMemory.of(circuit)))
          .append(" expanded |\n");
    }
    return table.toString();
  }
}
