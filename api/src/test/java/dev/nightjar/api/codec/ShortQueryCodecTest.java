package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries of version 3, which hold what a circuit reads of them. */
class ShortQueryCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.secure();
  private static final int N = P.polynomialSize();
  private static final int ZEROS = 2 * P.glweDimension();
  private static final Digest128 MODEL = TestObjects.binding().model();
  private static final ShortQuery FORMAT = new ShortQuery(N + 5, 24, ZEROS, 40);

  /** Reads the last coefficient that travels. */
  private static Circuit circuit(ShortQuery format) {
    int inputs = format.ciphertexts(P);
    SparseMap.Builder map = SparseMap.builder(inputs * N);
    map.row(new int[] {format.words() - 1}, new long[] {-2}, 1);
    int rank = format.zeros() / P.glweDimension();
    Optional<AnswerHiding> hiding = rank == 0 ? Optional.empty()
        : Optional.of(new AnswerHiding(new TUniform(20), new TUniform(40), rank));
    return new Circuit(P, inputs, List.of(new Node.Extract(map.build())), new int[] {0}, 32, hiding).taking(format);
  }

  private static PackedInput query(SplittableRandom random, ShortQuery format) {
    byte[] seed = new byte[16];
    random.nextBytes(seed);
    int count = format.ciphertexts(P) + format.zeros();
    return new PackedInput(P, seed, random.longs((long) count * N).toArray(), format.zeros());
  }

  @Override
  byte[] frame() {
    return PackedInputCodec.encode(query(new SplittableRandom(4), FORMAT), MODEL, FORMAT);
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    return PackedInputCodec.encode(query(random, FORMAT), MODEL, FORMAT);
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    PackedInput query = PackedInputCodec.decode(bytes, circuit(FORMAT));
    return PackedInputCodec.encode(query, PackedInputCodec.binding(bytes).orElseThrow().model(), FORMAT);
  }

  @Override
  int structure() {
    return 160;
  }

  @Override
  Frame.Type type() {
    return Frame.Type.PACKED_INPUT;
  }

  @Test
  void wordsThatAreReadTravelRoundedAndNoOthers() {
    ByteBuffer b = Frames.view(frame());
    assertThat(b.getShort(4)).isEqualTo((short) 3);
    assertThat(b.getInt(32)).isEqualTo(N + 5);
    assertThat(b.getInt(36)).isEqualTo(ZEROS);
    assertThat(b.get(72)).isEqualTo((byte) 3);
    assertThat(b.get(73)).isEqualTo((byte) 5);
    assertThat(b.capacity()).isEqualTo(76 + (N + 5) * 3 + ZEROS * N * 5)
        .isEqualTo((int) PackedInputCodec.encodedBytes(circuit(FORMAT)));
    PackedInput sent = query(new SplittableRandom(4), FORMAT);
    PackedInput read = PackedInputCodec.decode(b, circuit(FORMAT));
    assertThat(read.seed()).isEqualTo(sent.seed());
    assertThat(read.zeros()).isEqualTo(ZEROS);
    for (int i = 0; i < 2 * N; i++) {
      long step = 1L << 40;
      long expected = i < N + 5 ? sent.bodies()[i] + step / 2 & -step : 0;
      assertThat(read.bodies()[i]).isEqualTo(expected);
    }
    for (int i = 2 * N; i < sent.bodies().length; i++) {
      assertThat(read.bodies()[i]).isEqualTo(sent.bodies()[i] + (1L << 23) & -(1L << 24));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "30, 32", "30, 64", "31, 56"})
  void aFewFeaturesTakeAFewBytes(int words, int bits) {
    ShortQuery format = new ShortQuery(words, bits, 0, 64);
    PackedInput query = query(new SplittableRandom(words), format);
    byte[] frame = PackedInputCodec.encode(query, MODEL, format);
    assertThat(frame).hasSize(76 + words * bits / 8);
    PackedInput read = PackedInputCodec.decode(ByteBuffer.wrap(frame), circuit(format));
    if (bits == 64) {
      assertThat(Arrays.copyOf(read.bodies(), words)).isEqualTo(Arrays.copyOf(query.bodies(), words));
    }
    assertThat(PackedInputCodec.binding(ByteBuffer.wrap(frame)).orElseThrow().model()).isEqualTo(MODEL);
  }

  @Test
  void wholeQueriesAreTakenToo() {
    ShortQuery format = new ShortQuery(30, 32, 0, 64);
    PackedInput query = query(new SplittableRandom(1), format);
    for (byte[] whole : List.of(PackedInputCodec.encode(query), PackedInputCodec.encode(query, MODEL))) {
      assertThat(PackedInputCodec.decode(ByteBuffer.wrap(whole), circuit(format)).bodies()).isEqualTo(query.bodies());
    }
  }

  @Test
  void anotherFormatThanTheModelsIsRefused() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame()),
        circuit(new ShortQuery(N + 4, 24, ZEROS, 40))), "words=" + (N + 5), "words=" + (N + 4));
    Node read = new Node.Extract(new SparseMap(N, new int[] {0, 1}, new int[1], new long[] {1}, new long[1]));
    Circuit whole = new Circuit(P, 1, List.of(read), new int[] {0}, 32);
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame()), whole),
        "whole queries");
    assertRefused(ErrorCode.INVALID_FORMAT, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame()), P, 2, ZEROS),
        "short");
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> PackedInputCodec.encode(query(new SplittableRandom(1),
        new ShortQuery(30, 32, 0, 64)), MODEL, FORMAT), "not of the format");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void announcedWordsThatAreOutOfRangeAreRefused(int words) {
    for (int at : new int[] {32, 36}) {
      byte[] frame = Frames.resealed(Frames.with32(frame(), at, words));
      assertThatThrownBy(() -> again(ByteBuffer.wrap(frame))).isInstanceOf(NightjarException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0x0501, 0x0903, 0x0003, 0xff03, 0x10503})
  void lengthsOfWordsThatAreNoneAreRefused(int lengths) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), 72, lengths)))));
  }

  @Test
  void formatsThatAreNoneAreRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ShortQuery(0, 32, 0, 64), "not 0");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ShortQuery(1, 8, 0, 64), "8");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ShortQuery(1, 33, 0, 64), "33");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ShortQuery(1, 32, 1, 72), "72");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ShortQuery(1, 32, -1, 64), "-1");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ShortQuery(1, 32, 0, 32), "32");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new AnswerHiding(new TUniform(20), new TUniform(40), 0), "not 0");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new AnswerHiding(new TUniform(20), new TUniform(40), 17), "not 17");
  }

  @Test
  void circuitsTakeNoFormatThatTheyCannotRead() {
    ShortQuery wide = new ShortQuery(30, 32, 0, 64);
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(wide).taking(new ShortQuery(29, 32, 0, 64)), "30", "29");
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(wide).taking(new ShortQuery(N + 1, 32, 0, 64)), "ciphertexts");
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(wide).taking(new ShortQuery(30, 32, P.glweDimension(), 64)),
        "encryptions of zero");
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(FORMAT).taking(new ShortQuery(N + 5, 24, P.glweDimension(),
        40)), "encryptions of zero");
  }

  @Test
  void theCircuitSaysItsFormatAndRank() {
    for (ShortQuery format : List.of(FORMAT, new ShortQuery(30, 32, 0, 64))) {
      Circuit circuit = circuit(format);
      byte[] frame = CircuitCodec.encode(circuit);
      assertThat(Frames.view(frame).getShort(4)).isEqualTo((short) 4);
      assertThat(CircuitCodec.decode(ByteBuffer.wrap(frame))).isEqualTo(circuit);
    }
    byte[] frame = CircuitCodec.encode(circuit(FORMAT));
    for (int flags : new int[] {0, 1, 4, 9, 12, 16, 29, -1}) {
      byte[] other = Frames.resealed(Frames.with32(frame, frame.length - 8 * 4, flags));
      assertThatThrownBy(() -> CircuitCodec.decode(ByteBuffer.wrap(other))).isInstanceOf(NightjarException.class);
    }
    assertRefused(ErrorCode.INVALID_FORMAT, () -> CircuitCodec.decode(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame, frame.length - 5 * 4, 1)))), "rank of 1");
  }
}
