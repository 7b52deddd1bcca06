package dev.nightjar.embedding;

import java.nio.file.Path;
import java.util.Set;
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

  /** Vert.x lets chunks count where there is a length, too, and takes a folded line for its field. */
  @Override
  Set<String> readInOneWay() {
    return Set.of("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "X: a\r\n Content-Length: 44\r\n\r\n");
  }
}
