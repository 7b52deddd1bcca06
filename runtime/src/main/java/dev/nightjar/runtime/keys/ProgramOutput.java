package dev.nightjar.runtime.keys;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a program prints on one of its streams, of which a part is kept. All of it is read, by a thread of its own, so
 * that the program never waits. What is kept is wiped when this is closed. Thread-safe.
 */
final class ProgramOutput implements AutoCloseable {
  /** No less than the buffer of a process's stream, which bytes of a key then pass by. */
  private static final int CHUNK = 16 << 10;

  private final InputStream stream;
  private final boolean last;
  private final CompletableFuture<Void> tooLong = new CompletableFuture<>();
  private final CountDownLatch end = new CountDownLatch(1);

  /** Guarded by this, as is what follows. */
  private final byte[] kept;

  private int count;
  private boolean closed;

  private ProgramOutput(InputStream stream, int most, boolean last) {
    this.stream = stream;
    this.last = last;
    this.kept = new byte[most];
    Thread reader = new Thread(this::read, "nightjar-key-command");
    reader.setDaemon(true);
    reader.start();
  }

  /** Keeps the first so many bytes. */
  static ProgramOutput first(InputStream stream, int most) {
    return new ProgramOutput(stream, most, false);
  }

  /** Keeps the last so many bytes. */
  static ProgramOutput last(InputStream stream, int most) {
    return new ProgramOutput(stream, most, true);
  }

  private void read() {
    byte[] chunk = new byte[CHUNK];
    try (stream) {
      for (int bytes = stream.read(chunk); bytes >= 0; bytes = stream.read(chunk)) {
        keep(chunk, bytes);
      }
    } catch (IOException e) {
      // The program was killed. What was printed until then is judged as what it is.
    } finally {
      Arrays.fill(chunk, (byte) 0);
      end.countDown();
    }
  }

  private synchronized void keep(byte[] chunk, int bytes) {
    if (closed) {
      return;
    }
    int over = Math.max(0, count + bytes - kept.length);
    if (last) {
      int gone = Math.min(count, over);
      System.arraycopy(kept, gone, kept, 0, count - gone);
      count -= gone;
    }
    int taken = Math.min(bytes, kept.length - count);
    System.arraycopy(chunk, last ? bytes - taken : 0, kept, count, taken);
    count += taken;
    if (over > 0) {
      tooLong.complete(null);
    }
  }

  /** Completes when there is more than is kept. */
  CompletableFuture<Void> tooLong() {
    return tooLong;
  }

  /** Waits until the stream has ended, or for this time. */
  void awaitEnd(Duration longest) throws InterruptedException {
    end.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A copy of what is kept so far. */
  synchronized byte[] content() {
    return Arrays.copyOf(kept, count);
  }

  /** Keeps nothing any more. */
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(kept, (byte) 0);
  }
}
