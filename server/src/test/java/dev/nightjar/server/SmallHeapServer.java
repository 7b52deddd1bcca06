package dev.nightjar.server;

import dev.nightjar.runtime.ModelCard;
import dev.nightjar.runtime.NightjarRuntime;
import java.nio.file.Path;

/** A server in a process of its own, with keys in a folder; prints where it is and what it serves, and runs on. */
final class SmallHeapServer {
  private SmallHeapServer() {
  }

  public static void main(String[] arguments) throws Exception {
    NightjarRuntime runtime = Scene.runtime().keyFolder(Path.of(arguments[0])).build();
    NightjarServer server = NightjarServer.builder(runtime).start();
    System.out.println(server.uri());
    System.out.println(runtime.models().stream().map(ModelCard::name).toList() + " "
        + runtime.registry().statuses());
    server.join();
  }
}
