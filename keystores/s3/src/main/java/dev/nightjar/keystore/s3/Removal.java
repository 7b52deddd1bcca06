package dev.nightjar.keystore.s3;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.UploadPace;
import dev.nightjar.api.keys.Uid;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How keys go. The mark of a deleted key is written first, in the place of the manifest: from then on nobody finds the
 * key, and a commit that is under way fails. Then everything else of it is deleted. What is left when a process ends in
 * between, and uploads that were given up, any replica removes with its next {@link #sweep}. Thread-safe.
 */
final class Removal {
  private static final Logger LOG = LoggerFactory.getLogger(Removal.class);

  private final Bucket bucket;
  private final Content content;
  private final Catalogue catalogue;
  private final Marks marks;
  private final UploadPace pace;
  private final InstantSource clock;

  Removal(Bucket bucket, Content content, Catalogue catalogue, Marks marks, UploadPace pace, InstantSource clock) {
    this.bucket = bucket;
    this.content = content;
    this.catalogue = catalogue;
    this.marks = marks;
    this.pace = pace;
    this.clock = clock;
  }

  /** Deletes a key that is committed; whoever does it at the same moment does the same. */
  void deleteCommitted(Uid uid) {
    bucket.put(Names.key(uid), MarkText.of(new KeyMark.Deleted(clock.instant())));
    gone(uid);
  }

  /** Deletes a key that arrives; false when it was committed or deleted meanwhile. */
  boolean deleteArriving(Uid uid) {
    boolean marked = bucket.create(Names.key(uid), MarkText.of(new KeyMark.Deleted(clock.instant())));
    if (marked) {
      gone(uid);
    }
    return marked;
  }

  private void gone(Uid uid) {
    marks.forget(uid);
    catalogue.note(uid, Optional.empty());
    try {
      clean(uid);
    } catch (NightjarException e) {
      LOG.warn("not all of the deleted key {} is removed from {}; the next sweep tries again", uid, bucket.address());
    }
  }

  private void clean(Uid uid) {
    List<String> names = new ArrayList<>();
    bucket.list(Names.parts(uid)).forEach(entry -> names.add(entry.name()));
    bucket.list(Names.uses(uid)).forEach(entry -> names.add(entry.name()));
    names.add(Names.upload(uid));
    content.delete(names);
  }

  /** Removes what nobody needs any more; what fails is tried again the next time. */
  void sweep() {
    Survey survey = catalogue.refresh();
    Instant now = clock.instant();
    survey.marks().forEach((uid, mark) -> {
      if (mark.upload().isEmpty()) {
        finish(uid, mark, survey, now);
      } else if (survey.uploads().containsKey(uid)) {
        bucket.delete(Names.upload(uid));
      }
    });
    survey.uploads().forEach((uid, upload) -> {
      if (!survey.marks().containsKey(uid) && isAbandoned(uid, upload, survey.parts().contains(uid), now)
          && deleteArriving(uid)) {
        LOG.debug("the upload {} is given up", uid);
      }
    });
    survey.parts().stream().filter(uid -> !survey.named().contains(uid)).forEach(uid -> removeOrphans(uid, now));
    removeUses(survey, now);
  }

  private void finish(Uid uid, Survey.Mark mark, Survey survey, Instant now) {
    boolean over = now.isAfter(mark.moment().plus(StoreLimits.MARK_STAYS));
    if (over || survey.parts().contains(uid) || survey.uploads().containsKey(uid)) {
      clean(uid);
    }
    if (over) {
      bucket.delete(Names.key(uid));
    }
  }

  private boolean isAbandoned(Uid uid, Upload upload, boolean begun, Instant now) {
    if (!begun || now.isAfter(pace.deadline(upload.begun(), 1))) {
      long received = begun ? content.find(uid, upload.key()).pieces().receivedBytes() : 0;
      return isAbandoned(upload, received, now);
    }
    return false;
  }

  /** Whether an upload is given up that has brought so much. */
  boolean isAbandoned(Upload upload, long receivedBytes, Instant now) {
    return now.isAfter(pace.deadline(upload.begun(), receivedBytes));
  }

  /** Parts of no key: all that a writer left who was slower than any request may be. */
  private void removeOrphans(Uid uid, Instant now) {
    List<Listing.Entry> found = bucket.list(Names.parts(uid));
    if (found.stream().allMatch(entry -> isOld(entry.modified(), now))) {
      content.delete(found.stream().map(Listing.Entry::name).toList());
    }
  }

  private static boolean isOld(Instant moment, Instant now) {
    return now.isAfter(moment.plus(StoreLimits.MARK_STAYS));
  }

  /** Of the uses of a key the last one counts; those of none are old when they have nothing to come. */
  private void removeUses(Survey survey, Instant now) {
    Map<Uid, Instant> last = new HashMap<>();
    survey.uses().forEach(use -> last.merge(use.uid(), use.moment(), (a, b) -> a.isAfter(b) ? a : b));
    content.delete(survey.uses().stream()
        .filter(use -> use.moment().isBefore(last.get(use.uid()))
            || !survey.named().contains(use.uid()) && isOld(use.moment(), now))
        .map(Names.Use::name).toList());
  }
}
