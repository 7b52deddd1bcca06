package dev.nightjar.engine.nativelib;

import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.EngineProvider;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * What a server does with its engines: asks each, and takes the available one of the highest rank, so that
 * {@code native} comes first if it can. In whatever class loader this class is; callable from other ones through the
 * JDK's type.
 */
public final class EngineChoice implements Supplier<String> {
  private final Map<EngineProvider, Availability> asked = new LinkedHashMap<>();

  /** Asks each engine. */
  public EngineChoice() {
    ServiceLoader.load(EngineProvider.class, EngineChoice.class.getClassLoader())
        .forEach(provider -> asked.put(provider, provider.availability()));
  }

  /** The one that computes. */
  EngineProvider chosen() {
    return asked.keySet().stream().filter(provider -> asked.get(provider).available())
        .max(Comparator.comparingInt(EngineProvider::rank)).orElseThrow();
  }

  /** A line for each engine with its availability, then one with the chosen engine. */
  @Override
  public String get() {
    StringBuilder text = new StringBuilder();
    asked.forEach((provider, availability) -> text.append(provider.name())
        .append(availability.available() ? " can run: " : " cannot run: ").append(availability.detail()).append('\n'));
    return text + "chosen: " + chosen().name() + "\n";
  }
}
