package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.Uid;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All keys of a bucket, as lists of its objects show them. The lists are taken one after the other in an order in which
 * a key that is there at the beginning and at the end is in one of the later ones: parts, uses, uploads, marks.
 *
 * @param parts keys of which something has arrived
 * @param uses what objects say of when keys were used
 * @param uploads what was announced, where nothing has become of it yet
 * @param marks what became of keys
 * @param named keys that have an upload or a mark, readable or not
 */
record Survey(Set<Uid> parts, List<Names.Use> uses, Map<Uid, Upload> uploads, Map<Uid, Mark> marks,
    Set<Uid> named) {
  /**
   * What became of a key.
   *
   * @param upload what was announced of a committed one; empty for a deleted one
   * @param moment when it was committed or deleted
   */
  record Mark(Optional<Upload> upload, Instant moment) {
    static Mark of(KeyMark mark) {
      return mark instanceof KeyMark.Manifest key ? new Mark(Optional.of(key.upload()), key.committed())
          : new Mark(Optional.empty(), ((KeyMark.Deleted) mark).at());
    }
  }

  /** Takes surveys, and remembers what it has read as long as it does not change. Not thread-safe. */
  static final class Taker {
    private static final Logger LOG = LoggerFactory.getLogger(Taker.class);

    private final Bucket bucket;
    private final Lanes lanes;
    private Map<String, Remembered<?>> read = new HashMap<>();
    private Map<String, Remembered<?>> reading = new HashMap<>();

    private record Remembered<T>(String version, T value) {
    }

    private interface Reading<T> {
      Optional<T> of(byte[] text);
    }

    Taker(Bucket bucket, Lanes lanes) {
      this.bucket = bucket;
      this.lanes = lanes;
    }

    Survey take() {
      Set<Uid> parts = new HashSet<>();
      bucket.folders(Names.PARTS).forEach(name -> Names.uid(name).ifPresent(parts::add));
      List<Names.Use> uses = bucket.list(Names.USED).stream().map(entry -> Names.use(entry.name()))
          .flatMap(Optional::stream).toList();
      Set<Uid> named = new HashSet<>();
      reading = new HashMap<>();
      Map<Uid, Upload> uploads = values(Names.UPLOADS, named, MarkText::upload);
      Map<Uid, Mark> marks = values(Names.KEYS, named, text -> MarkText.mark(text).map(Mark::of));
      read = reading;
      return new Survey(parts, uses, uploads, marks, named);
    }

    private <T> Map<Uid, T> values(String folder, Set<Uid> named, Reading<T> reading) {
      Map<Uid, T> values = new HashMap<>();
      List<Listing.Entry> found = bucket.list(folder).stream()
          .filter(entry -> Names.uid(folder, entry.name()).isPresent()).toList();
      List<Optional<T>> contents = lanes.all(found.stream()
          .<Callable<Optional<T>>>map(entry -> () -> value(entry, reading)).toList());
      for (int i = 0; i < found.size(); i++) {
        Listing.Entry entry = found.get(i);
        Uid uid = Names.uid(folder, entry.name()).orElseThrow();
        named.add(uid);
        contents.get(i).ifPresent(value -> {
          values.put(uid, value);
          this.reading.put(entry.name(), new Remembered<>(entry.version(), value));
        });
      }
      return values;
    }

    @SuppressWarnings("unchecked")
    private <T> Optional<T> value(Listing.Entry entry, Reading<T> reading) {
      Remembered<?> known = read.get(entry.name());
      if (known != null && known.version.equals(entry.version())) {
        return Optional.of((T) known.value);
      }
      Optional<byte[]> text = bucket.get(entry.name());
      Optional<T> value = text.flatMap(reading::of);
      if (text.isPresent() && value.isEmpty()) {
        LOG.warn("the object {} in {} is none of this key store or a damaged one: it is left there and not served",
            entry.name(), bucket.address());
      }
      return value;
    }
  }
}
