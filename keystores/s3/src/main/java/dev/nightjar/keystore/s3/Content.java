package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.primitives.Crc32c;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The bytes of keys: finds, writes and reads their pieces, several side by side. Thread-safe. */
final class Content {
  private final Bucket bucket;
  private final Lanes lanes;

  Content(Bucket bucket, Lanes lanes) {
    this.bucket = bucket;
    this.lanes = lanes;
  }

  /**
   * What is there of a key.
   *
   * @param last when the last piece came; the epoch when none has
   */
  record There(Pieces pieces, Instant last) {
  }

  There find(Uid uid, NewKey key) {
    List<Piece> found = new ArrayList<>();
    Instant last = Instant.EPOCH;
    for (Listing.Entry entry : bucket.list(Names.parts(uid))) {
      Names.piece(uid, entry).ifPresent(found::add);
      last = entry.modified().isAfter(last) ? entry.modified() : last;
    }
    return new There(Pieces.of(key, found), last);
  }

  /** Bytes that are to be a piece. */
  record Fresh(Piece piece, ByteBuffer bytes) {
  }

  /** Writes pieces; false when there is another object in the place of one. */
  boolean write(Uid uid, List<Fresh> pieces) {
    return lanes.all(pieces.stream().<Callable<Boolean>>map(fresh -> () -> {
      byte[] body = new byte[fresh.bytes.remaining()];
      fresh.bytes.duplicate().get(body);
      return bucket.create(Names.piece(uid, fresh.piece.part(), fresh.piece.within()), body);
    }).toList()).stream().allMatch(created -> created);
  }

  /**
   * Fills a buffer with bytes that are there.
   *
   * @param checksums of the pieces, as far as they are known; what is read whole is compared
   * @return false when a piece is not there any more
   */
  boolean read(Uid uid, Pieces pieces, Map<Piece, Integer> checksums, long offset, ByteBuffer into) {
    long end = offset + into.remaining();
    int base = into.position();
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (Piece piece : pieces.all()) {
      long place = pieces.place(piece);
      long from = Math.max(place, offset);
      int length = (int) (Math.min(place + piece.length(), end) - from);
      if (length > 0) {
        ByteBuffer target = into.slice(base + (int) (from - offset), length);
        tasks.add(() -> read(uid, piece, (int) (from - place), target, checksums.get(piece)));
      }
    }
    boolean whole = lanes.all(tasks).stream().allMatch(read -> read);
    into.position(whole ? into.limit() : base);
    return whole;
  }

  private boolean read(Uid uid, Piece piece, int from, ByteBuffer target, Integer checksum) {
    String name = Names.piece(uid, piece.part(), piece.within());
    Optional<byte[]> bytes = bucket.get(name, from, target.remaining());
    if (bytes.isPresent() && checksum != null && bytes.get().length == piece.length()
        && Crc32c.of(bytes.get(), 0, piece.length()) != checksum) {
      throw BucketFaults.damaged(bucket.address(), name);
    }
    bytes.ifPresent(target::put);
    return bytes.isPresent();
  }

  /** The checksums that pieces were written with; empty when one is not there any more. */
  Optional<List<Integer>> checksums(Uid uid, List<Piece> pieces) {
    List<Optional<Integer>> found = lanes.all(pieces.stream().<Callable<Optional<Integer>>>map(piece -> () -> {
      String name = Names.piece(uid, piece.part(), piece.within());
      return bucket.checksum(name).or(() -> bucket.get(name, 0, piece.length())
          .map(bytes -> Crc32c.of(bytes, 0, bytes.length)));
    }).toList());
    return found.stream().allMatch(Optional::isPresent) ? Optional.of(found.stream().map(Optional::get).toList())
        : Optional.empty();
  }

  /** Deletes objects. */
  void delete(List<String> names) {
    lanes.all(names.stream().<Callable<Boolean>>map(name -> () -> {
      bucket.delete(name);
      return true;
    }).toList());
  }
}
