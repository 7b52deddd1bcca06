package dev.nightjar.server;

import java.io.IOException;
import java.util.Map;

/** Requests over one connection of this process to its own server, one after the other. For one thread. */
interface RehearsalExchange {
  /**
   * The body of the answer to a request.
   *
   * @throws IOException also when the status of the answer is none of success
   */
  byte[] ask(String method, String path, Map<String, String> headers, byte[] body) throws IOException;
}
