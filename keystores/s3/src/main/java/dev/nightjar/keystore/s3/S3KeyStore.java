package dev.nightjar.keystore.s3;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Keys in a bucket, for any number of replicas, see {@link Names}. The commit is the creation of the manifest, which
 * the service does for one writer alone. Nothing of a key is kept here that another replica could make untrue, but
 * for what the contract lets lag. Thread-safe.
 */
final class S3KeyStore implements KeyStore {
  private final Bucket bucket;
  private final StoreLimits limits;
  private final InstantSource clock;
  private final LongSupplier randomBits;
  private final Lanes lanes = new Lanes();
  private final Content content;
  private final Catalogue catalogue;
  private final Marks marks;
  private final Removal removal;
  private final Arrival arrival;
  private final Recent<Uid, Instant> uses = new Recent<>();
  private volatile boolean closed;

  S3KeyStore(Bucket bucket, StoreLimits limits, InstantSource clock, LongSupplier randomBits) {
    this.bucket = bucket;
    this.limits = limits;
    this.clock = clock;
    this.randomBits = randomBits;
    this.content = new Content(bucket, lanes);
    this.catalogue = new Catalogue(new Survey.Taker(bucket, lanes), limits.freshness(), clock);
    this.marks = new Marks(bucket, clock);
    this.removal = new Removal(bucket, content, catalogue, marks, limits.pace(), clock);
    this.arrival = new Arrival(content);
  }

  @Override
  public Uid begin(NewKey key) {
    requireOpen();
    if (key.totalBytes() > limits.maxKeyBytes()) {
      throw new NightjarException(ErrorCode.TOO_LARGE, "a key of " + key.totalBytes() + " bytes is longer than the "
          + limits.maxKeyBytes() + " that this server takes");
    }
    requireRoom(key.totalBytes());
    Upload upload = new Upload(key, randomBits.getAsLong() >>> 1, now());
    Uid uid;
    do {
      uid = Uid.random(randomBits);
    } while (!create(uid, upload));
    catalogue.note(uid, Optional.of(new Catalogue.Entry(upload, false, false, upload.begun())));
    return uid;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private boolean create(Uid uid, Upload upload) {
    return marks.mark(uid).isEmpty() && (bucket.create(Names.upload(uid), MarkText.of(upload))
        || marks.upload(uid).filter(upload::equals).isPresent());
  }

  private void requireRoom(long bytes) {
    long free = limits.capacityBytes() - catalogue.usedBytes();
    if (bytes > free) {
      throw new NightjarException(ErrorCode.STORE_FULL, "the key store has " + free + " of " + limits.capacityBytes()
          + " bytes free, and this key has " + bytes
          + ": delete keys that are not used any more, or give the server a larger key store");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the key store is closed");
    }
  }

  private static NightjarException unknown() {
    return new NightjarException(ErrorCode.UNKNOWN_UID,
        "no key is stored under this uid; it was deleted, expired or never sent: send the key again");
  }

  /** A committed key; empty when it arrives. */
  private Optional<KeyMark.Manifest> committed(Uid uid) {
    requireOpen();
    Optional<KeyMark> mark = marks.mark(uid);
    if (mark.isPresent() && !(mark.get() instanceof KeyMark.Manifest)) {
      throw unknown();
    }
    return mark.map(KeyMark.Manifest.class::cast);
  }

  /**
   * A key that has no manifest.
   *
   * @return empty when it has one by now
   */
  private Optional<Arrival.State> arriving(Uid uid) {
    Optional<Upload> upload = marks.upload(uid);
    if (upload.isEmpty()) {
      // A commit removes it, after it wrote the manifest.
      if (committed(uid).isPresent()) {
        return Optional.empty();
      }
      throw unknown();
    }
    Content.There there = content.find(uid, upload.get().key());
    if (removal.isAbandoned(upload.get(), there.pieces().receivedBytes(), clock.instant())) {
      throw unknown();
    }
    return Optional.of(new Arrival.State(uid, upload.get(), there.pieces(), there.last()));
  }

  @Override
  public KeyDescription describe(Uid uid) {
    for (;;) {
      Optional<KeyMark.Manifest> key = committed(uid);
      if (key.isPresent()) {
        return describe(uid, key.get());
      }
      Optional<Arrival.State> state = arriving(uid);
      if (state.isPresent()) {
        return arrival.describe(state.get());
      }
    }
  }

  private KeyDescription describe(Uid uid, KeyMark.Manifest key) {
    NewKey announced = key.upload().key();
    return new KeyDescription(announced.totalBytes(), announced.partBytes(), announced.totalBytes(),
        announced.totalBytes(), true, key.fingerprint(), key.upload().generation(), announced.owner(),
        lastUse(uid, key.committed()));
  }

  private Instant lastUse(Uid uid, Instant committed) {
    return catalogue.lastUse(uid).or(() -> bucket.list(Names.uses(uid)).stream()
        .flatMap(entry -> Names.use(entry.name()).stream()).map(Names.Use::moment)
        .reduce((a, b) -> a.isAfter(b) ? a : b)).filter(use -> use.isAfter(committed)).orElse(committed);
  }

  @Override
  public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
    return put(uid, OptionalLong.of(offset), bytes);
  }

  @Override
  public KeyDescription append(Uid uid, ByteBuffer bytes) {
    return put(uid, OptionalLong.empty(), bytes);
  }

