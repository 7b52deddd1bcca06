package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The body of one request, read within limits: the announced length is checked before the first byte is read,
 * a body without one is counted while it is read, and of a compressed body both the compressed and the inflated bytes
 * count. A body that arrives too slowly is refused, and so is one that shrank more than a ciphertext does. Not
 * thread-safe.
 */
final class Body {
  private static final int COPY_BYTES = 16 << 10;
  private static final String GZIP = "gzip";
  private static final long LINGER_NANOS = 5_000_000_000L;

  /** What is left of a body is read rather than the connection closed, up to the length of a key's part. */
  private static final long KEPT_BYTES = 1 << 20;

  /** Random bytes do not shrink at all, and as decimal numbers, each on an indented line, about ten times. */
  private static final long MAX_EXPANSION = 32;

  /** So much memory is set aside for a body that is announced, before its bytes are there: most queries are shorter. */
  private static final long WHOLE_BYTES = 64 << 10;

  /** So much is inflated in any case: what is read from the connection at once says little about so little. */
  private static final long EXPANSION_FROM = 64 << 10;

  private final long announced;
  private final String encoding;
  private final boolean waiting;
  private final HttpEndpoint.BodySource source;
  private final BodyPace pace;
  private InputStream raw;
  private boolean ended;

  /**
   * A body that has not been touched yet.
   *
   * @param announced length from the transport, 0 when there is no body, negative when it gives none
   * @param encoding its content encoding, {@code identity} when it has none
   * @param waiting whether the client sends it only after a go-ahead ({@code Expect: 100-continue})
   * @param source the body as it came over the wire; a transport that waits for a go-ahead gives it when this is opened
   * @param pace how slowly it may arrive
   */
  Body(long announced, String encoding, boolean waiting, HttpEndpoint.BodySource source, BodyPace pace) {
    this.announced = announced;
    this.encoding = encoding.toLowerCase(Locale.ROOT);
    this.waiting = waiting;
    this.source = source;
    this.pace = pace;
  }

  /** The same, and knows when it has been read to its end. */
  private InputStream noting(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int b = in.read();
        ended |= b < 0;
        return b;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        ended |= n < 0;
        return n;
      }
    };
  }

  /** Whether bytes of it may still be on their way. */
  boolean unread() {
    return !ended && announced != 0;
  }

  /** Whether so much of it may be on its way that the connection is better closed after the answer. */
  boolean spoilsConnection() {
    return unread() && (announced < 0 || announced > KEPT_BYTES || raw == null && waiting);
  }

  /** Whether its content encoding is one that can be read. */
  boolean readable() {
    return encoding.equals(GZIP) || encoding.equals("identity");
  }

  /**
   * The body, inflated.
   *
   * @param what its name in messages: {@code the JSON body}
   * @param limit most bytes; one more and reading fails with {@code TOO_LARGE}
   */
  InputStream open(String what, long limit) throws IOException {
    if (announced > limit) {
      throw Words.tooLarge(what, limit);
    }
    raw = noting(source.open());
    Limited counted = new Limited(pace.watch(raw), what, limit);
    return encoding.equals(GZIP) ? new Limited(new Inflated(counted), what, limit) : counted;
  }

  /**
   * The whole body in one array.
   *
   * @param first judges it by its first bytes, before further ones are read and inflated
   */
  byte[] read(String what, long limit, ByteBudget budget, Lease lease, FirstBytes first) throws IOException {
    InputStream in = open(what, limit);
    ByteSink sink = lease.add(new ByteSink(what, limit, budget, FirstBytes.ANY));
    byte[] header = in.readNBytes(Frame.HEADER_BYTES);
    if (header.length == Frame.HEADER_BYTES) {
      first.judge(ByteBuffer.wrap(header));
    }
    if (announced <= WHOLE_BYTES && !encoding.equals(GZIP)) {
      sink.expect((int) announced);
    }
    sink.write(header, 0, header.length);
    sink.writeAll(in);
    return sink.toByteArray();
  }

  /**
   * Reads and throws away what the client still sends, up to a bound and for five seconds. Called after a
   * refusal has been sent: a connection that is closed while the client sends is reset, and the reset can
   * overtake the answer.
   *
   * @return whether the body has been read to its end
   */
  boolean drain(long bound) throws IOException {
    if (raw == null && waiting) {
      return false;
    }
    InputStream in = raw == null ? source.open() : raw;
    byte[] buffer = new byte[COPY_BYTES];
    long end = System.nanoTime() + LINGER_NANOS;
    for (long drained = 0; drained < bound && System.nanoTime() - end < 0; ) {
      int n = in.read(buffer);
      if (n < 0) {
        return true;
      }
      drained += n;
    }
    return false;
  }

  /** Counts, and fails at the first byte past the limit. */
  private static final class Limited extends FilterInputStream {
    private final String what;
    private final long limit;
    private long count;

    Limited(InputStream in, String what, long limit) {
      super(in);
      this.what = what;
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      if (b >= 0) {
        count(1);
      }
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = in.read(bytes, offset, length);
      if (n > 0) {
        count(n);
      }
      return n;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    private void count(int n) {
      count += n;
      if (count > limit) {
        throw Words.tooLarge(what, limit);
      }
    }
  }

  /**
   * Inflates; says that the data is bad where the library says that reading failed. Opened at the first read.
   */
  private static final class Inflated extends InputStream {
    private final Limited compressed;
    private GZIPInputStream inflater;
    private long inflated;

    Inflated(Limited compressed) {
      this.compressed = compressed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        if (inflater == null) {
          inflater = new GZIPInputStream(compressed, COPY_BYTES);
        }
        int n = inflater.read(bytes, offset, length);
        inflated += Math.max(0, n);
        if (inflated > EXPANSION_FROM && inflated > MAX_EXPANSION * compressed.count) {
          throw new NightjarException(ErrorCode.TOO_LARGE, "the body is more than " + MAX_EXPANSION
              + " times as long as its compressed form: ciphertexts and keys do not shrink like this");
        }
        return n;
      } catch (ZipException | EOFException e) {
        throw new NightjarException(ErrorCode.MALFORMED_REQUEST,
            "the body is announced as gzip but cannot be inflated; it is damaged or cut off", e);
      }
    }
  }
}
