package dev.nightjar.runtime.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * The files of one folder, as far as a key store needs them. What was written survives a power failure once it was
 * {@linkplain #force forced}, and so does what was created, renamed or deleted once {@link #forceNames} came back.
 * Thread-safe for different files.
 */
interface Disk extends AutoCloseable {
  /** Names of all files, in any order. */
  List<String> names() throws IOException;

  /** Length of a file in bytes. */
  long size(String name) throws IOException;

  /** When a file was last marked. */
  Instant marked(String name) throws IOException;

  /** Marks a file with a moment. */
  void mark(String name, Instant moment) throws IOException;

  /** Writes all bytes of a buffer at a place of a file, which is made where there is none. */
  void write(String name, long at, ByteBuffer bytes) throws IOException;

  /**
   * Fills a buffer from a place of a file.
   *
   * @throws java.io.EOFException when the file ends before the buffer is full
   */
  void read(String name, long at, ByteBuffer into) throws IOException;

  /** Cuts a file off, so that it has this length. */
  void truncate(String name, long length) throws IOException;

  /** Waits until a file's bytes and length are on the medium. */
  void force(String name) throws IOException;

  /** Renames a file at once, over one that may have the new name. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(String name) throws IOException;

  /** Waits until the names of files are on the medium, as far as the system can. */
  void forceNames() throws IOException;

  /** Lets others use the folder. */
  @Override
  void close() throws IOException;
}
