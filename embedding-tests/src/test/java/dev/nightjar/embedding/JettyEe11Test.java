package dev.nightjar.embedding;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on {@code examples/jetty}: Jetty with the servlets of Jakarta EE 11. */
class JettyEe11Test extends ServerContract {
  @TempDir
  private static Path folder;

  private ExampleServer example;

  @Override
  void prepare() throws Exception {
    example = new ExampleServer("jetty", "com.example.jetty.JettyServer", folder);
  }

  @Override
  CarryingServer start() throws Exception {
    return example.start();
  }
}
