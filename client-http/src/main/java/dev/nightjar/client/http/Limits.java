package dev.nightjar.client.http;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What an endpoint accepts.
 *
 * @param partBytes length of every part of a key but the last
 * @param keyBytes longest key
 * @param queryBytes longest query
 * @param jsonBytes longest JSON request
 */
public record Limits(@JsonProperty("part_bytes") int partBytes, @JsonProperty("key_bytes") long keyBytes,
    @JsonProperty("query_bytes") long queryBytes, @JsonProperty("json_bytes") long jsonBytes) {
}
