package dev.nightjar.embedding;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on {@code examples/undertow}. */
class UndertowTest extends ServerContract {
  @TempDir
  private static Path folder;

  private ExampleServer example;

  @Override
  void prepare() throws Exception {
    example = new ExampleServer("undertow", "com.example.undertow.UndertowServer", folder);
  }

  @Override
  CarryingServer start() throws Exception {
    return example.start();
  }
}
