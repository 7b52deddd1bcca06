package dev.nightjar.client.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.nightjar.api.keys.Uid;

/**
 * An upload that the server has agreed to.
 *
 * @param uid under which the key will be known
 * @param totalBytes length of the key
 * @param partBytes length of every part but the last
 */
public record KeyUpload(Uid uid, long totalBytes, int partBytes) {
  @JsonCreator
  static KeyUpload of(@JsonProperty("uid") long uid, @JsonProperty("total_bytes") long totalBytes,
      @JsonProperty("part_bytes") int partBytes) {
    return new KeyUpload(new Uid(uid), totalBytes, partBytes);
  }
}
