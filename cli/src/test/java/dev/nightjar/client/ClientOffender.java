package dev.nightjar.client;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.concurrent.Executors;

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

  static void work(Runnable task) {
    Executors.newCachedThreadPool().execute(task);
    new Thread(task).start();
  }
}
