package dev.nightjar.keystore.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.primitives.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples that AWS publishes in "Signature Calculations for the Authorization Header" of Amazon S3. */
class SigV4Test {
  private static final AwsCredentials EXAMPLE = new AwsCredentials("AKIAIOSFODNN7EXAMPLE",
      "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Optional.empty(), Optional.empty());
  private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final Instant MOMENT = Instant.parse("2013-05-24T00:00:00Z");

  private static String signature(String method, String path, String query, String hash, Map<String, String> more) {
    SortedMap<String, String> headers = new TreeMap<>(more);
    headers.put("host", "examplebucket.s3.amazonaws.com");
    headers.put("x-amz-content-sha256", hash);
    headers.put("x-amz-date", SigV4.time(MOMENT));
    return new SigV4("us-east-1", "s3").authorization(EXAMPLE, method, path, query, headers, hash);
  }

  @Test
  void anObjectIsReadInPart() {
    assertThat(signature("GET", "/test.txt", "", EMPTY, Map.of("range", "bytes=0-9"))).isEqualTo("AWS4-HMAC-SHA256"
        + " Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        + " SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
        + " Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void anObjectIsWritten() {
    String hash = Sha256.hexOf("Welcome to Amazon S3.".getBytes(StandardCharsets.UTF_8));
    assertThat(signature("PUT", "/" + UriText.encodePath("test$file.text"), "", hash,
        Map.of("date", "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class", "REDUCED_REDUNDANCY")))
        .endsWith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void aParameterWithoutAValueIsSigned() {
    assertThat(signature("GET", "/", UriText.query(new TreeMap<>(Map.of("lifecycle", ""))), EMPTY, Map.of()))
        .endsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  }

  @Test
  void objectsAreListed() {
    assertThat(signature("GET", "/", UriText.query(new TreeMap<>(Map.of("prefix", "J", "max-keys", "2"))), EMPTY,
        Map.of())).endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void everythingButPlainCharactersIsEncoded() {
    assertThat(UriText.encode("aZ9-._~ /+*\u00fc%")).isEqualTo("aZ9-._~%20%2F%2B%2A%C3%BC%25");
    assertThat(UriText.encodePath("a b/c")).isEqualTo("a%20b/c");
  }
}
