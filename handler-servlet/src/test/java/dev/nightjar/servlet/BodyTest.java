package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BodyTest {
  private static final int LIMIT = 100_000;
  private static final BodyPace PACE = new BodyPace(Duration.ofSeconds(10), 100, System::nanoTime);

  private final ByteBudget budget = new ByteBudget(10 * LIMIT);

  private byte[] read(Body body) throws IOException {
    try (Lease lease = new Lease()) {
      return body.read("the body", LIMIT, budget, lease, FirstBytes.ANY);
    }
  }

  private ErrorCode refusal(Body body) {
    NightjarException e = catchThrowableOfType(NightjarException.class, () -> read(body));
    assertThat(e).isNotNull();
    assertThat(budget.used()).isZero();
    return e.code();
  }

  private static Body plain(long announced, byte[] bytes) {
    return new Body(announced, "identity", false, () -> new ByteArrayInputStream(bytes), PACE);
  }

  private static Body gzip(byte[] compressed) {
    return new Body(compressed.length, "GZip", false, () -> new ByteArrayInputStream(compressed), PACE);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] compress(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void aBodyOfTheLimitIsReadAndOneByteMoreIsNot() throws IOException {
    assertThat(read(plain(LIMIT, random(LIMIT)))).isEqualTo(random(LIMIT));
    assertThat(read(plain(-1, random(LIMIT)))).isEqualTo(random(LIMIT));
    assertThat(refusal(plain(-1, random(LIMIT + 1)))).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(budget.used()).isZero();
  }

  @Test
  void aBodyOfAnAnnouncedLengthIsReadIntoTheArrayThatIsGiven() throws IOException {
    byte[] content = random(60_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      byte[] read = read(plain(60_000, content));
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(read).isEqualTo(content);
    }
    assertThat(least).isLessThan(90_000);
  }

  @Test
  void aBodyShorterOrLongerThanItsAnnouncedLengthIsReadAsItCame() throws IOException {
    assertThat(read(plain(60_000, random(59_000)))).isEqualTo(random(59_000));
    assertThat(read(plain(100, random(59_000)))).isEqualTo(random(59_000));
    assertThat(read(plain(100, random(31)))).isEqualTo(random(31));
    assertThat(budget.used()).isZero();
  }

  @Test
  void anAnnouncedLengthOverTheLimitIsRefusedBeforeTheFirstByte() {
    Body body = new Body(LIMIT + 1, "identity", false, () -> {
      throw new AssertionError("opened");
    }, PACE);
    assertThat(refusal(body)).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @Test
  void aCompressedBodyIsInflated() throws IOException {
    assertThat(read(gzip(compress(random(LIMIT - 1000))))).isEqualTo(random(LIMIT - 1000));
  }

  /** Hands on a stream in small pieces, as a network does, and counts. */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private int count;

    Counted(byte[] bytes) {
      in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
      count++;
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = in.read(bytes, offset, Math.min(length, 16));
      count += Math.max(0, n);
      return n;
    }
  }

  @Test
  void aBodyIsJudgedByItsFirst32BytesInflatedOrNot() throws IOException {
    byte[] content = random(LIMIT - 1);
    byte[] packed = compress(content);
    for (String encoding : new String[] {"identity", "gzip"}) {
      Counted wire = new Counted(encoding.equals("gzip") ? packed : content);
      Body body = new Body(-1, encoding, false, () -> wire, PACE);
      NightjarException e = catchThrowableOfType(NightjarException.class, () -> {
        try (Lease lease = new Lease()) {
          body.read("the body", LIMIT, budget, lease, header -> {
            byte[] seen = new byte[header.remaining()];
            header.get(seen);
            assertThat(seen).isEqualTo(Arrays.copyOf(content, Frame.HEADER_BYTES));
            throw new NightjarException(ErrorCode.INVALID_FORMAT, "no such thing");
          });
        }
      });
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FORMAT);
      assertThat(wire.count).as(encoding).isLessThan(200);
      assertThat(budget.used()).isZero();
    }
  }

  @Test
  void aBodyThatShrankMoreThanCiphertextsDoIsRefusedEarly() throws IOException {
    byte[] bomb = compress(new byte[64 << 20]);
    Counted wire = new Counted(bomb);
    Body body = new Body(-1, "gzip", false, () -> wire, PACE);
    NightjarException e = catchThrowableOfType(NightjarException.class,
        () -> body.open("the JSON body", 512L << 20).transferTo(OutputStream.nullOutputStream()));
    assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(e).hasMessageContaining("32 times");
    assertThat(wire.count).isLessThan(1000);
  }

  @Test
  void numbersOnIndentedLinesAreReadWhenTheyAreCompressed() throws IOException {
    StringBuilder text = new StringBuilder();
    for (byte b : random(100_000)) {
      text.append("            ").append(b & 0xff).append(",\r\n");
    }
    byte[] plain = text.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] packed = compress(plain);
    try (InputStream in = new Body(-1, "gzip", false, () -> new ByteArrayInputStream(packed), PACE)
        .open("the JSON body", plain.length)) {
      assertThat(in.readAllBytes()).isEqualTo(plain);
    }
  }

  @Test
  void aBodyThatBringsTooLittleForTheTimeItIsWaitedForIsCancelled() throws IOException {
    AtomicLong now = new AtomicLong();
    BodyPace pace = new BodyPace(Duration.ofSeconds(10), 100, now::get);
    assertThat(read(new Body(-1, "identity", false, () -> dripping(2000, 100, now), pace))).hasSize(2000);
    assertThat(read(new Body(-1, "identity", false, () -> dripping(9, 1, now), pace))).hasSize(9);
    NightjarException e = catchThrowableOfType(NightjarException.class,
        () -> read(new Body(-1, "identity", false, () -> dripping(2000, 1, now), pace)));
    assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(e).hasMessageContaining("10000 ms").hasMessageContaining("100 bytes");
  }

  /** Gives a number of bytes in each second. */
  private static InputStream dripping(int length, int bytesPerSecond, AtomicLong now) {
    return new InputStream() {
      private int left = length;

      @Override
      public int read() {
        throw new AssertionError("bytes are read in arrays");
      }

      @Override
      public int read(byte[] bytes, int offset, int wanted) {
        int n = Math.min(Math.min(wanted, bytesPerSecond), left);
        now.addAndGet(1_000_000_000L);
        left -= n;
        return n == 0 ? -1 : n;
      }
    };
  }

  @Test
  void theTimeThatTheServerNeedsDoesNotCount() throws IOException {
    AtomicLong now = new AtomicLong();
    BodyPace pace = new BodyPace(Duration.ofSeconds(1), 100, now::get);
    try (InputStream in = pace.watch(new ByteArrayInputStream(new byte[5]))) {
      for (int i = 0; i < 5; i++) {
        assertThat(in.read()).isZero();
        now.addAndGet(3_600_000_000_000L);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void theInflatedBytesCount() throws IOException {
    byte[] bomb = compress(bytesOfTwoBits(2 * LIMIT));
    assertThat(bomb.length).isLessThan(LIMIT);
    assertThat(refusal(gzip(bomb))).isEqualTo(ErrorCode.TOO_LARGE);
  }

  /** Bytes that shrink to less than half. */
  private static byte[] bytesOfTwoBits(int length) {
    byte[] bytes = random(length);
    for (int i = 0; i < length; i++) {
      bytes[i] &= 3;
    }
    return bytes;
  }

  @Test
  void aDamagedOrCutCompressedBodyIsMalformed() throws IOException {
    byte[] good = compress(random(1000));
    byte[] cut = Arrays.copyOf(good, good.length / 2);
    byte[] flipped = good.clone();
    flipped[good.length - 5] ^= 1;
    assertThat(refusal(gzip(cut))).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    assertThat(refusal(gzip(flipped))).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    assertThat(refusal(gzip(random(100)))).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    assertThat(refusal(gzip(new byte[0]))).isEqualTo(ErrorCode.MALFORMED_REQUEST);
  }

  @Test
  void drainingReadsNoMoreThanItsBoundAndNothingThatWaitsForAGoAhead() throws IOException {
    InputStream endless = new InputStream() {
      @Override
      public int read() {
        return 1;
      }
    };
    assertThat(new Body(-1, "identity", false, () -> endless, PACE).drain(LIMIT)).isFalse();
    assertThat(plain(10, random(10)).drain(LIMIT)).isTrue();
    assertThat(new Body(LIMIT, "identity", true, () -> {
      throw new AssertionError("the go-ahead was given");
    }, PACE).drain(LIMIT)).isFalse();
  }
}
