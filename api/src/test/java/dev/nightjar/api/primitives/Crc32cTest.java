package dev.nightjar.api.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What both implementations of CRC-32C must do. */
class Crc32cTest {
  /** The implementations. */
  enum Kind {
    JDK(JdkCrc32c::new), PURE(PureCrc32c::new);

    private final Supplier<Crc32c> supplier;

    Kind(Supplier<Crc32c> supplier) {
      this.supplier = supplier;
    }

    Crc32c create() {
      return supplier.get();
    }

    int of(byte[] bytes) {
      Crc32c crc = create();
      crc.update(bytes, 0, bytes.length);
      return crc.value();
    }
  }

  /** RFC 3720, appendix B.4; checksums there are printed with the lowest byte first. */
  @ParameterizedTest
  @CsvSource({
      "0000000000000000000000000000000000000000000000000000000000000000, aa36918a",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 43aba862",
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 4e79dd46",
      "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100, 5cdb3f11",
      "01c00000000000000000000000000000 14000000000004000000001400000018 28000000000000000200000000000000, 563a96d9"})
  void theExamplesOfRfc3720ComeOut(String bytes, String lowestByteFirst) {
    int expected = Integer.reverseBytes((int) Long.parseLong(lowestByteFirst, 16));
    for (Kind kind : Kind.values()) {
      assertThat(kind.of(Bytes.hex(bytes))).as("%s", kind).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCheckValueOfTheDigitsComesOut(Kind kind) {
    assertThat(kind.of("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283);
    assertThat(kind.create().value()).as("of nothing").isZero();
  }

  @Test
  void bothAgreeOnRandomBytesOfRandomLengths() {
    Random random = new Random(6);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = Bytes.random(random, random.nextInt(i < 290 ? 300 : 50_000));
      assertThat(Kind.PURE.of(bytes)).as("%d bytes", bytes.length).isEqualTo(Kind.JDK.of(bytes));
    }
  }

  @ParameterizedTest
  @EnumSource
  void oddPiecesOfArraysAndBuffersGiveTheChecksumOfTheWhole(Kind kind) {
    Random random = new Random(7);
    byte[] bytes = Bytes.random(random, 10_000);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    Crc32c crc = kind.create();
    for (int at = 0; at < bytes.length; ) {
      int step = Math.min(bytes.length - at, random.nextInt(150));
      switch (random.nextInt(4)) {
        case 0 -> crc.update(bytes, at, step);
        case 1 -> crc.update(ByteBuffer.wrap(bytes, at, step));
        case 2 -> crc.update(ByteBuffer.wrap(bytes).slice(at, step).asReadOnlyBuffer());
        default -> crc.update(direct.slice(at, step));
      }
      at += step;
    }
    assertThat(crc.value()).isEqualTo(kind.of(bytes));
  }

  @ParameterizedTest
  @EnumSource
  void aBufferIsReadToItsLimit(Kind kind) {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[10], 2, 5);
    kind.create().update(bytes);
    assertThat(bytes.position()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOutsideTheArrayIsRefused(Kind kind) {
    Crc32c crc = kind.create();
    assertThatThrownBy(() -> crc.update(new byte[10], 5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> crc.update(new byte[10], -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> crc.update(new byte[10], 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void thisJdksImplementationIsChosenAndTheShortFormAgreesWithIt() {
    byte[] digits = "x123456789x".getBytes(StandardCharsets.US_ASCII);
    assertThat(Crc32c.create()).isInstanceOf(JdkCrc32c.class);
    assertThat(Crc32c.of(digits, 1, 9)).isEqualTo(0xe3069283);
  }
}
