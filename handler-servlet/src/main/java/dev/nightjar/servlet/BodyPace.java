package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How slowly a body may arrive. What counts is the time that the server waits for it, not the time in which it works
 * with what has come: after the patience, each second of waiting must have brought the least number of bytes. So a
 * client that sends a byte now and then holds its connection and memory no longer than the patience, and one that is
 * silent no longer than the container's idle time-out.
 *
 * @param patience before a body can be too slow
 * @param leastBytesPerSecond at least 1
 * @param nanoTime the clock
 */
record BodyPace(Duration patience, int leastBytesPerSecond, LongSupplier nanoTime) {
  /** The pace of a server's limits, by the system's clock. */
  static BodyPace of(HttpLimits limits) {
    return new BodyPace(limits.bodyPatience(), limits.bodyBytesPerSecond(), System::nanoTime);
  }

  /** A body that fails with {@code CANCELLED} when it is too slow. */
  InputStream watch(InputStream in) {
    return new Watched(in);
  }

  private final class Watched extends FilterInputStream {
    private long waitedNanos;
    private long received;

    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      long begun = nanoTime.getAsLong();
      int n = in.read(bytes, offset, length);
      waitedNanos += nanoTime.getAsLong() - begun;
      if (n > 0) {
        received += n;
        if (waitedNanos - patience.toNanos() > received * 1e9 / leastBytesPerSecond) {
          throw new NightjarException(ErrorCode.CANCELLED, "the body arrives too slowly: after " + patience.toMillis()
              + " ms of waiting, each second must bring at least " + leastBytesPerSecond + " bytes");
        }
      }
      return n;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
