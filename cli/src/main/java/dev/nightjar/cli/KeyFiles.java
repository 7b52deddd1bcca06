package dev.nightjar.cli;

import dev.nightjar.api.params.Parameters;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.PassphraseWrapping;
import dev.nightjar.client.host.SecretKeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The key files of one model in one folder.
 *
 * @param folder where they lie
 */
record KeyFiles(Path folder) {
  private static final String SECRET = "secret.key";
  private static final String EVALUATION = "evaluation.key";
  private static final String ID = "key.id";
  private static final int ID_BYTES = 16;

  /** The file of the secret key. */
  Path secret() {
    return folder.resolve(SECRET);
  }

  /** A random name of the secret key that tells nothing of it; empty where an earlier version made the key. */
  Optional<String> id() throws IOException {
    Path file = folder.resolve(ID);
    return Files.exists(file) ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).strip())
        : Optional.empty();
  }

  /** Refuses a folder that holds keys already, before any work is done. */
  void requireAbsent(boolean evaluationToo) throws IOException {
    for (String name : evaluationToo ? new String[] {SECRET, EVALUATION} : new String[] {SECRET}) {
      if (Files.exists(folder.resolve(name))) {
        throw new FileAlreadyExistsException(folder.resolve(name).toString());
      }
    }
  }

  /** Writes the secret key for its owner alone, under a passphrase if one is given. */
  Path writeSecret(SecretKey key, Optional<PassphraseWrapping> passphrase) throws IOException {
    Files.createDirectories(folder);
    Path file = secret();
    byte[] id = new byte[ID_BYTES];
    new SecureRandom().nextBytes(id);
    Files.writeString(folder.resolve(ID), HexFormat.of().formatHex(id) + "\n", StandardCharsets.US_ASCII);
    if (passphrase.isPresent()) {
      SecretKeyFile.write(key, file, passphrase.get());
    } else {
      SecretKeyFile.write(key, file);
    }
    return file;
  }

  /** Writes the encoded evaluation key. */
  Path writeEvaluation(byte[] key) throws IOException {
    return Files.write(folder.resolve(EVALUATION), key, StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE);
  }

  /** The secret key, which the caller closes; a passphrase is asked for only if its file has one. */
  SecretKey readSecret(Parameters parameters, PassphraseChoice passphrase, Terminal terminal) throws IOException {
    Path file = secret();
    if (SecretKeyFile.wrappedBy(file).isEmpty()) {
      return SecretKeyFile.read(file, parameters);
    }
    try (PassphraseWrapping wrapping = passphrase.forFile(terminal)) {
      return SecretKeyFile.read(file, parameters, wrapping);
    }
  }

  /** The encoded evaluation key. */
  byte[] readEvaluation() throws IOException {
    return Files.readAllBytes(folder.resolve(EVALUATION));
  }
}
