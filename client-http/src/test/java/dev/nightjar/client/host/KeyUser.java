package dev.nightjar.client.host;

import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.Encryptor;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.SecretKey;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Uses a key as an application does, between collections of garbage, and waits while somebody looks at its memory:
 * first with the key open, then closed. To be run in a JVM of its own.
 */
final class KeyUser {
  static final Parameters SET = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();
  static final String FILE = "secret.key";

  private KeyUser() {
  }

  /** Takes the folder for the key file; goes on when a line comes. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]).resolve(FILE);
    try (SecretKey key = SecretKey.generate(SET)) {
      SecretKeyFile.write(key, file);
      use(key);
    }
    System.gc();
    try (SecretKey key = SecretKeyFile.read(file, SET)) {
      use(key);
      await("open");
    }
    await("closed");
  }

  private static void await(String state) throws IOException {
    System.out.println(state);
    System.out.flush();
    System.in.read();
  }

  /** Evaluation keys and queries, with so much garbage between them that collectors run. */
  private static void use(SecretKey key) {
    new KeyGenerator().evaluationKey(key);
    Encryptor encryptor = new Encryptor(key);
    int garbage = 0;
    for (int query = 0; query < 80; query++) {
      PackedInput input = encryptor.encrypt(new long[SET.polynomialSize()]);
      garbage += new byte[3 << 20].length + input.count();
    }
    if (garbage == 0) {
      throw new AssertionError("never");
    }
    System.gc();
  }
}
