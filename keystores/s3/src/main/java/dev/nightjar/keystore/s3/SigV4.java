package dev.nightjar.keystore.s3;

import dev.nightjar.api.primitives.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures of requests, AWS Signature Version 4 with the whole request in one signature. Thread-safe.
 *
 * @param region that the service calls its own
 * @param service as {@code s3}
 */
record SigV4(String region, String service) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DAY_LENGTH = 8;

  /** A moment as the header {@code x-amz-date} has it. */
  static String time(Instant moment) {
    return TIME.format(moment);
  }

  /**
   * The header {@code Authorization}.
   *
   * @param path encoded, as it is sent
   * @param query encoded and sorted, as it is sent; empty for none
   * @param headers all that are signed, by lower-case names; {@code host} and {@code x-amz-date} among them
   * @param bodyHash SHA-256 of the body in hex
   */
  String authorization(AwsCredentials credentials, String method, String path, String query,
      SortedMap<String, String> headers, String bodyHash) {
    String names = String.join(";", headers.keySet());
    StringBuilder canonical = new StringBuilder().append(method).append('\n').append(path).append('\n').append(query)
        .append('\n');
    headers.forEach((name, value) -> canonical.append(name).append(':').append(value.strip()).append('\n'));
    canonical.append('\n').append(names).append('\n').append(bodyHash);
    String time = headers.get("x-amz-date");
    String day = time.substring(0, DAY_LENGTH);
    String scope = day + "/" + region + "/" + service + "/aws4_request";
    String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + Sha256.hexOf(bytes(canonical.toString()));
    byte[] key = hmac(hmac(hmac(hmac(bytes("AWS4" + credentials.secretKey()), day), region), service),
        "aws4_request");
    return ALGORITHM + " Credential=" + credentials.accessKey() + "/" + scope + ", SignedHeaders=" + names
        + ", Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
