package dev.nightjar.keystore.s3;

import java.util.Map;
import java.util.Optional;

/**
 * What a service answered.
 *
 * @param headers first value of each, by lower-case name
 */
record Answer(int status, Map<String, String> headers, byte[] body) {
  boolean isGood() {
    return status >= 200 && status < 300;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The code in the XML of a refusal, as {@code NoSuchKey}; empty when there is none. */
  String code() {
    return status < 300 ? "" : AnswerXml.text(body, "Code").orElse("");
  }
}
