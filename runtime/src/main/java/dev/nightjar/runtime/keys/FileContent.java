package dev.nightjar.runtime.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of one key in a file: under the name of an upload while they arrive, each part in its place, and under
 * that of a key from the commit on. Only a file with the name of a key is one, so that a process may be killed at any
 * moment.
 */
final class FileContent implements KeyContent {
  private static final Logger LOG = LoggerFactory.getLogger(FileContent.class);

  private final Disk disk;
  private final KeyFile file;
  private final String uploadName;
  private final String keyName;
  private boolean there;
  private boolean committed;

  /**
   * The file of a key.
   *
   * @param there whether it is on the disk
   * @param committed whether it is there under the name of a key
   */
  FileContent(Disk disk, KeyFile file, String uploadName, String keyName, boolean there, boolean committed) {
    this.disk = disk;
    this.file = file;
    this.uploadName = uploadName;
    this.keyName = keyName;
    this.there = there;
    this.committed = committed;
  }

  /** The bytes come first, then how many there are: what is counted was written, and a lost count costs a part. */
  @Override
  public void write(int part, int within, ByteBuffer bytes) {
    try {
      if (!there) {
        create();
      }
      disk.write(uploadName, file.place(part, within), bytes);
      ByteBuffer count = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      disk.write(uploadName, file.countPlace(part), count.putInt(within + bytes.remaining()).flip());
    } catch (IOException e) {
      throw failed("a part of a key cannot be written", e);
    }
  }

  private void create() throws IOException {
    try {
      disk.write(uploadName, 0, file.header());
      disk.write(uploadName, file.countPlace(0), ByteBuffer.allocate(Integer.BYTES * StoredKey.parts(file.key())));
      there = true;
    } catch (IOException e) {
      // Half a header would take room and be of no use.
      disk.delete(uploadName);
      throw e;
    }
  }

  @Override
  public void read(int part, int within, ByteBuffer into) {
    try {
      disk.read(committed ? keyName : uploadName, file.place(part, within), into);
    } catch (IOException e) {
      throw failed("a key cannot be read", e);
    }
  }

  /** The name of a key is given to bytes that are on the medium alone, and the caller is told when the name is, too. */
  @Override
  public void commit() {
    try {
      if (!committed) {
        disk.truncate(uploadName, file.dataEnd());
        disk.force(uploadName);
        disk.rename(uploadName, keyName);
        committed = true;
      }
      disk.forceNames();
    } catch (IOException e) {
      throw failed("a key cannot be committed", e);
    }
  }

  /** When a key was used is worth no failure: it is only looked at to find those that nobody needs. */
  @Override
  public void touch(Instant moment) {
    try {
      disk.mark(keyName, moment);
    } catch (IOException e) {
      LOG.debug("the last use of key {} cannot be noted: {}", keyName, FileFaults.reason(e));
    }
  }

  /** A key that cannot be deleted stays; an upload that cannot be is one that will be given up at the next start. */
  @Override
  public void discard() {
    if (!there) {
      return;
    }
    try {
      disk.delete(committed ? keyName : uploadName);
      disk.forceNames();
    } catch (IOException e) {
      if (committed) {
        throw failed("a key cannot be deleted", e);
      }
      LOG.warn("the unfinished key {} cannot be removed from {}: {}", uploadName, disk, FileFaults.reason(e));
    }
  }

  @Override
  public long occupiedBytes() {
    return there ? file.dataEnd() : 0;
  }

  private static RuntimeException failed(String what, IOException e) {
    LOG.warn("{}: {}", what, e.toString());
    return FileFaults.of(what, e);
  }
}
