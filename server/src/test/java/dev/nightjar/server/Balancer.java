package dev.nightjar.server;

import java.net.URI;
import java.util.List;

/** What stands in front of replicas and tells in the header {@value #SERVED_BY} which of them answered. */
interface Balancer extends AutoCloseable {
  String SERVED_BY = "Served-By";

  URI uri();

  @Override
  void close() throws Exception;

  /** nginx with the example's configuration where it is installed, else a small one of ours. */
  static Balancer over(List<Integer> ports) throws Exception {
    return Nginx.installed() ? new Nginx(ports) : new HashingProxy(ports);
  }
}
