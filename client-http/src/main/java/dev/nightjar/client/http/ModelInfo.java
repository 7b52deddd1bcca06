package dev.nightjar.client.http;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A model that an endpoint serves.
 *
 * @param name its name
 * @param kind plugin kind
 * @param features number of features
 * @param parameters its parameter set
 * @param needsEvaluationKey whether a key must be uploaded first
 * @param keyBytes length of an encoded evaluation key, 0 when none is needed
 * @param queryBytes length of an encoded query
 * @param answerBytes length of an encoded answer
 * @param bootstraps bootstraps in one inference
 * @param depth levels of bootstraps, one after the other
 * @param securityBits bits of security of the parameter set
 * @param failureLog2 log2 of the largest probability that an inference goes wrong
 * @param clientZipSha256 SHA-256 of its {@code client.zip}, in hexadecimal
 */
public record ModelInfo(String name, String kind, int features, ParameterInfo parameters,
    @JsonProperty("needs_evaluation_key") boolean needsEvaluationKey,
    @JsonProperty("key_bytes") long keyBytes, @JsonProperty("query_bytes") long queryBytes,
    @JsonProperty("answer_bytes") long answerBytes, long bootstraps, int depth,
    @JsonProperty("security_bits") double securityBits,
    @JsonProperty("failure_log2") double failureLog2,
    @JsonProperty("client_zip_sha256") String clientZipSha256) {

  /**
   * A parameter set in short.
   *
   * @param id its name
   * @param lweDimension n; 0 for a levelled set, which has no LWE key
   * @param glweDimension k
   * @param polynomialSize N
   * @param pbs base log and level of the bootstrapping key, {@code 23/1}; empty for a levelled set
   * @param ks base log and level of the keyswitching key; empty for a levelled set
   */
  public record ParameterInfo(String id, @JsonProperty("n") int lweDimension,
      @JsonProperty("k") int glweDimension,
      @JsonProperty("N") int polynomialSize, String pbs, String ks) {
  }
}
