package dev.nightjar.api.vectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;

/**
 * One JSON file of vectors, in the shape of Project Wycheproof.
 *
 * @param schema {@code nightjar-frames/1}
 * @param format what every frame of the file is or pretends to be
 * @param frameVersion version in the header
 * @param numberOfTests number of vectors in all groups
 * @param notes what the flags mean
 * @param testGroups vectors that are read under one parameter set
 */
@JsonPropertyOrder({"schema", "format", "frameVersion", "numberOfTests", "notes", "testGroups"})
record VectorFile(String schema, String format, int frameVersion, int numberOfTests, Map<String, String> notes,
    List<Group> testGroups) {

  /**
   * Vectors under one parameter set.
   *
   * @param parameters canonical text of the set that the reader expects
   * @param fingerprint its fingerprint as a number in hexadecimal
   * @param ciphertexts ciphertexts that the model takes, for packed inputs only
   * @param tests the vectors
   */
  @JsonPropertyOrder({"parameters", "fingerprint", "ciphertexts", "tests"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Group(String parameters, String fingerprint, Integer ciphertexts, List<TestVector> tests) {
  }
}
