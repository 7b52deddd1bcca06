package dev.nightjar.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** Reports as JSON, field by field. */
final class Json {
  private final ObjectMapper mapper = new ObjectMapper();

  /** On one line. */
  String line(Object report) {
    try {
      return mapper.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report that is no JSON", e);
    }
  }

  /** Reads a report back. */
  BenchReport report(String line) throws IOException {
    return mapper.readValue(line, BenchReport.class);
  }

  /** Into a file, for people to read. */
  void write(Object report, Path file) throws IOException {
    mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
  }
}
