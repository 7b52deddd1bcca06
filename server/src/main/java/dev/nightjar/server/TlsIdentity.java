package dev.nightjar.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's certificate, which is read again when its files change: new connections get the new one, and those that
 * are open go on. Files that cannot be read, or do not belong together because one of them has not been written yet,
 * leave the certificate as it is, and are tried again.
 */
final class TlsIdentity extends AbstractLifeCycle {
  private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);
  private static final int SALT_BYTES = 16;

  private final TlsFiles files;
  private final Scheduler scheduler;
  private final long everyMillis;
  private final String password;
  private final SslContextFactory.Server context = new SslContextFactory.Server();
  private List<Object> read;
  private List<Object> refused = List.of();
  private volatile Scheduler.Task next;

  TlsIdentity(TlsFiles files, Scheduler scheduler, long everyMillis) throws IOException {
    this.files = files;
    this.scheduler = scheduler;
    this.everyMillis = everyMillis;
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    this.password = HexFormat.of().formatHex(salt);
    this.read = state();
    use(context, PemIdentity.read(files, password.toCharArray()));
    context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    // Forward secrecy and authenticated encryption alone; what is excluded by default stays excluded.
    context.setIncludeCipherSuites("TLS_AES_.*", "TLS_CHACHA20_.*", "TLS_ECDHE_.*_GCM_.*", "TLS_ECDHE_.*_CHACHA20_.*");
    context.setRenegotiationAllowed(false);
  }

  private void use(SslContextFactory factory, KeyStore store) {
    factory.setKeyStore(store);
    factory.setKeyStorePassword(password);
  }

  SslContextFactory.Server context() {
    return context;
  }

  /** For connections of this process to itself, which trust this certificate alone, whatever its names and dates. */
  SSLSocketFactory trusting() throws IOException {
    try {
      KeyStore own = context.getKeyStore();
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (String alias : Collections.list(own.aliases())) {
        trusted.setCertificateEntry(alias, own.getCertificate(alias));
      }
      TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext client = SSLContext.getInstance("TLS");
      client.init(null, managers.getTrustManagers(), null);
      return client.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException("no connection to this server over TLS: " + e.getMessage(), e);
    }
  }

  @Override
  protected void doStart() {
    lookLater();
  }

  @Override
  protected void doStop() {
    Scheduler.Task last = next;
    if (last != null) {
      last.cancel();
    }
  }

  private void lookLater() {
    next = scheduler.schedule(() -> {
      try {
        look();
      } finally {
        if (isRunning() || isStarting()) {
          lookLater();
        }
      }
    }, everyMillis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    List<Object> now = List.of();
    try {
      now = state();
      if (!now.equals(read)) {
        KeyStore store = PemIdentity.read(files, password.toCharArray());
        context.reload(factory -> use(factory, store));
        read = now;
        LOG.info("took over the changed certificate in {}", files.chain());
      }
    } catch (Exception e) {
      // Tried again each time, as the rights of a file may change alone, and said once for each change.
      if (!now.equals(refused)) {
        LOG.warn("the changed certificate is not used: {}", e.getMessage());
        refused = now;
      }
    }
  }

  /** Times and lengths of the files. */
  private List<Object> state() throws IOException {
    List<Object> state = new ArrayList<>();
    for (Path file : Stream.concat(Stream.of(files.chain(), files.key()), files.passphrase().stream()).toList()) {
      if (Files.exists(file)) {
        FileTime time = Files.getLastModifiedTime(file);
        state.add(time);
        state.add(Files.size(file));
      }
    }
    return state;
  }
}
