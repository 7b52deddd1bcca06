package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BodyTest {
  private static final int LIMIT = 100_000;

  private final ByteBudget budget = new ByteBudget(10 * LIMIT);

  private byte[] read(Body body) throws IOException {
    try (Lease lease = new Lease()) {
      return body.read("the body", LIMIT, budget, lease);
    }
  }

  private ErrorCode refusal(Body body) {
    NightjarException e = catchThrowableOfType(NightjarException.class, () -> read(body));
    assertThat(e).isNotNull();
    assertThat(budget.used()).isZero();
    return e.code();
  }

  private static Body plain(long announced, byte[] bytes) {
    return new Body(announced, "identity", false, () -> new ByteArrayInputStream(bytes));
  }

  private static Body gzip(byte[] compressed) {
    return new Body(compressed.length, "GZip", false, () -> new ByteArrayInputStream(compressed));
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
  void anAnnouncedLengthOverTheLimitIsRefusedBeforeTheFirstByte() {
    Body body = new Body(LIMIT + 1, "identity", false, () -> {
      throw new AssertionError("opened");
    });
    assertThat(refusal(body)).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @Test
  void aCompressedBodyIsInflated() throws IOException {
    assertThat(read(gzip(compress(random(LIMIT - 1000))))).isEqualTo(random(LIMIT - 1000));
  }

  @Test
  void theInflatedBytesCount() throws IOException {
    byte[] bomb = compress(new byte[20 * LIMIT]);
    assertThat(bomb.length).isLessThan(LIMIT);
    assertThat(refusal(gzip(bomb))).isEqualTo(ErrorCode.TOO_LARGE);
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
    assertThat(new Body(-1, "identity", false, () -> endless).drain(LIMIT)).isFalse();
    assertThat(plain(10, random(10)).drain(LIMIT)).isTrue();
    assertThat(new Body(LIMIT, "identity", true, () -> {
      throw new AssertionError("the go-ahead was given");
    }).drain(LIMIT)).isFalse();
  }
}
