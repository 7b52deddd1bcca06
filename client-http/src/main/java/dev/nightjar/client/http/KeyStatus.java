package dev.nightjar.client.http;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far an upload has come.
 *
 * @param totalBytes length of the key
 * @param receivedBytes bytes that the server holds
 * @param firstMissing offset of the first byte that it does not hold; {@code totalBytes} when none is missing
 * @param committed whether the key can be used
 */
public record KeyStatus(@JsonProperty("total_bytes") long totalBytes,
    @JsonProperty("received_bytes") long receivedBytes, @JsonProperty("first_missing") long firstMissing,
    boolean committed) {
}
