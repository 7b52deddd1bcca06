package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/** {@code versions.json}: what holds the two zips of a bundle together. Members that are not known are ignored. */
@JsonIgnoreProperties(ignoreUnknown = true)
record VersionsJson(int bundle, String nightjar, String model,
    @JsonProperty("client_zip_sha256") String clientZipSha256,
    @JsonProperty("server_zip_sha256") String serverZipSha256) {

  static VersionsJson read(byte[] json) {
    return StrictJson.read(BundleFormat.VERSIONS_JSON, json, VersionsJson.class, "bundle", versions -> versions);
  }
}
