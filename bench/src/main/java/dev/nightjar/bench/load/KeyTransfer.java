package dev.nightjar.bench.load;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.primitives.Crc32c;
import dev.nightjar.bench.load.Heads.HeldKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends evaluation keys of one caller and deletes them, over the raw routes. Immutable.
 *
 * @param heads of the caller
 */
record KeyTransfer(Heads heads) {
  private static final byte[] NONE = {};
  private static final Pattern UID = Pattern.compile("\"uid\" ?: ?([0-9]{1,16})");
  private static final Pattern PART = Pattern.compile("\"part_bytes\" ?: ?([0-9]{1,9})");
  private static final Pattern TOKEN = Pattern.compile("\"upload_token\" ?: ?\"([A-Za-z0-9_-]{43})\"");

  /** The answer to a transfer that the endpoint does not take. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Outcome outcome;

    Refused(String step, Wire.Reply reply) {
      super(step + " was answered " + reply.status() + " " + reply.code());
      this.outcome = Outcome.of(reply);
    }

    Outcome outcome() {
      return outcome;
    }
  }

  /** Sends a key and commits it; one that is refused on the way is deleted again. */
  HeldKey upload(Wire wire, byte[] key) throws IOException {
    byte[] body = ("{\"total_bytes\":" + key.length + "}").getBytes(StandardCharsets.US_ASCII);
    String begun = required("POST v1/keys", wire.exchange(heads.beginKey(body.length), body)).text();
    HeldKey held = new HeldKey(new Uid(Long.parseLong(found(UID, begun))), optional(TOKEN, begun));
    int partBytes = Integer.parseInt(found(PART, begun));
    try {
      for (int part = 0; (long) part * partBytes < key.length; part++) {
        byte[] bytes = Arrays.copyOfRange(key, part * partBytes, Math.min(key.length, (part + 1) * partBytes));
        String crc = HexFormat.of().toHexDigits(Crc32c.of(bytes, 0, bytes.length));
        required("PUT of a part", wire.exchange(heads.part(held, part, bytes.length, crc), bytes));
      }
      required("POST commit", wire.exchange(heads.commit(held), NONE));
      return held;
    } catch (IOException e) {
      wire.exchange(heads.delete(held), NONE);
      throw e;
    }
  }

  /** Deletes a key. */
  void delete(Wire wire, HeldKey key) throws IOException {
    required("DELETE of a key", wire.exchange(heads.delete(key), NONE));
  }

  private static Wire.Reply required(String step, Wire.Reply reply) throws IOException {
    if (reply.status() >= 300) {
      throw new Refused(step, reply);
    }
    return reply;
  }

  private static Optional<String> optional(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String found(Pattern pattern, String text) throws IOException {
    return optional(pattern, text).orElseThrow(() -> new IOException("no Nightjar endpoint answers there"));
  }
}
