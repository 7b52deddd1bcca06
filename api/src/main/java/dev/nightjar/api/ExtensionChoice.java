package dev.nightjar.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * An extension and its settings, as users write them: {@code NAME}, or {@code NAME:SETTING=VALUE}, with more settings
 * after further colons, e.g. {@code java:kernel=plain}. Where only one of the extension's settings can have a value,
 * its name may be left out: {@code java:plain}. Immutable.
 *
 * <p>A colon in a value that is free, such as that of a Windows path or an address, belongs to the value, unless a text
 * follows that looks like a further setting: {@code files:folder=C:\\keys:capacity-mib=9}. Two colons stand for one
 * that always belongs to the value: {@code files:folder=/keys::a=b} is the folder {@code /keys:a=b}.
 *
 * @param name of the extension
 * @param settings values by the name of their setting
 */
public record ExtensionChoice(String name, Map<String, String> settings) {
  private static final String SEPARATOR = ":";
  private static final Pattern NAMED = Pattern.compile("[a-z][a-z0-9-]*=.*", Pattern.DOTALL);

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
    List<String> parts = parts(text, known);
    Map<String, String> settings = new TreeMap<>();
    for (String part : parts.subList(1, parts.size())) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? settingWith(part, known, refused) : part.substring(0, equals);
      String value = part.substring(equals + 1);
      if (name.isBlank() || value.isBlank() || settings.put(name, value) != null) {
        throw refused.apply("each setting is NAME=VALUE and is given once");
      }
    }
    return new ExtensionChoice(parts.get(0), settings);
  }

  /** The name and the settings, each whole. */
  private static List<String> parts(String text, List<Setting> known) {
    List<String> parts = new ArrayList<>();
    boolean literal = false;
    String[] pieces = text.split(SEPARATOR, -1);
    for (int i = 0; i < pieces.length; i++) {
      int last = parts.size() - 1;
      boolean free = last > 0 && isFree(parts.get(last), known);
      if (literal) {
        parts.set(last, parts.get(last) + SEPARATOR + pieces[i]);
        literal = false;
      } else if (free && pieces[i].isEmpty() && i < pieces.length - 1) {
        literal = true;
      } else if (free && !NAMED.matcher(pieces[i]).matches() && isNoValue(pieces[i], known)) {
        parts.set(last, parts.get(last) + SEPARATOR + pieces[i]);
      } else {
        parts.add(pieces[i]);
      }
    }
    return parts;
  }

  /** Whether a part is a setting that takes any value. */
  private static boolean isFree(String part, List<Setting> known) {
    return known.stream().anyMatch(s -> s.values().isEmpty() && part.startsWith(s.name() + "="));
  }

  private static boolean isNoValue(String piece, List<Setting> known) {
    return known.stream().noneMatch(s -> s.values().contains(piece));
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
