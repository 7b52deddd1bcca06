package dev.nightjar.server;

import dev.nightjar.servlet.ServletSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * What a server was built with.
 *
 * @param threads most threads that handle HTTP
 * @param patience with requests in progress at the end
 * @param management address of the second port
 * @param tls the certificate's files
 */
record ServerSettings(String host, int port, ServletSettings servlet, int threads, ConnectionKeeper.Bounds bounds,
    Duration patience, Optional<Address> management, Optional<TlsFiles> tls) {

  /** Where to listen. */
  record Address(String host, int port) {
  }

  static int requirePort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port lies in 0..65535, not " + port);
    }
    return port;
  }

  static int requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("the number of " + name + " must be positive, not " + value);
    }
    return value;
  }

  static Duration requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("the " + name + " must be positive, not " + value);
    }
    return value;
  }
}
