package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Property;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every byte format keeps, whatever it holds. */
abstract class CodecContract {
  /** Heap that one refusal or one small object may take: far less than what a hostile count can announce. */
  private static final long ALLOWED_BYTES = 4L << 20;

  /** Bytes at the beginning of a frame of which every bit is tried, at most. */
  private static final int BEGINNING = 1024;

  private static final boolean SWEEP = !"few".equals(System.getProperty("nightjar.test.sets", "few"));

  /** A valid frame. */
  abstract byte[] frame();

  /** A valid frame of an arbitrary object. */
  abstract byte[] anyFrame(SplittableRandom random);

  /** Decodes under the parameters of {@link #frame()} and encodes what came out. */
  abstract byte[] again(ByteBuffer bytes);

  /** The type of the format. */
  abstract Frame.Type type();

  /** The types that the same reader takes; refused all the same when a frame's content is of another. */
  Set<Frame.Type> readable() {
    return Set.of(type());
  }

  /** The type that the reader says it expects when it meets another one. */
  Frame.Type wanted() {
    return type();
  }

  /**
   * Bytes at the beginning of a frame that say how it is to be read, and some more. A default run changes no others of
   * those whose checksum is right: where all that follows are numbers, one is read as the other.
   */
  int structure() {
    return BEGINNING;
  }

  private int changed(byte[] frame) {
    return Math.min(SWEEP ? BEGINNING : structure(), frame.length);
  }

  /** What reading some bytes gave, and what it took. */
  private record Outcome(byte[] again, NightjarException refusal, long allocated) {
  }

  private Outcome read(byte[] frame) {
    byte[][] result = new byte[1][];
    NightjarException[] refusal = new NightjarException[1];
    long allocated = Allocation.of(() -> {
      try {
        result[0] = again(ByteBuffer.wrap(frame));
      } catch (NightjarException e) {
        refusal[0] = e;
      }
    });
    return new Outcome(result[0], refusal[0], allocated);
  }

  private void assertRefusedCheaply(byte[] frame) {
    Outcome outcome = read(frame);
    assertThat(outcome.refusal()).isNotNull();
    assertThat(outcome.refusal().getMessage()).isNotBlank();
    assertThat(outcome.allocated()).isLessThan(ALLOWED_BYTES);
  }

  /** Bytes that are read at all are written again just so: there is one encoding for each object. */
  private void assertRefusedOrCanonical(byte[] frame) {
    Outcome outcome = read(frame);
    if (outcome.refusal() == null) {
      assertThat(outcome.again()).isEqualTo(frame);
    }
    assertThat(outcome.allocated()).isLessThan(ALLOWED_BYTES);
  }

  @Test
  void decodingAndEncodingGivesTheSameBytes() {
    assertThat(again(ByteBuffer.wrap(frame()))).isEqualTo(frame());
  }

  @Test
  void anyObjectSurvivesTheRoundTrip() {
    Property.forAll(50, random -> {
      byte[] frame = anyFrame(random);
      assertThat(again(ByteBuffer.wrap(frame))).isEqualTo(frame);
    });
  }

  @Test
  void theHeaderTellsTypeAndLength() {
    Frame.Header header = Frame.readHeader(ByteBuffer.wrap(frame()));
    assertThat(header.type()).isEqualTo(type());
    assertThat(header.version()).isEqualTo(frame()[4]).isBetween(1, type().newestVersion());
    assertThat(header.totalBytes()).isEqualTo(frame().length);
    assertThat(header.payloadBytes()).isEqualTo(frame().length - 32);
  }

  @Test
  void aFrameMayLieAnywhereInAReadOnlyOrDirectBufferWhichIsNotMoved() {
    byte[] frame = frame();
    for (ByteBuffer b : new ByteBuffer[] {
        ByteBuffer.allocate(frame.length + 13), ByteBuffer.allocateDirect(frame.length + 13)}) {
      b.position(7).put(frame).position(7).limit(7 + frame.length);
      ByteBuffer readOnly = b.asReadOnlyBuffer();
      assertThat(again(readOnly)).isEqualTo(frame);
      assertThat(readOnly.position()).isEqualTo(7);
      assertThat(readOnly.limit()).isEqualTo(7 + frame.length);
    }
  }

