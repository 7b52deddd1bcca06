package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.server.NightjarServer;
import dev.nightjar.server.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a server's certificate. */
final class TlsChoice {
  @Option(names = "--tls-cert", paramLabel = "FILE",
      description = "Serve HTTPS with the certificate in this PEM file, its own first and its authorities' behind it."
          + " Looked at again each second.")
  private Path chain;

  @Option(names = "--tls-key", paramLabel = "FILE",
      description = "The certificate's private key, PEM of PKCS #8 (BEGIN PRIVATE KEY), RSA or EC.")
  private Path key;

  @Option(names = "--tls-passphrase-file", paramLabel = "FILE",
      description = "What this file holds, without the line's end, decrypts the private key.")
  private Path passphrase;

  NightjarServer.Builder apply(NightjarServer.Builder builder) {
    if (chain == null && key == null && passphrase == null) {
      return builder;
    }
    if (chain == null || key == null) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "HTTPS needs both --tls-cert and --tls-key");
    }
    return builder.tls(new TlsFiles(chain, key, Optional.ofNullable(passphrase)));
  }
}
