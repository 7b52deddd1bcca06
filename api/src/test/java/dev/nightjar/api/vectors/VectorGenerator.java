package dev.nightjar.api.vectors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * Wrote the committed vectors, and writes files that are not there yet. It never overwrites one: a file that has been
 * published is what old keys, queries and models look like. A new frame version gets new files beside the old ones.
 */
public final class VectorGenerator {
  private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private VectorGenerator() {
  }

  /** The content of every file, by name. */
  static Map<String, String> contents() {
    Map<String, Object> files = new TreeMap<>(VectorSource.files());
    files.put(MaskVectors.FILE, MaskVectors.today());
    Map<String, String> contents = new TreeMap<>();
    files.forEach((name, file) -> {
      try {
        contents.put(name, MAPPER.writeValueAsString(file) + "\n");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
    return contents;
  }

  /**
   * Writes the files that are missing.
   *
   * @param args the folder
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    for (Map.Entry<String, String> file : contents().entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (Files.exists(path)) {
        System.out.println("kept " + path);
      } else {
        Files.writeString(path, file.getValue(), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        System.out.println("wrote " + path);
      }
    }
  }
}
