package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.NewKey;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of one key in a folder of a shared volume, a file for each piece of a part that came: {@code PART.WITHIN}.
 * A piece is written under another name and linked then, which fails where somebody else was faster: so it is whole,
 * and never changes. What is there is what the folder was listed to hold.
 */
final class SharedPieces implements KeyContent {
  private static final Logger LOG = LoggerFactory.getLogger(SharedPieces.class);

  private final SharedFolder shared;
  private final Path folder;
  private final boolean committed;

  /** Lengths of the pieces by their place in their part, by part. */
  private final Map<Integer, SortedMap<Integer, Long>> pieces = new TreeMap<>();

  /** Whether something was not done because another process changed the key meanwhile. */
  private boolean raced;

  /** Lists a key's folder. */
  SharedPieces(SharedFolder shared, Path folder, boolean committed) throws IOException {
    this.shared = shared;
    this.folder = folder;
    this.committed = committed;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.matches("[0-9]{1,5}\\.[0-9]{1,9}")) {
          int dot = name.indexOf('.');
          pieces.computeIfAbsent(Integer.parseInt(name.substring(0, dot)), part -> new TreeMap<>())
              .put(Integer.parseInt(name.substring(dot + 1)), Files.size(file));
        }
      }
    }
  }

  /** Bytes that are there of each part, from its beginning on without a gap. */
  int[] filled(NewKey key) {
    int[] filled = new int[StoredKey.parts(key)];
    for (int part = 0; part < filled.length; part++) {
      for (Map.Entry<Integer, Long> piece : of(part).entrySet()) {
        if (piece.getKey() == filled[part] && piece.getValue() <= StoredKey.length(key, part) - filled[part]) {
          filled[part] += piece.getValue().intValue();
        }
      }
    }
    return filled;
  }

  private SortedMap<Integer, Long> of(int part) {
    return pieces.getOrDefault(part, new TreeMap<>());
  }

  private Path file(int part, int within) {
    return folder.resolve(part + "." + within);
  }

  boolean isRaced() {
    return raced;
  }

  @Override
  public void write(int part, int within, ByteBuffer bytes) {
    try {
      Path written = shared.temporary();
      try {
        shared.write(written, bytes);
        Files.createLink(file(part, within), written);
      } finally {
        Files.deleteIfExists(written);
      }
      pieces.computeIfAbsent(part, p -> new TreeMap<>()).put(within, (long) bytes.remaining());
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      raced = true;
      throw new NightjarException(ErrorCode.BUSY, "another server changed the key at the same moment; send the part"
          + " again", e);
    } catch (IOException e) {
      throw failed("a part of a key cannot be written", e);
    }
  }

  @Override
  public void read(int part, int within, ByteBuffer into) {
    int at = within;
    try {
      while (into.hasRemaining()) {
        SortedMap<Integer, Long> before = of(part).headMap(at + 1);
        if (before.isEmpty()) {
          throw new EOFException("a piece is missing");
        }
        int start = before.lastKey();
        int length = (int) Math.min(into.remaining(), start + before.get(start) - at);
        read(file(part, start), at - start, into.slice(into.position(), length));
        into.position(into.position() + length);
        at += length;
      }
    } catch (NoSuchFileException e) {
      raced = true;
      throw new NightjarException(ErrorCode.UNAVAILABLE, "another server changed the key at the same moment", e);
    } catch (IOException e) {
      throw failed("a key cannot be read", e);
    }
  }

  private static void read(Path file, long from, ByteBuffer into) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long place = from; into.hasRemaining(); ) {
        int count = in.read(into, place);
        if (count <= 0) {
          throw new EOFException("the piece " + file.getFileName() + " ends at byte " + place);
        }
        place += count;
      }
    }
  }

  /** One rename makes the key one; a folder that was deleted or committed meanwhile is not there any more. */
  @Override
  public void commit() {
    try {
      FolderDisk.forceNames(folder);
      shared.rename(folder, SharedFolder.committed(folder));
    } catch (NoSuchFileException e) {
      raced = true;
      throw new NightjarException(ErrorCode.BUSY, "another server changed the key at the same moment", e);
    } catch (IOException e) {
      throw failed("a key cannot be committed", e);
    }
  }

  /** When a key was used is worth no failure. */
  @Override
  public void touch(Instant moment) {
    Path key = committed ? folder : SharedFolder.committed(folder);
    try {
      Files.setLastModifiedTime(key.resolve(SharedFolder.HEADER), FileTime.from(moment));
    } catch (IOException e) {
      LOG.debug("the last use of key {} cannot be noted: {}", key, FileFaults.reason(e));
    }
  }

  /** The store deletes keys itself, by their names. */
  @Override
  public void discard() {
    throw new UnsupportedOperationException("the folder of a key is deleted by its name");
  }

  @Override
  public long occupiedBytes() {
    return pieces.values().stream().flatMap(part -> part.values().stream()).mapToLong(Long::longValue).sum();
  }

  private static RuntimeException failed(String what, IOException e) {
    LOG.warn("{}: {}", what, e.toString());
    return FileFaults.of(what, e);
  }
}
