package dev.nightjar.server;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the certificate of a server is: PEM files, as certificate authorities and their clients write them.
 *
 * @param chain the server's certificate and, behind it, those of the authorities between it and a root
 * @param key its private key, RSA or EC, as PKCS #8 ({@code BEGIN PRIVATE KEY} or {@code BEGIN ENCRYPTED PRIVATE KEY})
 * @param passphrase file with the key's passphrase, without the end of line; empty when the key is not encrypted
 */
public record TlsFiles(Path chain, Path key, Optional<Path> passphrase) {
  public TlsFiles {
    Objects.requireNonNull(chain, "chain");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(passphrase, "passphrase");
  }
}
