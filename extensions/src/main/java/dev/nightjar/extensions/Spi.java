package dev.nightjar.extensions;

import dev.nightjar.api.Extension;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.keys.KeyStoreProvider;
import dev.nightjar.api.model.ModelPlugin;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * One interface that extensions implement.
 *
 * @param type the interface
 * @param noun what one of its names stands for
 * @param names the names that a provider takes, which nobody else may have
 * @param reserved names that no provider may take
 */
record Spi<S extends Extension>(Class<S> type, String noun, Function<S, ? extends Collection<String>> names,
    Set<String> reserved) {
  static final Spi<EndpointHandler> HANDLERS =
      new Spi<>(EndpointHandler.class, "method", EndpointHandler::methods, Set.of());

  /** All of them, in the order in which what a plugin brings is listed. */
  static final List<Spi<?>> ALL = List.of(
      new Spi<>(ModelPlugin.class, "model kind", plugin -> Collections.singleton(plugin.kind()), Set.of()),
      HANDLERS,
      new Spi<>(EngineProvider.class, "engine", provider -> Collections.singleton(provider.name()), Set.of("auto")),
      new Spi<>(KeyStoreProvider.class, "key store", provider -> Collections.singleton(provider.name()), Set.of()),
      new Spi<>(RuntimeListener.class, "listener", listener -> Set.of(), Set.of()));

  /** What an extension brings here, in words, one for each of its names; nothing when it is of another interface. */
  List<String> broughtBy(Extension extension) {
    List<String> taken = namesOf(extension);
    if (type == EndpointHandler.class && type.isInstance(extension)) {
      return List.of("methods " + taken);
    }
    return taken.isEmpty() && type.isInstance(extension) ? List.of("a " + noun)
        : taken.stream().map(name -> noun + " '" + name + "'").toList();
  }

  /** The names that an extension takes here; none when it is of another interface. */
  List<String> namesOf(Extension extension) {
    return type.isInstance(extension)
        ? names.apply(type.cast(extension)).stream().sorted(Comparator.nullsFirst(Comparator.naturalOrder())).toList()
        : List.of();
  }
}
