package dev.nightjar.api.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Digest128Test {
  /** SHA-256 of "abc" is ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad (FIPS 180-2, B.1). */
  @Test
  void itIsTheFirstHalfOfTheSha256() {
    Digest128 digest = Digest128.of("abc".getBytes(StandardCharsets.US_ASCII));
    assertThat(digest).hasToString("ba7816bf8f01cfea414140de5dae2223");
    assertThat(digest).isNotEqualTo(Digest128.of(new byte[0]));
  }

  @Test
  void itReadsBackFromItsBytesInABufferOfEitherByteOrder() {
    Digest128 digest = Digest128.of(new byte[] {1});
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteBuffer b = ByteBuffer.wrap(digest.bytes()).order(order);
      assertThat(Digest128.read(b)).isEqualTo(digest).hasSameHashCodeAs(digest);
      assertThat(b.hasRemaining()).isFalse();
    }
    assertThatThrownBy(() -> Digest128.read(ByteBuffer.allocate(15))).isInstanceOf(BufferUnderflowException.class);
  }
}
