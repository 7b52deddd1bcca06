package dev.nightjar.cli;

import dev.nightjar.client.http.EndpointSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Option;

/** The option that says which authority names what is asked: an endpoint, or the site of a hub. */
final class TrustChoice {
  @Option(names = "--tls-ca", paramLabel = "FILE",
      description = "Trust the authorities whose certificates are in this PEM file to name the endpoint or the site"
          + " of the hub, and no others (default: those of the JDK).")
  private Path authorities;

  EndpointSettings apply(EndpointSettings settings) throws IOException {
    if (authorities == null) {
      return settings;
    }
    try (InputStream in = Files.newInputStream(authorities)) {
      Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) {
        throw new IOException(authorities + " holds no certificate");
      }
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (Certificate authority : all) {
        trusted.setCertificateEntry("authority-" + trusted.size(), authority);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return settings.withTls(context);
    } catch (GeneralSecurityException e) {
      throw new IOException(authorities + " holds no certificates as PEM, -----BEGIN CERTIFICATE-----: "
          + e.getMessage(), e);
    }
  }
}
