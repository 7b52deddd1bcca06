package dev.nightjar.embedding;

import java.nio.file.Path;
import java.util.Set;
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

  /** Undertow takes codings that it does not know for the chunked one, and a folded line for its field. */
  @Override
  Set<String> readInOneWay() {
    return Set.of("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "X: a\r\n Content-Length: 44\r\n\r\n");
  }
}
