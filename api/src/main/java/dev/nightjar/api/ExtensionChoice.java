package dev.nightjar.api;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An extension and its settings, as users write them: {@code NAME}, or {@code NAME:SETTING=VALUE}, with more settings
 * after further colons, e.g. {@code java:kernel=plain}. Where only one of the extension's settings can have a value,
 * its name may be left out: {@code java:plain}. Immutable.
 *
 * @param name of the extension
 * @param settings values by the name of their setting
 */
public record ExtensionChoice(String name, Map<String, String> settings) {
  private static final String SEPARATOR = ":";

  public ExtensionChoice {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** The name in a text, with which the extension is found that {@link #of} needs. */
  public static String nameIn(String text) {
    return text.split(SEPARATOR, 2)[0];
  }

  /** Whether a text gives settings, too. */
  public static boolean hasSettings(String text) {
    return text.contains(SEPARATOR);
  }

  /**
   * Reads a text. Whether the extension takes what is in it, {@link Setting#refusal} tells.
   *
   * @param known the settings of the extension
   * @param refused makes the exception for a text that cannot be read, of the reason
   */
  public static ExtensionChoice of(String text, List<Setting> known,
      Function<String, ? extends RuntimeException> refused) {
    String[] parts = text.split(SEPARATOR, -1);
    Map<String, String> settings = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String name = equals < 0 ? settingWith(parts[i], known, refused) : parts[i].substring(0, equals);
      String value = parts[i].substring(equals + 1);
      if (name.isBlank() || value.isBlank() || settings.put(name, value) != null) {
        throw refused.apply("each setting is NAME=VALUE and is given once");
      }
    }
    return new ExtensionChoice(parts[0], settings);
  }

  /** The name of the only setting that can have this value. */
  private static String settingWith(String value, List<Setting> known,
      Function<String, ? extends RuntimeException> refused) {
    List<String> names = known.stream().filter(s -> s.values().contains(value)).map(Setting::name).toList();
    if (names.size() != 1) {
      throw refused.apply("no setting, or more than one, can be '" + value + "': write NAME=VALUE; there are "
          + Setting.listed(known));
    }
    return names.get(0);
  }
}
