package dev.nightjar.servlet;

import dev.nightjar.runtime.HeapShares;
import java.time.Duration;

/**
 * What bodies may take in memory, beside the limits of the runtime
 * ({@link dev.nightjar.runtime.RuntimeLimits}). Immutable; {@code GET /v1/limits} shows both.
 *
 * <p>The runtime's JSON limit counts text: the article's client sends key pieces of 100 MiB, each byte
 * spelled as a number with {@code ", "} behind it (4.57 characters on average), which makes 479 MB of JSON;
 * 512 MiB let that pass. The text is parsed while it arrives and never held, so memory is bounded by
 * {@code decodedBytes}, not by the text; and {@code bufferedBytes} bounds what all requests together hold, so
 * that many of them at once are answered 429, not with an exhausted heap.
 *
 * @param decodedBytes longest byte member of a JSON body after decoding, 1 KiB to 1 GiB; a query is bounded
 *     by the runtime's query limit as well; 128 MiB unless set, or what two such leave room for
 * @param bufferedBytes memory for the bodies of all requests in progress; a body takes up to twice its
 *     decoded length; a quarter of the heap unless set
 * @param drainBytes most bytes of a refused body that are read and thrown away after the answer, for at most
 *     five seconds, so that a client that is still sending gets to see the answer; costs no memory
 * @param bodyPatience how long the server waits for a body before it can be too slow
 * @param bodyBytesPerSecond what each further second of waiting must bring; a slower body is refused with status 408
 */
public record HttpLimits(int decodedBytes, long bufferedBytes, int drainBytes, Duration bodyPatience,
    int bodyBytesPerSecond) {
  private static final int CHUNK = 1 << 20;

  public HttpLimits {
    if (decodedBytes < 1 << 10 || decodedBytes > 1 << 30) {
      throw new IllegalArgumentException("decodedBytes must be 1 KiB to 1 GiB, not " + decodedBytes);
    }
    if (bufferedBytes < 2L * decodedBytes + CHUNK) {
      throw new IllegalArgumentException("bufferedBytes must be at least twice decodedBytes and 1 MiB, "
          + (2L * decodedBytes + CHUNK) + ", not " + bufferedBytes);
    }
    if (drainBytes < 0) {
      throw new IllegalArgumentException("drainBytes must not be negative, but is " + drainBytes);
    }
    if (bodyPatience.isNegative() || bodyBytesPerSecond < 1) {
      throw new IllegalArgumentException("a body is waited for at least 0 seconds, and brings at least one byte in a"
          + " second then, not " + bodyPatience + " and " + bodyBytesPerSecond);
    }
  }

  /** Limits with the default pace: 10 seconds of patience, then 4 KiB in a second. */
  public HttpLimits(int decodedBytes, long bufferedBytes, int drainBytes) {
    this(decodedBytes, bufferedBytes, drainBytes, Duration.ofSeconds(10), 4 << 10);
  }

  /**
   * A quarter of the heap for all bodies together; members of 128 MiB, or of what two such leave room for; 64 MiB
   * drained; bodies of 4 KiB in a second after 10 seconds.
   */
  public static HttpLimits defaults() {
    return of(HeapShares.ofThisJvm());
  }

  /** The same for the buffers of these shares of a heap, at least 4 MiB. */
  static HttpLimits of(HeapShares heap) {
    long buffered = Math.max(4L * CHUNK, heap.buffers());
    return new HttpLimits((int) Math.min(128L * CHUNK, (buffered - CHUNK) / 2), buffered, 64 * CHUNK);
  }

  /** These limits with another bound on a byte member. */
  public HttpLimits withDecodedBytes(int bytes) {
    return new HttpLimits(bytes, bufferedBytes, drainBytes, bodyPatience, bodyBytesPerSecond);
  }

  /** These limits with another bound on all bodies together. */
  public HttpLimits withBufferedBytes(long bytes) {
    return new HttpLimits(decodedBytes, bytes, drainBytes, bodyPatience, bodyBytesPerSecond);
  }

  /** These limits with another pace of bodies. */
  public HttpLimits withBodyPace(Duration patience, int bytesPerSecond) {
    return new HttpLimits(decodedBytes, bufferedBytes, drainBytes, patience, bytesPerSecond);
  }
}
