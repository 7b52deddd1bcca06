package dev.nightjar.bench.load;

import dev.nightjar.api.keys.Uid;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes the heads of requests of one caller.
 *
 * @param base of the endpoint, with a slash at its end
 * @param bearer the caller's token, where the endpoint knows its callers
 */
record Heads(URI base, Optional<String> bearer) {
  private static final String OCTETS = "application/octet-stream";

  /** The secrets stay out of what is printed. */
  @Override
  public String toString() {
    return "Heads[base=" + base + "]";
  }

  byte[] infer(String model, Optional<HeldKey> key, long length) {
    return head("POST", "v1/models/" + model + "/infer" + key.map(held -> "?uid=" + held.uid()).orElse(""), OCTETS,
        length, key.map(Heads::ofKey).orElse(""));
  }

  byte[] beginKey(long length) {
    return head("POST", "v1/keys", "application/json", length, "");
  }

  byte[] part(HeldKey key, int part, long length, String crc) {
    return head("PUT", "v1/keys/" + key.uid() + "/parts/" + part, OCTETS, length,
        "Nightjar-CRC32C: " + crc + "\r\n" + ofKey(key));
  }

  byte[] commit(HeldKey key) {
    return head("POST", "v1/keys/" + key.uid() + "/commit", OCTETS, 0, ofKey(key));
  }

  byte[] delete(HeldKey key) {
    return head("DELETE", "v1/keys/" + key.uid(), "", -1, ofKey(key));
  }

  byte[] get(String path) {
    return head("GET", path, "", -1, "");
  }

  private static String ofKey(HeldKey key) {
    return "Nightjar-Uid: " + key.uid() + "\r\n"
        + key.uploadToken().map(token -> "Nightjar-Upload-Token: " + token + "\r\n").orElse("");
  }

  private byte[] head(String method, String path, String type, long length, String more) {
    String authority = base.getHost() + (base.getPort() < 0 ? "" : ":" + base.getPort());
    return (method + " " + base.getRawPath() + path + " HTTP/1.1\r\nHost: " + authority + "\r\n"
        + bearer.map(token -> "Authorization: Bearer " + token + "\r\n").orElse("")
        + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
        + (length < 0 ? "" : "Content-Length: " + length + "\r\n") + more + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A key at the endpoint.
   *
   * @param uploadToken shows whose it is, where the endpoint does not know its callers
   */
  record HeldKey(Uid uid, Optional<String> uploadToken) {
    @Override
    public String toString() {
      return "HeldKey[uid=" + uid + "]";
    }
  }
}
