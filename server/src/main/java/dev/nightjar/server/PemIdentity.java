package dev.nightjar.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads a certificate and its key from PEM files, and checks that they belong together. */
final class PemIdentity {
  private static final long MAX_BYTES = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  private PemIdentity() {
  }

  /**
   * A key store with one entry, in memory.
   *
   * @param password protects the entry there, as the interface demands
   * @throws IOException when a file cannot be read, is no PEM of the right kind, or they do not belong together; with
   *     the file's name and the remedy
   */
  static KeyStore read(TlsFiles files, char[] password) throws IOException {
    X509Certificate[] chain = chain(files.chain());
    PrivateKey key = key(files);
    requirePair(files, key, chain[0].getPublicKey());
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, password, chain);
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate in " + files.chain() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is longer than 1 MiB: a PEM file with a certificate or a key is meant");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException("the file " + file + " does not exist", e);
    }
  }

  private static X509Certificate[] chain(Path file) throws IOException {
    String text = text(file);
    if (!text.contains("-----BEGIN CERTIFICATE-----")) {
      throw new IOException(file + " holds no certificate as PEM: it begins with -----BEGIN CERTIFICATE-----"
          + " (openssl x509 -inform der turns the binary form into it)");
    }
    try {
      StringBuilder certificates = new StringBuilder();
      for (Matcher block = BLOCK.matcher(text); block.find(); ) {
        if (block.group(1).equals("CERTIFICATE")) {
          certificates.append(block.group()).append('\n');
        }
      }
      Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(
          new ByteArrayInputStream(certificates.toString().getBytes(StandardCharsets.ISO_8859_1)));
      if (all.isEmpty()) {
        throw new IOException("the certificate in " + file + " is damaged or cut off");
      }
      return all.toArray(new X509Certificate[0]);
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate in " + file + " is damaged or cut off: " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(TlsFiles files) throws IOException {
    Matcher block = BLOCK.matcher(text(files.key()));
    while (block.find()) {
      String kind = block.group(1);
      if (kind.equals(PLAIN) || kind.equals(ENCRYPTED)) {
        byte[] bytes = decoded(files.key(), block.group(2));
        return parsed(files.key(), kind.equals(PLAIN) ? new PKCS8EncodedKeySpec(bytes) : decrypted(files, bytes));
      }
      if (kind.endsWith(PLAIN)) {
        throw new IOException(files.key() + " holds a key as " + kind + ", not as PKCS #8: turn it into that form with"
            + " openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
      }
    }
    throw new IOException(files.key() + " holds no private key as PEM: it begins with -----BEGIN PRIVATE KEY-----");
  }

  private static byte[] decoded(Path file, String base64) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException("the private key in " + file + " is damaged: it is no Base64", e);
    }
  }

  private static PrivateKey parsed(Path file, PKCS8EncodedKeySpec spec) throws IOException {
    for (String algorithm : new String[] {"RSA", "EC"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        // it may be one of the other kind
      }
    }
    throw new IOException("the private key in " + file + " is neither an RSA nor an EC key, or it is damaged");
  }

  private static PKCS8EncodedKeySpec decrypted(TlsFiles files, byte[] bytes) throws IOException {
    Path file = files.passphrase().orElseThrow(() -> new IOException("the private key in " + files.key()
        + " is encrypted, and no file with its passphrase is given (--tls-passphrase-file)"));
    char[] passphrase = text(file).replaceAll("\\R$", "").toCharArray();
    PBEKeySpec password = new PBEKeySpec(passphrase);
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
      AlgorithmParameters parameters = info.getAlgParameters();
      // For PBES2 the parameters, and not the name, say which hash and which cipher are meant.
      String algorithm = info.getAlgName().startsWith("PBES2") || info.getAlgName().equals("1.2.840.113549.1.5.13")
          ? parameters.toString() : info.getAlgName();
      SecretKey secret = SecretKeyFactory.getInstance(algorithm).generateSecret(password);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, secret, parameters);
      return info.getKeySpec(cipher);
    } catch (GeneralSecurityException e) {
      throw new IOException("the private key in " + files.key() + " cannot be decrypted with the passphrase in " + file
          + ", or is encrypted in a way that this JDK does not know; it knows openssl pkcs8 -topk8 -v2 aes-256-cbc", e);
    } finally {
      password.clearPassword();
      Arrays.fill(passphrase, '\0');
    }
  }

  /** What one signs the other must accept. */
  private static void requirePair(TlsFiles files, PrivateKey key, PublicKey certified) throws IOException {
    boolean pair = false;
    if (key.getAlgorithm().equals(certified.getAlgorithm())) {
      try {
        Signature signature = Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA"
            : "SHA256withRSA");
        byte[] message = new byte[32];
        new SecureRandom().nextBytes(message);
        signature.initSign(key);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(message);
        pair = signature.verify(signed);
      } catch (GeneralSecurityException e) {
        pair = false;
      }
    }
    if (!pair) {
      throw new IOException("the key in " + files.key() + " is not that of the first certificate in " + files.chain()
          + ": the server's own certificate comes first, and its authority's behind it");
    }
  }
}