  static IntStream headerBytes() {
    return IntStream.range(0, Frame.HEADER_BYTES);
  }

  @ParameterizedTest
  @MethodSource("headerBytes")
  void everyHeaderByteIsChecked(int at) {
    byte[] frame = frame();
    frame[at] ^= (byte) 0xff;
    ErrorCode expected = at >= 8 && at < 16 ? ErrorCode.PARAMETER_MISMATCH
        : at >= 24 && at < 28 ? ErrorCode.CHECKSUM_MISMATCH : ErrorCode.INVALID_FORMAT;
    if (type() == Frame.Type.CIRCUIT && at >= 8 && at < 16) {
      expected = ErrorCode.CHECKSUM_MISMATCH;
    }
    assertRefused(expected, () -> again(ByteBuffer.wrap(frame)));
    assertRefusedCheaply(frame);
  }

  @Test
  void everyBitOfTheBeginningIsChecked() {
    byte[] frame = frame();
    for (int bit = 0; bit < 8 * Math.min(BEGINNING, frame.length); bit++) {
      assertRefusedCheaply(Frames.flip(frame, bit));
    }
  }

  @Test
  void everyBitOfTheBeginningMayBeWrongBehindARightChecksum() {
    byte[] frame = frame();
    for (int bit = 8 * Frame.HEADER_BYTES; bit < 8 * changed(frame); bit++) {
      assertRefusedOrCanonical(Frames.resealed(Frames.flip(frame, bit)));
    }
  }

  @Test
  void anyFourBytesMayBeAnythingBehindARightChecksum() {
    int[] nasty = {0, 1, -1, 2, 1 << 16, 1 << 20, 1 << 28, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE};
    byte[] frame = frame();
    for (int at = Frame.HEADER_BYTES; at + 4 <= changed(frame); at++) {
      for (int value : nasty) {
        assertRefusedOrCanonical(Frames.resealed(Frames.with32(frame, at, value)));
      }
    }
  }

  @Test
  void everyShorterLengthIsRefused() {
    byte[] frame = frame();
    int step = Math.max(1, frame.length / 500);
    for (int length = 0; length < frame.length; length += length < 128 ? 1 : step) {
      assertRefusedCheaply(Frames.resized(frame, length));
    }
    assertRefusedCheaply(Frames.resized(frame, frame.length - 1));
  }

  @Test
  void everyShorterPayloadIsRefusedBehindARightHeader() {
    byte[] frame = frame();
    int step = Math.max(1, frame.length / 500);
    for (int length = Frame.HEADER_BYTES; length < frame.length; length += length < 160 ? 1 : step) {
      assertRefusedCheaply(Frames.resealed(Frames.resized(frame, length)));
    }
    assertRefusedCheaply(Frames.resealed(Frames.resized(frame, frame.length - 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 4096})
  void aLongerFrameIsRefused(int more) {
    byte[] frame = frame();
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(Frames.resized(frame, frame.length + more))));
    assertRefused(ErrorCode.INVALID_FORMAT,
        () -> again(ByteBuffer.wrap(Frames.resealed(Frames.resized(frame, frame.length + more)))));
  }

  static LongStream impossibleLengths() {
    return LongStream.of(0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, 1L << 31, 1L << 32, 1L << 40);
  }

  @ParameterizedTest
  @MethodSource("impossibleLengths")
  void anAnnouncedLengthThatIsNotThereIsRefusedWithoutMemory(long length) {
    assertRefusedCheaply(Frames.with64(frame(), 16, length));
  }

  @Test
  void aFrameOfEveryOtherTypeIsRefused() {
    for (Frame.Type other : Frame.Type.values()) {
      if (!readable().contains(other)) {
        byte[] frame = frame();
        frame[4] = 1;
        frame[6] = (byte) other.code();
        frame[4] = (byte) Math.min(frame[4], other.newestVersion());
        assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(Frames.resealed(frame))),
            other.article() + " where " + wanted().article());
      }
    }
  }

  @Test
  void aFrameOfALaterVersionIsRefusedWithTheVersionThatIsRead() {
    byte[] frame = frame();
    int later = type().newestVersion() + 1;
    frame[4] = (byte) later;
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(Frames.resealed(frame))), "version " + later,
        "reads version 1", "" + (later - 1));
  }
}
