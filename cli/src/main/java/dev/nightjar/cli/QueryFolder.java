package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Queries in files, one for each row, and a note of the key that encrypted them. A query goes to the server as it is;
 * the note stays. It is the random name that {@code keygen} gave the key.
 *
 * @param folder where they lie
 */
record QueryFolder(Path folder) {
  private static final String NAMES = "row-\\d{4,9}\\.bin";
  private static final String KEY_NOTE = "key.id";

  /** The name of a row's query, and of its answer in another folder. */
  static String name(int row) {
    return String.format(Locale.ROOT, "row-%04d.bin", row);
  }

  /** Refuses a folder with queries: answers to some of them would be taken for answers to others. */
  void requireNone() throws IOException {
    if (Files.isDirectory(folder) && !queries().isEmpty()) {
      throw new FileAlreadyExistsException(folder.resolve(queries().get(0)).toString());
    }
    if (Files.exists(folder.resolve(KEY_NOTE))) {
      throw new FileAlreadyExistsException(folder.resolve(KEY_NOTE).toString());
    }
  }

  /** Notes which key encrypts the queries of this folder, which is made. */
  void noteKey(KeyFiles keys) throws IOException {
    Files.createDirectories(folder);
    Optional<String> id = keys.id();
    if (id.isPresent()) {
      Files.writeString(folder.resolve(KEY_NOTE), id.get() + "\n", StandardCharsets.ISO_8859_1,
          StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
  }

  /** Refuses another key than the one of the note: what it decrypts is noise. Without a note nothing is refused. */
  void requireKey(KeyFiles keys) throws IOException {
    Path note = folder.resolve(KEY_NOTE);
    if (Files.exists(note) && keys.id().isPresent()
        && !Files.readString(note, StandardCharsets.ISO_8859_1).strip().equals(keys.id().get())) {
      throw new NightjarException(ErrorCode.ANSWER_MISMATCH, "the queries in " + folder
          + " were encrypted under another key than " + keys.secret() + ", which would decrypt noise: give the --keys"
          + " that 'encrypt' was given");
    }
  }

  /** Writes the query of a row. */
  void write(int row, byte[] query) throws IOException {
    Files.write(folder.resolve(name(row)), query, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** The names of all queries, in the order of rows. */
  List<String> queries() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.matches(NAMES))
          .sorted((a, b) -> Integer.compare(row(a), row(b))).toList();
    }
  }

  /** The number of a row in the name of its query. */
  static int row(String name) {
    return Integer.parseInt(name.substring("row-".length(), name.length() - ".bin".length()));
  }
}
