package dev.nightjar.keystore.s3;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import java.time.Instant;
import java.util.Optional;

/**
 * The names of objects:
 *
 * <table>
 * <caption>Layout, version 1</caption>
 * <tr><th>name</th><th>content</th></tr>
 * <tr><td>{@code uploads/UID}</td><td>what was announced; from {@code begin} to the commit</td></tr>
 * <tr><td>{@code parts/UID/PART.WITHIN}</td><td>bytes of a part from a place in it on, mostly all of it; written where
 * there is no such object alone, and never changed</td></tr>
 * <tr><td>{@code keys/UID}</td><td>the manifest of a committed key, or the mark of a deleted one</td></tr>
 * <tr><td>{@code used/UID/MILLIS}</td><td>empty; when a key was used, in milliseconds since 1970</td></tr>
 * </table>
 */
final class Names {
  static final String UPLOADS = "uploads/";
  static final String PARTS = "parts/";
  static final String KEYS = "keys/";
  static final String USED = "used/";

  private Names() {
  }

  static String upload(Uid uid) {
    return UPLOADS + uid;
  }

  static String key(Uid uid) {
    return KEYS + uid;
  }

  static String parts(Uid uid) {
    return PARTS + uid + "/";
  }

  static String piece(Uid uid, int part, int within) {
    return parts(uid) + part + "." + within;
  }

  static String uses(Uid uid) {
    return USED + uid + "/";
  }

  static String use(Uid uid, Instant moment) {
    return uses(uid) + moment.toEpochMilli();
  }

  /** The uid of a text that is one and nothing else. */
  static Optional<Uid> uid(String text) {
    try {
      Uid uid = Uid.parse(text);
      return uid.toString().equals(text) ? Optional.of(uid) : Optional.empty();
    } catch (NightjarException e) {
      return Optional.empty();
    }
  }

  /** The uid in the name of an object that is directly below a folder. */
  static Optional<Uid> uid(String folder, String name) {
    return uid(name.substring(folder.length()));
  }

  /** The moment in the name of a use, and its uid; empty when it is no such name. */
  static Optional<Use> use(String name) {
    String[] words = name.substring(USED.length()).split("/", -1);
    return words.length != 2 || !words[1].matches("-?[0-9]{1,15}") ? Optional.empty()
        : uid(words[0]).map(uid -> new Use(uid, Instant.ofEpochMilli(Long.parseLong(words[1])), name));
  }

  /** When a key was used, and the object that says so. */
  record Use(Uid uid, Instant moment, String name) {
  }

  /** The piece that an object of a key is; empty when it is none. */
  static Optional<Piece> piece(Uid uid, Listing.Entry entry) {
    String name = entry.name().substring(parts(uid).length());
    if (!name.matches("[0-9]{1,5}\\.[0-9]{1,9}") || entry.size() > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    int dot = name.indexOf('.');
    return Optional.of(new Piece(Integer.parseInt(name.substring(0, dot)), Integer.parseInt(name.substring(dot + 1)),
        (int) entry.size()));
  }
}
