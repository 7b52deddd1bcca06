package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.Uid;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Reads what was announced and what became of it. Marks are asked for each time. What was announced never changes, so
 * it is remembered for a while: a key that is deleted meanwhile has a mark, which stays longer. Thread-safe.
 */
final class Marks {
  private final Bucket bucket;
  private final InstantSource clock;
  private final Recent<Uid, Known> uploads = new Recent<>();

  private record Known(Upload upload, Instant since) {
  }

  Marks(Bucket bucket, InstantSource clock) {
    this.bucket = bucket;
    this.clock = clock;
  }

  /** What became of a key; empty while it arrives, and when there is none. */
  Optional<KeyMark> mark(Uid uid) {
    return bucket.get(Names.key(uid)).map(text -> MarkText.mark(text)
        .orElseThrow(() -> BucketFaults.damaged(bucket.address(), Names.key(uid))));
  }

  /** What was announced of a key that has no mark. */
  Optional<Upload> upload(Uid uid) {
    Optional<Known> known = uploads.get(uid)
        .filter(k -> clock.instant().isBefore(k.since.plus(StoreLimits.UPLOAD_KNOWN)));
    if (known.isPresent()) {
      return known.map(Known::upload);
    }
    Instant before = clock.instant();
    Optional<Upload> upload = bucket.get(Names.upload(uid)).map(text -> MarkText.upload(text)
        .orElseThrow(() -> BucketFaults.damaged(bucket.address(), Names.upload(uid))));
    upload.ifPresent(u -> uploads.put(uid, new Known(u, before)));
    return upload;
  }

  void forget(Uid uid) {
    uploads.remove(uid);
  }
}
