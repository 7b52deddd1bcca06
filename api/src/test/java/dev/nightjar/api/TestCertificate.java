package dev.nightjar.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for this machine's loopback that signs itself, made by the JDK's keytool.
 *
 * @param certificate for localhost and 127.0.0.1
 * @param key its private key
 */
public record TestCertificate(X509Certificate certificate, PrivateKey key) {
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final String PASSWORD = "password";

  private static TestCertificate shared;

  /** Makes one, in a folder whose {@code made.p12} it replaces, of the algorithm EC or RSA. */
  public static TestCertificate make(Path folder, String algorithm) throws Exception {
    Path store = folder.resolve("made.p12");
    Files.deleteIfExists(store);
    Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-genkeypair", "-alias", "made", "-keyalg", algorithm,
        "-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12",
        "-storepass", PASSWORD, "-keystore", store.toString()).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD.toCharArray());
    }
    return new TestCertificate((X509Certificate) made.getCertificate("made"),
        (PrivateKey) made.getKey("made", PASSWORD.toCharArray()));
  }

  /** One of the algorithm EC that is made once in this JVM, as keytool takes a JVM of its own. */
  public static TestCertificate shared() throws Exception {
    synchronized (TestCertificate.class) {
      if (shared == null) {
        Path folder = Files.createTempDirectory("nightjar-certificate");
        try {
          shared = make(folder, "EC");
        } finally {
          Files.deleteIfExists(folder.resolve("made.p12"));
          Files.delete(folder);
        }
      }
      return shared;
    }
  }

  /** A block of PEM. */
  public static String pem(String kind, byte[] bytes) {
    return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END " + kind + "-----\n";
  }

  /** The certificate as PEM. */
  public String certificatePem() throws GeneralSecurityException {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  /** The key as PEM, not encrypted. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** As OpenSSL encrypts it: PBES2 with PBKDF2 of HMAC-SHA-256 and AES-256-CBC. */
  public String encryptedKeyPem(String passphrase) throws GeneralSecurityException {
    byte[] salt = "8 bytes!".getBytes(StandardCharsets.US_ASCII);
    byte[] iv = "sixteen bytes iv".getBytes(StandardCharsets.US_ASCII);
    byte[] secret = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
        .generateSecret(new PBEKeySpec(passphrase.toCharArray(), salt, 2048, 256)).getEncoded();
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(iv));
    byte[] kdf = der(SEQUENCE, hex("06092A864886F70D01050C"), der(SEQUENCE, der(OCTETS, salt), hex("02020800"),
        der(SEQUENCE, hex("06082A864886F70D02090500"))));
    byte[] aes = der(SEQUENCE, hex("060960864801650304012A"), der(OCTETS, iv));
    return pem("ENCRYPTED PRIVATE KEY", der(SEQUENCE,
        der(SEQUENCE, hex("06092A864886F70D01050D"), der(SEQUENCE, kdf, aes)),
        der(OCTETS, cipher.doFinal(key.getEncoded()))));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] der(int tag, byte[]... contents) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      all.writeBytes(content);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(tag);
    value.writeBytes(all.size() < 128 ? new byte[] {(byte) all.size()}
        : new byte[] {(byte) 0x82, (byte) (all.size() >> 8), (byte) all.size()});
    value.writeBytes(all.toByteArray());
    return value.toByteArray();
  }

  /** For a server that is this one, and for a client that trusts this certificate alone. */
  public SSLContext context() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("trusted", certificate);
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    store.setKeyEntry("made", key, PASSWORD.toCharArray(), new X509Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
