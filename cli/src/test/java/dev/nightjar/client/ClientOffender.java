package dev.nightjar.client;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;

/** Does on purpose what the client must not, in the client's package, so that a test can see the rules bite. */
@SuppressWarnings("unused")
public final class ClientOffender {
  private ClientOffender() {
  }

  static int read() throws IOException {
    try (FileInputStream in = new FileInputStream("key")) {
      return in.read();
    }
  }

  static void connect() {
    HttpClient.newHttpClient();
  }

  static byte[] hash(byte[] bytes) throws GeneralSecurityException {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    Cipher.getInstance("AES/CTR/NoPadding");
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  static void work(Runnable task) {
    Executors.newCachedThreadPool().execute(task);
    new Thread(task).start();
  }
}
