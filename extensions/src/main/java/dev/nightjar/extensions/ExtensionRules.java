package dev.nightjar.extensions;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Extension;
import dev.nightjar.api.NightjarException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The rules for all extensions: they were compiled against this version of the API, and of those of one interface no
 * two have a name in common. Not thread-safe.
 */
public final class ExtensionRules {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

  /** For each interface the names that are taken, and by whom. */
  private final Map<Spi<?>, Map<String, String>> taken = new HashMap<>();

  /** Rules that no extension has passed yet. */
  public ExtensionRules() {
    Spi.ALL.forEach(spi -> reserve(spi, spi.reserved()));
  }

  void reserve(Spi<?> spi, Collection<String> names) {
    names.forEach(name -> taken.computeIfAbsent(spi, s -> new HashMap<>()).put(name, "Nightjar itself"));
  }

  /**
   * Lets extensions in, all or none of them; those that come later can no longer take their names.
   *
   * @param source where they come from, for messages
   * @throws NightjarException {@code INVALID_MODEL} with the reason and the remedy
   */
  public void admit(String source, Collection<? extends Extension> extensions) {
    Map<Spi<?>, Map<String, String>> claimed = new HashMap<>();
    for (Extension extension : extensions) {
      requireApiVersion(extension);
      for (Spi<?> spi : Spi.ALL) {
        for (String name : spi.namesOf(extension)) {
          requireFree(spi, name, claimed);
          claimed.computeIfAbsent(spi, s -> new HashMap<>()).put(name, source);
        }
      }
    }
    claimed.forEach((spi, names) -> taken.computeIfAbsent(spi, s -> new HashMap<>()).putAll(names));
  }

  private static void requireApiVersion(Extension extension) {
    String remedy = ", and this is version " + Extension.API_VERSION
        + ": use a build of it for this version, or compile it against this version's nightjar-api";
    int version;
    try {
      version = extension.apiVersion();
    } catch (AbstractMethodError e) {
      throw refused("it does not say which version of the plugin API it was written for" + remedy);
    }
    if (version != Extension.API_VERSION) {
      throw refused("it was written for version " + version + " of the plugin API" + remedy);
    }
  }

  private void requireFree(Spi<?> spi, String name, Map<Spi<?>, Map<String, String>> claimed) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw refused("its " + spi.noun() + " must have 1 to 32 ASCII letters, digits, dashes or underscores");
    }
    for (Map<Spi<?>, Map<String, String>> names : List.of(taken, claimed)) {
      String owner = names.getOrDefault(spi, Map.of()).get(name);
      if (owner != null) {
        throw refused("its " + spi.noun() + " '" + name + "' is taken by " + owner + ": remove one of the two");
      }
    }
  }

  static NightjarException refused(String reason) {
    return new NightjarException(ErrorCode.INVALID_MODEL, reason);
  }
}
