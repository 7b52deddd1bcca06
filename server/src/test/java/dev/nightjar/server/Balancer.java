package dev.nightjar.server;

import java.net.URI;

/** What stands in front of replicas and tells in the header {@value #SERVED_BY} which of them answered. */
interface Balancer extends AutoCloseable {
  String SERVED_BY = "Served-By";

  URI uri();

  @Override
  void close() throws Exception;
}
