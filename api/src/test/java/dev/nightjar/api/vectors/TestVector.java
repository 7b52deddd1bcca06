package dev.nightjar.api.vectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.nightjar.api.ErrorCode;
import java.util.List;
import java.util.Map;

/**
 * One frame and what a reader must make of it.
 *
 * @param tcId number within the file, from 1
 * @param comment what is special about it
 * @param flags kinds of the case, explained in the file's notes
 * @param hex the whole frame
 * @param result {@code valid} or {@code invalid}
 * @param error slug of the {@link ErrorCode} of an invalid frame
 * @param decoded facts about the object of a valid frame
 */
@JsonPropertyOrder({"tcId", "comment", "flags", "result", "error", "decoded", "hex"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record TestVector(int tcId, String comment, List<String> flags, String hex, String result, String error,
    Map<String, Object> decoded) {

  static TestVector valid(int tcId, String comment, String hex, Map<String, Object> decoded) {
    return new TestVector(tcId, comment, List.of("Valid"), hex, "valid", null, decoded);
  }

  static TestVector invalid(int tcId, String comment, String flag, String hex, ErrorCode error) {
    return new TestVector(tcId, comment, List.of(flag), hex, "invalid", error.slug(), null);
  }
}
