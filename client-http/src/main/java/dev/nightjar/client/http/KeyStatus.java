package dev.nightjar.client.http;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far an upload has come.
 *
 * @param totalBytes length of the key
 * @param receivedBytes bytes that the server holds
 * @param committed whether the key can be used
 */
public record KeyStatus(@JsonProperty("total_bytes") long totalBytes,
    @JsonProperty("received_bytes") long receivedBytes, boolean committed) {
}
