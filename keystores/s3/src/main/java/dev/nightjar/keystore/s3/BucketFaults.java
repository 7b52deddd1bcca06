package dev.nightjar.keystore.s3;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service's refusals mean. Callers of the store are told in general words; the server's log and whoever opens
 * the store read which bucket it was and what helps.
 */
final class BucketFaults {
  private static final Logger LOG = LoggerFactory.getLogger(BucketFaults.class);
  private static final int MOVED = 301;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int NO_ROOM = 507;

  private BucketFaults() {
  }

  /** The refusal of what a bucket refused. */
  static NightjarException of(BucketAddress bucket, String method, Answer answer) {
    boolean full = isFull(answer);
    IOException cause = new IOException(method + " in " + bucket + " was answered with status " + answer.status()
        + (answer.code().isEmpty() ? "" : " " + answer.code()) + ": " + meaning(bucket, answer));
    LOG.warn("the key store: {}", cause.getMessage());
    return full ? new NightjarException(ErrorCode.STORE_FULL, "the bucket of the key store is full; delete keys that"
        + " are not used any more, or give the bucket more room", cause) : unavailable(cause);
  }

  /** The refusal of what brought no answer. */
  static NightjarException of(BucketAddress bucket, String method, IOException failure) {
    IOException cause = new IOException(method + " in " + bucket + " brought no answer (" + failure.getMessage()
        + "): is the address right, and can it be reached from here?", failure);
    LOG.warn("the key store: {}", cause.getMessage());
    return unavailable(cause);
  }

  /** The refusal of bytes that are not what was written there. */
  static NightjarException damaged(BucketAddress bucket, String name) {
    IOException cause = new IOException("the object " + name + " in " + bucket + " is missing or damaged");
    LOG.error("the key store: {}", cause.getMessage());
    return unavailable(cause);
  }

  private static NightjarException unavailable(IOException cause) {
    return new NightjarException(ErrorCode.UNAVAILABLE, "the bucket of the key store failed; the server's log says"
        + " how", cause);
  }

  private static boolean isFull(Answer answer) {
    return answer.status() == NO_ROOM || answer.code().contains("QuotaExceeded")
        || answer.code().endsWith("StorageFull");
  }

  private static String meaning(BucketAddress bucket, Answer answer) {
    return switch (answer.code()) {
      case "RequestTimeTooSkewed", "RequestExpired" -> "the clock of this machine and that of the service differ too"
          + " much: set the clock, as by NTP";
      case "NoSuchBucket" -> "there is no such bucket: make it, or mend the setting bucket";
      case "InvalidAccessKeyId", "InvalidClientTokenId" -> "the service does not know the access key";
      case "SignatureDoesNotMatch" -> "the secret key is not that of the access key, or the setting region is not the"
          + " service's";
      case "ExpiredToken", "InvalidToken" -> "the session token is not valid any more: renew the credentials";
      case "AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect",
          "IllegalLocationConstraintException" -> otherRegion(bucket, answer);
      case "QuotaExceeded" -> "the bucket is full";
      default -> byStatus(bucket, answer);
    };
  }

  private static String byStatus(BucketAddress bucket, Answer answer) {
    return switch (answer.status()) {
      case MOVED -> otherRegion(bucket, answer);
      case FORBIDDEN -> "the credentials may not do this: they need s3:GetObject, s3:PutObject and s3:DeleteObject for"
          + " the objects of the prefix and s3:ListBucket for the bucket";
      case NOT_FOUND -> "nothing is there: is the endpoint an S3 service, and the setting path-style right?";
      default -> "is the endpoint an S3 service?";
    };
  }

  private static String otherRegion(BucketAddress bucket, Answer answer) {
    return "the bucket is not in the region " + bucket.region() + answer.header("x-amz-bucket-region")
        .map(region -> " but in " + region).orElse("") + ": mend the setting region, or the endpoint";
  }
}
