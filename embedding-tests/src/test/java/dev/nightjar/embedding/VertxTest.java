package dev.nightjar.embedding;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on {@code examples/vertx}. */
class VertxTest extends ServerContract {
  @TempDir
  private static Path folder;

  private ExampleServer example;

  @Override
  void prepare() throws Exception {
    example = new ExampleServer("vertx", "com.example.vertx.VertxServer", folder);
  }

  @Override
  CarryingServer start() throws Exception {
    return example.start();
  }
}
