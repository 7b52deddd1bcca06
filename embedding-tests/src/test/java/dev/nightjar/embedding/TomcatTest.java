package dev.nightjar.embedding;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.io.TempDir;

/** The contract on {@code examples/tomcat}. */
class TomcatTest extends ServerContract {
  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger("org.apache");

  @TempDir
  private static Path folder;

  private ExampleServer example;

  @Override
  void prepare() throws Exception {
    LOG.setLevel(Level.SEVERE);
    example = new ExampleServer("tomcat", "com.example.tomcat.TomcatServer", folder);
  }

  @Override
  CarryingServer start() throws Exception {
    return example.start();
  }
}
