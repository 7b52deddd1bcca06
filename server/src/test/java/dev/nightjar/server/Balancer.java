package dev.nightjar.server;

import java.net.URI;

/** What stands in front of replicas and tells in the header {@value #SERVED_BY} which of them answered. */
interface Balancer extends AutoCloseable {
  String SERVED_BY = "Served-By";

  URI uri();

  /** Asks a replica no more, and returns when nothing is on its way to it. */
  void takeOut(int port) throws Exception;

  /** Asks it again. */
  void putBack(int port) throws Exception;

  @Override
  void close() throws Exception;
}
