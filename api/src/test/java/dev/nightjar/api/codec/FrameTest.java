package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.params.Parameters;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
  private static final Parameters P = TestObjects.tiny();

  private static byte[] frame(String payload) {
    byte[] ascii = payload.getBytes(StandardCharsets.US_ASCII);
    return Frame.write(Frame.Type.SECRET_KEY, P, ascii.length, b -> b.put(ascii));
  }

  @Test
  void theHeaderIsLaidOutAsDocumented() {
    ByteBuffer b = Frames.view(frame("abc"));
    assertThat(b.capacity()).isEqualTo(35);
    assertThat(new byte[] {b.get(0), b.get(1), b.get(2), b.get(3)}).isEqualTo("NJAR".getBytes());
    assertThat(b.getShort(4)).isEqualTo((short) 1);
    assertThat(b.getShort(6)).isEqualTo((short) 5);
    assertThat(b.getLong(8)).isEqualTo(P.fingerprint());
    assertThat(b.getLong(16)).isEqualTo(3);
    assertThat(b.getInt(28)).isZero();
    assertThat(new byte[] {b.get(32), b.get(33), b.get(34)}).isEqualTo("abc".getBytes());
  }

  /** CRC-32C (Castagnoli), bit by bit: reflected polynomial 0x82F63B78. */
  @Test
  void theChecksumIsCrc32cOfTheFirst24HeaderBytesAndThePayload() {
    byte[] frame = frame("123456789");
    int crc = -1;
    for (int i = 0; i < frame.length; i++) {
      if (i < 24 || i >= 32) {
        crc ^= frame[i] & 0xff;
        for (int bit = 0; bit < 8; bit++) {
          crc = crc >>> 1 ^ (crc & 1) * 0x82F63B78;
        }
      }
    }
    assertThat(Frames.view(frame).getInt(24)).isEqualTo(~crc);
  }

  @Test
  void aFrameWithoutPayloadIsAFrame() {
    ByteBuffer payload = Frame.open(ByteBuffer.wrap(frame("")), Frame.Type.SECRET_KEY, P);
    assertThat(payload.hasRemaining()).isFalse();
  }

  @Test
  void thePayloadIsReadOnly() {
    assertThat(Frame.open(ByteBuffer.wrap(frame("abc")), Frame.Type.SECRET_KEY, P).isReadOnly()).isTrue();
  }

  @Test
  void aHeaderCanBeReadBeforeThePayloadIsThere() {
    byte[] frame = frame("abc");
    Frame.Header header = Frame.readHeader(ByteBuffer.wrap(frame, 0, 32));
    assertThat(header).isEqualTo(new Frame.Header(Frame.Type.SECRET_KEY, 1, P.fingerprint(), 3));
    assertThat(header.totalBytes()).isEqualTo(35);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31})
  void aHeaderThatIsNotWholeIsRefused(int length) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> Frame.readHeader(ByteBuffer.wrap(frame("abc"), 0, length)),
        "32 header bytes", "only " + length);
  }

  @ParameterizedTest
  @CsvSource({"0,magic", "3,magic", "4,version", "5,version", "6,type", "7,type", "19,payload length",
      "23,payload length", "28,must be zero", "31,must be zero"})
  void aWrongHeaderFieldIsNamed(int at, String field) {
    byte[] frame = frame("abc");
    frame[at] ^= (byte) 0x80;
    assertRefused(ErrorCode.INVALID_FORMAT, () -> Frame.readHeader(ByteBuffer.wrap(frame)), field);
  }

  @Test
  void theWrongParameterSetIsNamedWithTheRemedy() {
    assertRefused(ErrorCode.PARAMETER_MISMATCH,
        () -> Frame.open(ByteBuffer.wrap(frame("abc")), Frame.Type.SECRET_KEY, TestObjects.tall()),
        "this model uses insecure-tall", "client.zip");
  }

  @Test
  void theNameOfAParameterSetIsNoPartOfIt() {
    Parameters other = Parameters.builder("insecure-other")
        .glweKey(1, 256, P.glweNoise()).lweKey(1, P.lweNoise()).bootstrap(8, 1).keyswitch(4, 1).promise(1, 1, -1)
        .buildInsecureForTests();
    assertThat(Frame.open(ByteBuffer.wrap(frame("abc")), Frame.Type.SECRET_KEY, other).remaining()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Integer.MAX_VALUE, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE})
  void aPayloadThatNoArrayHoldsIsRefusedBeforeMemoryIsTaken(long length) {
    assertRefused(ErrorCode.TOO_LARGE, () -> Frame.write(Frame.Type.SECRET_KEY, P, length, b -> { }),
        length + " payload bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2})
  void aVersionThatTheTypeDoesNotHaveIsNotWritten(int version) {
    assertThatThrownBy(() -> Frame.write(Frame.Type.SECRET_KEY, version, P, 0, b -> { }))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aWriterThatWritesTooLittleOrTooMuchIsADefect() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Frame.write(Frame.Type.SECRET_KEY, P, 3, b -> b.putShort((short) 1)));
    assertThatThrownBy(() -> Frame.write(Frame.Type.SECRET_KEY, P, 3, b -> b.putInt(1)))
        .isInstanceOf(BufferOverflowException.class);
  }

  @Test
  void typeCodesNeverChange() {
    assertThat(Frame.Type.values()).extracting(Frame.Type::code).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(Frame.Type.values()).extracting(Frame.Type::newestVersion).containsExactly(1, 3, 6, 6, 1, 1, 1);
    assertThat(Frame.HEADER_BYTES).isEqualTo(32);
  }
}
