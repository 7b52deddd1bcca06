package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of version 6: words of any number of bits, without gaps. */
class BitWordsCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tall();
  private static final int KN = P.bigLweDimension();
  private static final AnswerPacking PACKING = new StridedPacking(8, 16).of(12);

  private static PackedAnswer answer(SplittableRandom random, AnswerPacking packing) {
    PackedAnswer answer = new PackedAnswer(P, packing);
    Arrays.setAll(answer.masks(), i -> random.nextLong());
    Arrays.setAll(answer.bodies(), i -> random.nextLong());
    return answer;
  }

  private static byte[] frame(AnswerPacking packing, int wordBits) {
    return EncryptedResultCodec.encode(answer(new SplittableRandom(5), packing), wordBits, TestObjects.binding());
  }

  private static byte[] separate(int count, int wordBits) {
    return EncryptedResultCodec.encode(P, TestObjects.answer(P, count), wordBits, Optional.of(TestObjects.binding()));
  }

  @Override
  byte[] frame() {
    return frame(PACKING, 19);
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    int bits;
    do {
      bits = 8 + random.nextInt(56);
    } while (bits == 16 || bits == 24 || bits == 32);
    int count = 1 + random.nextInt(30);
    return random.nextBoolean() ? separate(Math.min(count, 4), bits)
        : frame(new StridedPacking(2 + random.nextInt(8), 1 + random.nextInt(16)).of(count), bits);
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    boolean packed = EncryptedResultCodec.isPacked(bytes);
    int bits = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.position() + 36);
    if (packed) {
      return EncryptedResultCodec.encode(EncryptedResultCodec.decodePacked(bytes, P), bits,
          EncryptedResultCodec.binding(bytes).orElseThrow());
    }
    return EncryptedResultCodec.encode(P, EncryptedResultCodec.decode(bytes, P), bits,
        EncryptedResultCodec.binding(bytes));
  }

  @Override
  Frame.Type type() {
    return Frame.Type.ENCRYPTED_RESULT;
  }

  @Test
  void wordsFollowRunsWithoutGaps() {
    ByteBuffer b = Frames.view(frame());
    assertThat(b.getShort(4)).isEqualTo((short) 6);
    int[] fields = {12, 19};
    assertThat(IntStream.of(32, 36).map(b::getInt)).containsExactly(fields[0], fields[1]);
    assertThat(IntStream.range(0, 8).map(i -> b.getInt(72 + 4 * i))).containsExactly(2, 2, 15, 16, 8, P.polynomialSize()
        + 15, 16, 4);
    int words = 2 * KN + 12;
    assertThat(b.capacity()).isEqualTo(104 + (words * 19 + 7) / 8);
    byte[] bits = Arrays.copyOfRange(b.array(), 104, b.capacity());
    for (int i = 0; i < bits.length / 2; i++) {
      byte swapped = bits[i];
      bits[i] = bits[bits.length - 1 - i];
      bits[bits.length - 1 - i] = swapped;
    }
    BigInteger stream = new BigInteger(1, bits);
    PackedAnswer sent = answer(new SplittableRandom(5), PACKING);
    for (int i = 0; i < words; i++) {
      long word = i < 2 * KN ? sent.masks()[i] : sent.bodies()[i - 2 * KN];
      assertThat(stream.shiftRight(19 * i).longValue() & (1 << 19) - 1).isEqualTo(word + (1L << 44) >>> 45);
    }
    assertThat(EncryptedResultCodec.encodedBytes(P, 2, 19)).isEqualTo(separate(2, 19).length);
  }

  static IntStream widths() {
    return IntStream.rangeClosed(8, 63).filter(bits -> bits != 16 && bits != 24 && bits != 32);
  }

  @ParameterizedTest
  @MethodSource("widths")
  void wordsOfAnyWidthAreRoundedHalfUpAndWrapAround(int bits) {
    LweList list = LweList.allocate(KN, 1);
    long half = 1L << 63 - bits;
    list.words()[0] = 2 * half * 0x5b + half;
    list.words()[1] = 2 * half * 0x5b + half - 1;
    list.words()[2] = -1;
    list.words()[3] = Long.MIN_VALUE;
    byte[] frame = EncryptedResultCodec.encode(P, list, bits, Optional.of(TestObjects.binding()));
    assertThat(EncryptedResultCodec.isPacked(ByteBuffer.wrap(frame))).isFalse();
    assertThat(EncryptedResultCodec.decode(ByteBuffer.wrap(frame), P).words())
        .startsWith(2 * half * 0x5c, 2 * half * 0x5b, 0, Long.MIN_VALUE);
    assertThat(again(ByteBuffer.wrap(frame))).isEqualTo(frame);
  }

  @Test
  void placesThatRunsDoNotShortenFollowTheNumberZero() {
    AnswerPacking packing = new AnswerPacking(new int[] {0, 1, 0}, new int[] {7, 0, 255});
    ByteBuffer b = Frames.view(frame(packing, 11));
    assertThat(IntStream.range(0, 5).map(i -> b.getInt(72 + 4 * i)))
        .containsExactly(2, 0, 7, P.polynomialSize(), 255);
    assertThat(EncryptedResultCodec.decodePacked(b, P).packing()).isEqualTo(packing);
    byte[] longer = Frames.resealed(Frames.with32(frame(), 76, 0));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(longer)));
  }

  /** Twelve places instead of two runs say the same in more bytes. */
  @Test
  void placesAreRefusedWhereRunsAreShorter() {
    byte[] runs = frame();
    ByteBuffer places = Frames.view(new byte[runs.length + 24]);
    places.put(runs, 0, 76).putInt(0);
    for (int i = 0; i < 12; i++) {
      places.putInt(PACKING.ciphertext(i) * P.polynomialSize() + PACKING.coefficient(i));
    }
    places.put(runs, 104, runs.length - 104);
    byte[] sized = Frames.resealed(Frames.with64(places.array(), 16, runs.length + 24 - 32));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(sized)), "exactly where those are shorter");
  }

  @ParameterizedTest
  @CsvSource({
      "36, 16, does not have words", "36, 24, does not have words", "36, 32, does not have words",
      "36, 64, does not have words", "36, 7, 8 to 64 bits", "36, 65, 8 to 64 bits", "36, -19, 8 to 64 bits",
      "36, 20, payload bytes", "72, 3, in 2 ciphertexts", "76, 1, places are of 8 outputs", "76, 13, 13 runs",
      "76, -1, runs of places", "88, 13, run 0 of places has 13 outputs", "84, 2147483647, out of range"})
  void aFieldThatDoesNotFitIsRefused(int at, int value, String message) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), at, value)))), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void bitsBehindTheLastWordMustBeZero(int bit) {
    byte[] frame = frame();
    int used = (2 * KN + 12) * 19 % 8;
    assertThat(used).isPositive();
    frame[frame.length - 1] |= (byte) (1 << used + bit - 1);
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(Frames.resealed(frame))), "must be zero");
  }

  @Test
  void anAnswerOfVersionOneHasTheNextWholeWords() {
    for (int[] bits : new int[][] {{9, 16}, {17, 32}, {30, 32}, {33, 64}}) {
      assertThat(EncryptedResultCodec.encode(P, TestObjects.answer(P, 1), bits[0]))
          .isEqualTo(EncryptedResultCodec.encode(P, TestObjects.answer(P, 1), bits[1]));
    }
  }

  @Test
  void olderVersionsDoNotHaveWordsOfOtherWidths() {
    byte[] runs = EncryptedResultCodec.encode(answer(new SplittableRandom(5), PACKING), 24, TestObjects.binding());
    assertRefused(ErrorCode.INVALID_FORMAT,
        () -> again(ByteBuffer.wrap(Frames.resealed(Frames.with32(runs, 36, 23)))), "version 5 has words of 64");
  }
}
