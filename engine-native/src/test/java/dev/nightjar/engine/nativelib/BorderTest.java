package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The C border itself, past the checks on this side: each misuse is an error with a reason and never more. */
class BorderTest {
  private NativeEngine engine;

  @BeforeEach
  void open() {
    engine = (NativeEngine) NativeTests.provider().create(new EngineOptions(2));
  }

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private static void refused(ErrorCode code, String reason, int status) {
    assertThatThrownBy(() -> NativeStatus.check(status)).isInstanceOfSatisfying(NightjarException.class,
        e -> assertThat(e.code()).isEqualTo(code)).hasMessageContaining(reason);
  }

  @Test
  void aPanicIsAnExceptionAndTheEngineGoesOn() {
    refused(ErrorCode.INTERNAL, "panicked: on request", NativeBinding.nj_test_panic(0));
    refused(ErrorCode.INTERNAL, "panicked: on request, on a worker", NativeBinding.nj_test_panic(engine.handle()));
    try (EngineKey key = engine.load(TestKeys.toy().evaluation())) {
      assertThat(Scenario.flip(key, 1)).isEqualTo(2);
    }
  }

  @Test
  void wrongPointersLengthsAndHandlesAreRefused() {
    LweList in = TestKeys.toy().encrypt(new int[1], 2);
    try (NativeEngineKey key = (NativeEngineKey) engine.load(TestKeys.toy().evaluation());
        Memory words = new Memory(2L * in.words().length * Long.BYTES);
        Memory index = new Memory(Integer.BYTES)) {
      words.clear();
      index.clear();
      long count = in.words().length;
      Pointer out = words.share(count * Long.BYTES);
      refused(ErrorCode.SHAPE_MISMATCH, "input is null", bootstrap(key.handle(), null, count, index, words, 512, out));
      refused(ErrorCode.SHAPE_MISMATCH, "table indices is null",
          bootstrap(key.handle(), words, count, null, words, 512, out));
      refused(ErrorCode.SHAPE_MISMATCH, "output is null",
          bootstrap(key.handle(), words, count, index, words, 512, null));
      refused(ErrorCode.SHAPE_MISMATCH, "input words", bootstrap(key.handle(), words, 17, index, words, 512, out));
      refused(ErrorCode.SHAPE_MISMATCH, "no multiple of 512",
          bootstrap(key.handle(), words, count, index, words, 511, out));
      refused(ErrorCode.SHAPE_MISMATCH, "overlaps", bootstrap(key.handle(), words, count, index, words, 512, words));
      refused(ErrorCode.UNAVAILABLE, "is not open",
          bootstrap(engine.handle(), words, count, index, words, 512, out));
      refused(ErrorCode.UNAVAILABLE, "is not open", bootstrap(-1, words, count, index, words, 512, out));
      assertThat(bootstrap(key.handle(), words, count, index, words, 512, out)).isZero();
    }
  }

  private static int bootstrap(long key, Pointer in, long words, Pointer index, Pointer tables, long tableWords,
      Pointer out) {
    return NativeBinding.nj_bootstrap(key, in, words, index, 1, tables, tableWords, 0, out, 513);
  }

  @Test
  void aKeyThatWasNotLoadedInFullIsRefused() {
    LongByReference key = new LongByReference();
    NativeStatus.check(NativeBinding.nj_key_new(engine.handle(), new int[] {64, 1, 512, 18, 1, 4, 4, 1, 0}, key));
    refused(ErrorCode.KEY_INCOMPLETE, "0 of 64 GGSW",
        NativeBinding.nj_bootstrap(key.getValue(), null, 0, null, 0, null, 0, 0, null, 0));
    try (Memory words = new Memory(8)) {
      refused(ErrorCode.SHAPE_MISMATCH, "whole GGSW",
          NativeBinding.nj_key_append_bsk(key.getValue(), words, 1));
    }
  }

  @Test
  void aParameterSetThatTheLibraryCannotRunIsRefusedAndFreed() {
    Parameters wide = Parameters.builder("insecure-wide-keyswitch")
        .glweKey(1, 512, new TUniform(17)).lweKey(64, new TUniform(30)).bootstrap(18, 1).keyswitch(11, 3)
        .promise(3, 1, -40).buildInsecureForTests();
    EvaluationKey key = EvaluationKey.forBootstraps(wide, new byte[16],
        new long[64 * 2 * 512], new byte[16], new long[512 * 3]);
    assertThatThrownBy(() -> engine.load(key)).isInstanceOfSatisfying(NightjarException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETERS))
        .hasMessageContaining("keyswitch").hasMessageContaining("11 x 3");
  }

  /** Under a secret of zeros a body is its own phase, and a GGSW of a bit has that bit's multiples on its diagonal. */
  @Test
  void externalProductsAndCmuxesChooseByTheBitOfTheirGgsw() {
    int size = 256;
    int base = 15;
    long[] ggsws = new SplittableRandom(1).longs(2L * 4 * size).toArray();
    for (int g = 0; g < 2; g++) {
      int zeroRow = g * 4 * size + size;
      Arrays.fill(ggsws, zeroRow, zeroRow + size, 0);
      int bitRow = g * 4 * size + 3 * size;
      Arrays.fill(ggsws, bitRow, bitRow + size, 0);
      ggsws[bitRow] = g == 0 ? 0 : 1L << 64 - base;
    }
    long[] zero = new SplittableRandom(2).longs(2L * size).toArray();
    long[] one = new SplittableRandom(3).longs(2L * size).toArray();
    LongByReference list = new LongByReference();
    int[] shape = {1, size, base, 1};
    try (Memory words = copy(ggsws); Memory ct0 = copy(zero); Memory ct1 = copy(one); Memory which = new Memory(4);
        Memory out = new Memory(2L * size * Long.BYTES)) {
      NativeStatus.check(NativeBinding.nj_ggsw_new(engine.handle(), shape, words, ggsws.length, list));
      for (int bit = 0; bit < 2; bit++) {
        which.setInt(0, bit);
        NativeStatus.check(NativeBinding.nj_cmux(list.getValue(), which, 1, ct0, ct1, 2L * size, out));
        assertBody(out, size, bit == 0 ? zero : one);
        NativeStatus.check(NativeBinding.nj_external_product(list.getValue(), which, 1, ct1, 2L * size, out));
        assertBody(out, size, bit == 0 ? new long[2 * size] : one);
      }
      which.setInt(0, 2);
      refused(ErrorCode.SHAPE_MISMATCH, "GGSW ciphertext 2 of 2",
          NativeBinding.nj_cmux(list.getValue(), which, 1, ct0, ct1, 2L * size, out));
    }
    NativeStatus.check(NativeBinding.nj_free(list.getValue()));
    refused(ErrorCode.UNAVAILABLE, "is not open", NativeBinding.nj_free(list.getValue()));
  }

  private static Memory copy(long[] words) {
    Memory memory = new Memory((long) words.length * Long.BYTES);
    memory.write(0, words, 0, words.length);
    return memory;
  }

  /** Equal but for what the decomposition cuts off, half of 2^-15, and the transform's error. */
  private static void assertBody(Pointer out, int size, long[] expected) {
    for (int j = size; j < 2 * size; j++) {
      assertThat(Math.abs(out.getLong((long) j * Long.BYTES) - expected[j])).isLessThan(1L << 64 - 15);
    }
  }
}
