package dev.nightjar.cli;

import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.SecretKeyFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The key files of one model in one folder.
 *
 * @param folder where they lie
 */
record KeyFiles(Path folder) {
  private static final String SECRET = "secret.key";
  private static final String EVALUATION = "evaluation.key";

  /** Refuses a folder that holds keys already, before any work is done. */
  void requireAbsent(boolean evaluationToo) throws IOException {
    for (String name : evaluationToo ? new String[] {SECRET, EVALUATION} : new String[] {SECRET}) {
      if (Files.exists(folder.resolve(name))) {
        throw new FileAlreadyExistsException(folder.resolve(name).toString());
      }
    }
  }

  /** Writes the secret key for its owner alone. */
  Path writeSecret(SecretKey key) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(SECRET);
    SecretKeyFile.write(key, file);
    return file;
  }

  /** Writes the encoded evaluation key. */
  Path writeEvaluation(byte[] key) throws IOException {
    return Files.write(folder.resolve(EVALUATION), key, StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE);
  }

  /** The secret key, which the caller closes. */
  SecretKey readSecret(Parameters parameters) throws IOException {
    return SecretKeyFile.read(folder.resolve(SECRET), parameters);
  }

  /** The encoded evaluation key. */
  byte[] readEvaluation() throws IOException {
    return Files.readAllBytes(folder.resolve(EVALUATION));
  }
}
