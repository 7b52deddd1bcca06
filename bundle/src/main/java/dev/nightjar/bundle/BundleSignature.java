package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.primitives.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the signer of a bundle says: which entries both of its zips have. The same text lies in both, as the entry
 * {@value #ENTRY}, so that each can be verified alone, and a server sees that the two belong together.
 *
 * <p>The text is ASCII, five lines that end with a line feed each:
 * <pre>
 * nightjar bundle signature 1
 * client.zip DIGEST
 * server.zip DIGEST
 * signed by BASE64
 * BASE64
 * </pre>
 * A digest is the SHA-256 of the list of all other entries, sorted by their names, in the form of {@code sha256sum}:
 * the SHA-256 of the content in hexadecimal, two spaces, the name and a line feed. Then come the Ed25519 public key, as
 * X.509 has it (RFC 8410), and its signature of the first four lines.
 *
 * @param clientDigest 64 lower-case hexadecimal digits
 * @param serverDigest 64 lower-case hexadecimal digits
 * @param signer public key in base64
 * @param signature Ed25519 signature in base64
 */
record BundleSignature(String clientDigest, String serverDigest, String signer, String signature) {
  /** The name of the entry. */
  static final String ENTRY = "signature.txt";

  static final String ALGORITHM = "Ed25519";

  private static final Pattern TEXT = Pattern.compile("nightjar bundle signature 1\nclient\\.zip ([0-9a-f]{64})\n"
      + "server\\.zip ([0-9a-f]{64})\nsigned by ([A-Za-z0-9+/]{59}=)\n([A-Za-z0-9+/]{86}==)\n");

  /** Most bytes of the text; it has fewer. */
  static final int MAX_BYTES = 1024;

  /**
   * Signs what two zips have.
   *
   * @throws NightjarException {@code INVALID_NAME} when this is no Ed25519 key
   */
  static BundleSignature sign(Map<String, byte[]> client, Map<String, byte[]> server, PrivateKey key,
      PublicKey signer) {
    BundleSignature unsigned = new BundleSignature(digest(client), digest(server), TrustedKeys.text(signer), "");
    try {
      Signature signing = Signature.getInstance(ALGORITHM);
      signing.initSign(key);
      signing.update(unsigned.statement());
      return new BundleSignature(unsigned.clientDigest, unsigned.serverDigest, unsigned.signer,
          Base64.getEncoder().encodeToString(signing.sign()));
    } catch (GeneralSecurityException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "this key does not sign: " + e.getMessage(), e);
    }
  }

  /**
   * Reads an entry.
   *
   * @param file name of the zip for messages
   * @throws NightjarException {@code INVALID_MODEL} when it is no such text
   */
  static BundleSignature parse(String file, byte[] entry) {
    Matcher text = TEXT.matcher(new String(entry, 0, Math.min(entry.length, MAX_BYTES), StandardCharsets.ISO_8859_1));
    if (entry.length > MAX_BYTES || !text.matches()) {
      throw invalid(file, "is no whole signature of this version");
    }
    return new BundleSignature(text.group(1), text.group(2), text.group(3), text.group(4));
  }

  byte[] entry() {
    return (new String(statement(), StandardCharsets.US_ASCII) + signature + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] statement() {
    return ("nightjar bundle signature 1\nclient.zip " + clientDigest + "\nserver.zip " + serverDigest + "\nsigned by "
        + signer + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Refuses entries that were not signed by a trusted key.
   *
   * @param file name of the zip, {@code client.zip} or {@code server.zip}
   * @param entries of the zip, without the signature
   * @throws NightjarException {@code REFUSED_BY_POLICY} when another key has signed, {@code INVALID_MODEL} when the
   *     signature is not its own or of other entries
   */
  void require(String file, Map<String, byte[]> entries, TrustedKeys trusted) {
    PublicKey key = trusted.find(signer).orElseThrow(() -> new NightjarException(ErrorCode.REFUSED_BY_POLICY, file
        + " is signed by " + signer + ", which is none of the trusted keys, " + trusted
        + ": get the bundle from one of them, or trust this key if you know whose it is"));
    try {
      Signature verifying = Signature.getInstance(ALGORITHM);
      verifying.initVerify(key);
      verifying.update(statement());
      if (!verifying.verify(Base64.getDecoder().decode(signature))) {
        throw invalid(file, "was not made by the key that it names: the bundle was altered");
      }
    } catch (GeneralSecurityException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, file + ": " + ENTRY + " cannot be verified: "
          + e.getMessage(), e);
    }
    String signed = file.equals(BundleFormat.CLIENT_ZIP) ? clientDigest : serverDigest;
    if (!signed.equals(digest(entries))) {
      throw invalid(file, "does not fit the other entries: " + file + " was altered after it was signed");
    }
  }

  private static NightjarException invalid(String file, String problem) {
    return new NightjarException(ErrorCode.INVALID_MODEL, file + ": " + ENTRY + " " + problem
        + "; get the bundle again, or have it signed again");
  }

  static String digest(Map<String, byte[]> entries) {
    StringBuilder list = new StringBuilder();
    new TreeMap<>(entries).forEach((name, content) -> list.append(Sha256.hexOf(content)).append("  ").append(name)
        .append('\n'));
    return HexFormat.of().formatHex(Sha256.of(list.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
