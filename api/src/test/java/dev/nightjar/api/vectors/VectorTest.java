package dev.nightjar.api.vectors;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the committed vectors: what has been published once is read, refused and written just so for ever. */
class VectorTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  private static final List<Parameters> SETS =
      List.of(TestObjects.tiny(), TestObjects.tall(), TestObjects.unrolled(), TestObjects.secure());

  private static InputStream open(String file) {
    InputStream in = VectorTest.class.getResourceAsStream("/vectors/" + file);
    assertThat(in).as("committed file %s", file).isNotNull();
    return in;
  }

  private static <T> T read(String file, Class<T> type) throws IOException {
    try (InputStream in = open(file)) {
      return MAPPER.readValue(in, type);
    }
  }

  /** A vector and what it takes to read it. */
  record Case(String format, VectorFile.Group group, TestVector vector) {
    @Override
    public String toString() {
      return format + " " + vector.tcId() + ": " + vector.comment() + " -> " + vector.result();
    }
  }

  static Stream<Case> cases() throws IOException {
    Stream.Builder<Case> cases = Stream.builder();
    for (String file : VectorSource.files().keySet()) {
      VectorFile vectors = read(file, VectorFile.class);
      vectors.testGroups().forEach(g -> g.tests().forEach(t -> cases.add(new Case(vectors.format(), g, t))));
    }
    return cases.build();
  }

  /** What came out of a frame. */
  private record Decoded(Map<String, Object> facts, byte[] again) {
  }

  private static Decoded decode(Case c) {
    Parameters p = SETS.stream().filter(s -> s.canonical().equals(c.group.parameters())).findFirst().orElseThrow();
    ByteBuffer bytes = ByteBuffer.wrap(HEX.parseHex(c.vector.hex()));
    switch (c.format) {
      case "evaluation_key":
        EvaluationKey key = EvaluationKeyCodec.decode(bytes, p);
        return new Decoded(Facts.of(key), EvaluationKeyCodec.encode(key));
      case "packed_input", "packed_input_hidden":
        int zeros = c.format.equals("packed_input") ? 0 : p.glweDimension();
        PackedInput query = PackedInputCodec.decode(bytes, p, c.group.ciphertexts(), zeros);
        return new Decoded(Facts.ofQuery(query, bytes.array()),
            PackedInputCodec.binding(bytes).map(bound -> PackedInputCodec.encode(query, bound.model()))
                .orElseGet(() -> PackedInputCodec.encode(query)));
      case "packed_input_short":
        Circuit reader = ShortVectors.reader(p);
        PackedInput shorter = PackedInputCodec.decode(bytes, reader);
        return new Decoded(Facts.ofQuery(shorter, bytes.array()), PackedInputCodec.encode(shorter,
            PackedInputCodec.binding(bytes).orElseThrow().model(), reader.shortQuery().orElseThrow()));
      case "encrypted_result":
        Map<String, Object> facts = Facts.ofAnswer(p, bytes.array());
        if (EncryptedResultCodec.isPacked(bytes)) {
          return new Decoded(facts, EncryptedResultCodec.encode(EncryptedResultCodec.decodePacked(bytes, p),
              (Integer) facts.get("wordBits"), EncryptedResultCodec.binding(bytes).orElseThrow()));
        }
        return new Decoded(facts, EncryptedResultCodec.encode(p, EncryptedResultCodec.decode(bytes, p),
            (Integer) facts.get("wordBits"), EncryptedResultCodec.binding(bytes)));
      case "circuit":
        Circuit circuit = CircuitCodec.decode(bytes);
        assertThat(circuit.parameters()).isEqualTo(p);
        return new Decoded(Facts.of(circuit, plaintext(c.vector)), CircuitCodec.encode(circuit));
      default:
        throw new AssertionError("no reader for " + c.format);
    }
  }

  private static Map<Integer, Long> plaintext(TestVector vector) {
    Map<Integer, Long> coefficients = new HashMap<>();
    if (vector.decoded() != null) {
      ((Map<?, ?>) vector.decoded().get("plaintext")).forEach((at, word) ->
          coefficients.put(Integer.valueOf((String) at), HexFormat.fromHexDigitsToLong((String) word)));
    }
    return coefficients;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyVectorIsReadOrRefusedAsItSays(Case c) {
    if (c.vector.result().equals("valid")) {
      Decoded decoded = decode(c);
      assertThat(decoded.facts()).isEqualTo(c.vector.decoded());
      assertThat(HEX.formatHex(decoded.again())).isEqualTo(c.vector.hex());
    } else {
      ErrorCode expected = Stream.of(ErrorCode.values()).filter(e -> e.slug().equals(c.vector.error())).findFirst()
          .orElseThrow();
      assertRefused(expected, () -> decode(c));
    }
  }

  @Test
  void everyMaskVectorIsTheStream() throws IOException {
    MaskVectors vectors = read(MaskVectors.FILE, MaskVectors.class);
    assertThat(vectors.tests()).hasSize(vectors.numberOfTests());
    for (MaskVectors.Case c : vectors.tests()) {
      long[] words = new long[c.width()];
      new MaskStream(HEX.parseHex(c.seed())).row(c.row(), c.width(), words, 0);
      for (int i = 0; i < c.width(); i++) {
        assertThat(HEX.toHexDigits(words[i])).as("vector %d, word %d", c.tcId(), i).isEqualTo(c.words().get(i));
      }
    }
  }

  static Stream<String> files() {
    return VectorGenerator.contents().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void todaysCodeWritesTheVeryBytesThatWereCommitted(String file) throws IOException {
    try (InputStream in = open(file)) {
      assertThat(MAPPER.readTree(VectorGenerator.contents().get(file))).isEqualTo(MAPPER.readTree(in));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluation_key.json", "evaluation_key_unrolled.json", "key_parts.json", "packed_input.json",
      "packed_input_2.json", "encrypted_result.json", "encrypted_result_2.json", "circuit.json",
      "encrypted_result_3.json", "circuit_3.json"})
  void everyFileIsNumberedAndExplained(String file) throws IOException {
    VectorFile vectors = read(file, VectorFile.class);
    List<TestVector> tests = vectors.testGroups().stream().flatMap(g -> g.tests().stream()).toList();
    assertThat(tests).hasSize(vectors.numberOfTests());
    for (int i = 0; i < tests.size(); i++) {
      assertThat(tests.get(i).tcId()).isEqualTo(i + 1);
      assertThat(vectors.notes()).containsKeys(tests.get(i).flags().toArray(String[]::new));
    }
    assertThat(vectors.notes().values()).doesNotContainNull();
  }
}
