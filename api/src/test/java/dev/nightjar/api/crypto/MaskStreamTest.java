package dev.nightjar.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.Property;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.primitives.AesCtr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskStreamTest {
  /** AES-128 of the blocks 0, 1 and 2 under the zero key, as in test cases 1 and 2 of the GCM specification. */
  private static final String ZERO_KEY_STREAM = "66e94bd4ef8a2c3b884cfa59ca342b2e"
      + "58e2fccefa7e3061367f1d57a4e7455a" + "0388dace60b6a392f328c2b971b2fe78";

  @Test
  void theStreamOfTheZeroSeedIsThatOfThePublishedGcmTestCases() {
    long[] words = new long[6];
    new MaskStream(new byte[16]).row(0, 6, words, 0);
    assertThat(bytes(words)).isEqualTo(HexFormat.of().parseHex(ZERO_KEY_STREAM));
  }

  /** NIST AESAVS: KeySbox and VarKey vectors of AES-128, which encrypt the zero block. */
  @ParameterizedTest
  @CsvSource({
      "10a58869d74be5a374cf867cfb473859, 6d251e6944b051e04eaa6fb4dbf78465",
      "caea65cdbb75e9169ecd22ebe6e54675, 6e29201190152df4ee058139def610bb",
      "80000000000000000000000000000000, 0edd33d3c621e546455bd8ba1418bec8",
      "ffffffffffffffffffffffffffffffff, a1f6258c877d5fcd8964484538bfc92c"})
  void theFirstBlockIsThatOfTheNistVectors(String seed, String block) {
    long[] words = new long[2];
    new MaskStream(HexFormat.of().parseHex(seed)).row(0, 2, words, 0);
    assertThat(HexFormat.of().formatHex(bytes(words))).isEqualTo(block);
  }

  @Test
  void wordsAreLittleEndian() {
    long[] words = new long[1];
    new MaskStream(new byte[16]).row(0, 1, words, 0);
    assertThat(words[0]).isEqualTo(0x3b2c8aefd44be966L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 702, 1024, 1025, 2048, 2049, 3000})
  void everyRowIsASliceOfTheWholeKeyStream(int width) {
    int blocks = (width + 1) / 2;
    long[] whole = new long[5 * 2 * blocks];
    new MaskStream(TestObjects.seed(7)).row(0, whole.length, whole, 0);
    MaskStream stream = new MaskStream(TestObjects.seed(7));
    for (int row : new int[] {4, 0, 3, 1, 2, 2}) {
      long[] out = new long[width];
      stream.row(row, width, out, 0);
      assertThat(out).as("row %d", row)
          .isEqualTo(Arrays.copyOfRange(whole, row * 2 * blocks, row * 2 * blocks + width));
    }
  }

  @Test
  void anyRowIsTheAesEncryptionOfItsCounterBlocks() {
    Property.forAll(200, random -> {
      byte[] seed = ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(random.nextLong()).array();
      int width = 1 + random.nextInt(40);
      long blocks = (width + 1) / 2;
      long row = random.nextLong(1L << random.nextInt(57));
      long[] out = new long[width];
      new MaskStream(seed).row(row, width, out, 0);
      assertThat(out).isEqualTo(reference(seed, row * blocks, width));
    });
  }

  @Test
  void theCounterOfTheLastRowDoesNotWrapEarly() {
    long row = Long.MAX_VALUE - 1;
    long[] out = new long[2];
    new MaskStream(TestObjects.seed(1)).row(row, 2, out, 0);
    assertThat(out).isEqualTo(reference(TestObjects.seed(1), row, 2));
  }

  @Test
  void aRowIsWrittenAtItsOffsetAndNowhereElse() {
    long[] out = new long[10];
    new MaskStream(TestObjects.seed(3)).row(2, 4, out, 5);
    assertThat(Arrays.copyOf(out, 5)).containsOnly(0);
    assertThat(out[9]).isZero();
    long[] alone = new long[4];
    new MaskStream(TestObjects.seed(3)).row(2, 4, alone, 0);
    assertThat(Arrays.copyOfRange(out, 5, 9)).isEqualTo(alone);
  }

  @Test
  void aRowOfNoWordsWritesNothing() {
    new MaskStream(TestObjects.seed(3)).row(5, 0, new long[0], 0);
  }

  @Test
  void theSeedIsCopied() {
    byte[] seed = TestObjects.seed(9);
    MaskStream stream = new MaskStream(seed);
    seed[0] ^= 1;
    long[] out = new long[8];
    stream.row(0, 8, out, 0);
    assertThat(out).isEqualTo(TestObjects.words(9, 8));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 17, 24, 32})
  void aSeedOfAnotherLengthIsRefused(int length) {
    assertThatIllegalArgumentException().isThrownBy(() -> new MaskStream(new byte[length]))
        .withMessageContaining("16 bytes, not " + length);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE / 2})
  void aRowOutsideTheStreamIsRefused(long row) {
    assertThatIllegalArgumentException().isThrownBy(() -> new MaskStream(new byte[16]).row(row, 4, new long[4], 0))
        .withMessageContaining("row " + row);
  }

  @Test
  void aRowThatDoesNotFitItsArrayIsRefused() {
    MaskStream stream = new MaskStream(new byte[16]);
    assertThatThrownBy(() -> stream.row(0, 5, new long[4], 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> stream.row(0, 4, new long[4], 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> stream.row(0, -1, new long[4], 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> stream.row(0, Integer.MAX_VALUE, new long[4], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theSelfTestFailsUnderAnotherSeed() {
    byte[] seed = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    try (AesCtr aes = AesCtr.of(seed)) {
      assertThat(MaskStream.givesKnownAnswer(aes)).isTrue();
    }
    seed[0] ^= 1;
    try (AesCtr aes = AesCtr.of(seed)) {
      assertThat(MaskStream.givesKnownAnswer(aes)).isFalse();
    }
  }

  private static byte[] bytes(long[] words) {
    ByteBuffer b = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    b.asLongBuffer().put(words);
    return b.array();
  }

  private static long[] reference(byte[] seed, long firstBlock, int width) {
    try {
      Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(seed, "AES"));
      long[] out = new long[width];
      for (int i = 0; i < width; i++) {
        byte[] block = aes.doFinal(ByteBuffer.allocate(16).putLong(0).putLong(firstBlock + i / 2).array());
        out[i] = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getLong(i % 2 * Long.BYTES);
      }
      return out;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