  private KeyDescription put(Uid uid, OptionalLong offset, ByteBuffer bytes) {
    OptionalLong at = offset;
    for (;;) {
      Optional<Arrival.State> found = committed(uid).isPresent() ? Optional.empty() : arriving(uid);
      Arrival.State state = found.orElseThrow(() -> new NightjarException(ErrorCode.KEY_COMPLETE,
          "the key is complete; begin another one to replace it"));
      at = OptionalLong.of(at.orElse(state.pieces().firstMissing()));
      List<Content.Fresh> fresh = arrival.fresh(state, at.getAsLong(), bytes);
      if (!fresh.isEmpty() && state.pieces().receivedBytes() == 0) {
        requireRoom(state.upload().key().totalBytes());
      }
      if (content.write(uid, fresh)) {
        Arrival.State after = state.and(fresh.stream().map(Content.Fresh::piece).toList(), now());
        catalogue.note(uid, Optional.of(new Catalogue.Entry(after.upload(), false,
            after.pieces().receivedBytes() > 0, after.lastUse())));
        return arrival.describe(after);
      }
      // Somebody was faster in one place: what is there by now is compared.
    }
  }

  @Override
  public void read(Uid uid, long offset, ByteBuffer into) {
    Optional<KeyMark.Manifest> key = committed(uid);
    boolean whole = key.isPresent() ? read(uid, key.get(), offset, into)
        : readArriving(uid, offset, into);
    if (!whole) {
      // It was deleted meanwhile, or else its bytes are lost.
      describe(uid);
      throw BucketFaults.damaged(bucket.address(), Names.parts(uid));
    }
  }

  private boolean read(Uid uid, KeyMark.Manifest key, long offset, ByteBuffer into) {
    Arrival.requireInside(key.upload().key(), offset, into);
    Map<Piece, Integer> checksums = new HashMap<>();
    for (int i = 0; i < key.pieces().size(); i++) {
      checksums.put(key.pieces().get(i), key.checksums().get(i));
    }
    return content.read(uid, Pieces.of(key.upload().key(), key.pieces()), checksums, offset, into);
  }

  private boolean readArriving(Uid uid, long offset, ByteBuffer into) {
    Optional<Arrival.State> state = arriving(uid);
    if (state.isEmpty()) {
      return read(uid, committed(uid).orElseThrow(S3KeyStore::unknown), offset, into);
    }
    Arrival.requireInside(state.get().upload().key(), offset, into);
    if (!state.get().pieces().holds(offset, into.remaining())) {
      state.get().requireComplete();
    }
    return content.read(uid, state.get().pieces(), Map.of(), offset, into);
  }

  @Override
  public void commit(Uid uid) {
    Optional<Arrival.State> state = committed(uid).isPresent() ? Optional.empty() : arriving(uid);
    if (state.isEmpty()) {
      return;
    }
    state.get().requireComplete();
    KeyMark.Manifest key = arrival.manifest(state.get(), now()).orElseThrow(S3KeyStore::unknown);
    if (!bucket.create(Names.key(uid), MarkText.of(key)) && committed(uid).isEmpty()) {
      throw unknown();
    }
    uses.put(uid, key.committed());
    catalogue.note(uid, Optional.of(new Catalogue.Entry(key.upload(), true, true, key.committed())));
    arrival.forget(state.get());
    marks.forget(uid);
    try {
      bucket.delete(Names.upload(uid));
    } catch (NightjarException e) {
      // The key is committed all the same; a sweep removes what was announced.
      return;
    }
  }

  @Override
  public void touch(Uid uid) {
    Instant now = now();
    Optional<Instant> before = uses.get(uid);
    if (before.isPresent() && now.isBefore(before.get().plus(limits.useEvery()))) {
      return;
    }
    Optional<KeyMark> mark = marks.mark(uid);
    if (mark.isEmpty() || !(mark.get() instanceof KeyMark.Manifest)) {
      return;
    }
    bucket.put(Names.use(uid, now), new byte[0]);
    uses.put(uid, now);
    catalogue.use(uid, now);
    before.filter(use -> use.isBefore(now)).ifPresent(use -> bucket.delete(Names.use(uid, use)));
  }

  @Override
  public List<Uid> idleSince(Instant moment) {
    requireOpen();
    return catalogue.idleSince(moment);
  }

  @Override
  public List<Uid> recentlyUsed(int most) {
    requireOpen();
    return catalogue.recentlyUsed(most);
  }

  @Override
  public boolean delete(Uid uid) {
    requireOpen();
    for (;;) {
      Optional<KeyMark> mark = marks.mark(uid);
      if (mark.isPresent()) {
        if (mark.get() instanceof KeyMark.Manifest) {
          removal.deleteCommitted(uid);
          return true;
        }
        return false;
      }
      if (marks.upload(uid).isEmpty() && marks.mark(uid).isEmpty()) {
        return false;
      }
      if (removal.deleteArriving(uid)) {
        return true;
      }
    }
  }

  @Override
  public long committedBytes(KeyOwner owner) {
    requireOpen();
    return catalogue.committedBytes(owner);
  }

  @Override
  public long usedBytes() {
    requireOpen();
    return catalogue.usedBytes();
  }

  @Override
  public long capacityBytes() {
    return limits.capacityBytes();
  }

  /** Removes what nobody needs any more. */
  void sweep() {
    removal.sweep();
  }

  @Override
  public void close() {
    closed = true;
    lanes.close();
  }
}
