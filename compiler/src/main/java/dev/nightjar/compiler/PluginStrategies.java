package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.Strategy;
import java.util.List;

/** Holds plugins to the strategies that they say they have. What breaks that is told to who wrote the plugin. */
final class PluginStrategies {
  private PluginStrategies() {
  }

  /**
   * What a plugin says.
   *
   * @throws NightjarException {@code INVALID_MODEL} where it names no strategy, or what is no name
   */
  static List<String> of(ModelPlugin plugin, ImportedModel model) {
    List<String> names = plugin.strategies(model);
    if (names == null || names.isEmpty()) {
      throw broken(plugin, "takes a " + model.description() + " and names no strategy for it");
    }
    for (String name : names) {
      if (name == null) {
        throw broken(plugin, "names null as a strategy");
      }
      try {
        Strategy.requireName(name);
      } catch (NightjarException e) {
        throw broken(plugin, "names a strategy that has no such name: " + e.getMessage());
      }
    }
    return names;
  }

  /**
   * The model that a plugin compiled, if it did so by the strategy that a request names; one that turned out to need no
   * bootstrap is as good as the bootstrapped one that was asked for.
   *
   * @throws NightjarException {@code INVALID_MODEL} otherwise
   */
  static CompiledModel requireAsked(ModelPlugin plugin, CompileRequest request, CompiledModel compiled) {
    boolean needsNone = compiled.strategy().equals(Strategy.KEYLESS) && compiled.circuit().keyParts().isEmpty();
    request.strategy().filter(name -> !name.equals(compiled.strategy())
        && !(needsNone && name.equals(Strategy.BOOTSTRAPPED))).ifPresent(name -> {
      throw broken(plugin, "was asked for the strategy '" + name + "', which it says that it has, and compiled by '"
          + compiled.strategy() + "'");
    });
    return compiled;
  }

  private static NightjarException broken(ModelPlugin plugin, String what) {
    return new NightjarException(ErrorCode.INVALID_MODEL, "the plugin for '" + plugin.kind() + "' ("
        + plugin.getClass().getName() + ") " + what + ": its ModelPlugin.strategies must return the names that its"
        + " compile takes, by default '" + Strategy.BOOTSTRAPPED + "' for all but linear models; use a version of the"
        + " plugin that does, or take it away");
  }
}
