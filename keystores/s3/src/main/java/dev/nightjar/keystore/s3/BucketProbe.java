package dev.nightjar.keystore.s3;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.function.LongSupplier;

/** Tries what a store needs of a bucket, so that what is wrong is said when it is opened, not to the first client. */
final class BucketProbe {
  private BucketProbe() {
  }

  /**
   * Writes, reads, lists and deletes an object of its own, and writes it a second time, which must be refused.
   *
   * @throws NightjarException {@code UNAVAILABLE} with the reason
   */
  static void run(Bucket bucket, LongSupplier randomBits) {
    String name = "probes/" + Long.toUnsignedString(randomBits.getAsLong());
    byte[] body = {'n', 'j'};
    try {
      boolean created = bucket.create(name, body);
      boolean again = bucket.create(name, body);
      boolean listed = bucket.list(name).size() == 1;
      boolean read = bucket.get(name, 1, 1).filter(bytes -> bytes[0] == body[1]).isPresent();
      bucket.delete(name);
      if (!created || again) {
        throw refused(bucket, "the service does not heed If-None-Match, so that two replicas could write the same"
            + " place: take one that does, or a newer version of it");
      }
      if (!listed || !read) {
        throw refused(bucket, "an object that was written is not found at once: the service must be consistent");
      }
    } catch (NightjarException e) {
      throw e.getCause() == null ? e : refused(bucket, e.getCause().getMessage());
    }
  }

  private static NightjarException refused(Bucket bucket, String reason) {
    return new NightjarException(ErrorCode.UNAVAILABLE, "the key store 's3' cannot use the " + bucket.address() + ": "
        + reason);
  }
}
