package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * {@code model.json}: what a server knows of a model beside its circuit. Members that are not known are ignored.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ModelJson(int format, String name, String kind, int features,
    @JsonProperty("failure_log2") double failureLog2, @JsonProperty("security_bits") double securityBits,
    int results, Map<String, String> notes) {

  static ModelJson read(byte[] json) {
    return StrictJson.read(BundleFormat.MODEL_JSON, json, ModelJson.class, "format", ModelJson::requireFinite);
  }

  private ModelJson requireFinite() {
    if (!Double.isFinite(failureLog2) || !Double.isFinite(securityBits)) {
      throw new IllegalArgumentException("failure_log2 and security_bits must be finite numbers");
    }
    return this;
  }
}
