package dev.nightjar.api.vectors;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.codec.Frames;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Digest128;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every vector file, made from today's code. */
final class VectorSource {
  private static final Parameters TINY = TestObjects.tiny();
  private static final Parameters TALL = TestObjects.tall();
  private static final Parameters UNROLLED = TestObjects.unrolled();
  private static final Digest128 MODEL = TestObjects.binding().model();

  private static final Map<String, String> NOTES = Map.ofEntries(
      Map.entry("Valid", "must be read, and written again byte for byte"),
      Map.entry("Truncated", "bytes are missing at the end"),
      Map.entry("ExtraBytes", "bytes follow the object"),
      Map.entry("BadMagic", "does not begin with NJAR"),
      Map.entry("UnknownVersion", "a version of the frame that does not exist yet"),
      Map.entry("WrongType", "a frame of another type than the one that is expected"),
      Map.entry("UnknownType", "a type that does not exist"),
      Map.entry("WrongParams", "for another parameter set than the reader expects"),
      Map.entry("InsecureParams", "a circuit under a parameter set that is for tests only"),
      Map.entry("BadLength", "the announced length is not that of the bytes"),
      Map.entry("BadChecksum", "the CRC-32C is not that of the bytes"),
      Map.entry("NonCanonical", "says what a valid frame says, but not in the one form that is allowed"),
      Map.entry("BadCount", "a count that is out of range or does not fit the length; must not cost memory"),
      Map.entry("BadShape", "well formed, but not what the model takes"),
      Map.entry("BadField", "a payload field out of its range"));

  private VectorSource() {
  }

  /** All frame files by name. */
  static Map<String, VectorFile> files() {
    Map<String, VectorFile> files = new TreeMap<>();
    files.put("evaluation_key.json", file("evaluation_key", evaluationKeys()));
    files.put("evaluation_key_unrolled.json", file("evaluation_key", unrolledKeys()));
    files.put("key_parts.json", file("evaluation_key", keyParts()));
    files.put("packed_input.json", file("packed_input", packedInputs()));
    files.put("encrypted_result.json", file("encrypted_result", encryptedResults()));
    files.put("packed_input_2.json", file("packed_input", 2, boundQueries()));
    files.put("encrypted_result_2.json", file("encrypted_result", 2, boundAnswers()));
    files.put("circuit.json", file("circuit", circuits()));
    files.put("packed_input_hidden_2.json", file("packed_input_hidden", 2, hiddenQueries()));
    files.put("circuit_2.json", file("circuit", 2, hiddenCircuits()));
    files.put("encrypted_result_3.json", file("encrypted_result", 3, PackedVectors.answers(TALL, TINY)));
    files.put("circuit_3.json", file("circuit", 3, PackedVectors.circuits(TALL)));
    files.put("packed_input_short_3.json", file("packed_input_short", 3, ShortVectors.queries(TALL, TINY)));
    files.put("encrypted_result_4.json", file("encrypted_result", 4, ShortVectors.answers(TALL, TINY)));
    files.put("encrypted_result_5.json", file("encrypted_result", 5, PackedVectors.runs(TALL, TINY)));
    files.put("circuit_4.json", file("circuit", 4, ShortVectors.circuits(TALL)));
    files.put("encrypted_result_6.json", file("encrypted_result", 6, WideVectors.answers(TALL, TINY)));
    files.put("circuit_6.json", file("circuit", 6, WideVectors.circuits(TALL)));
    return files;
  }

  private static VectorFile file(String format, List<VectorFile.Group> groups) {
    return file(format, 1, groups);
  }

  private static VectorFile file(String format, int version, List<VectorFile.Group> groups) {
    Map<String, String> notes = groups.stream().flatMap(g -> g.tests().stream()).flatMap(t -> t.flags().stream())
        .distinct().collect(Collectors.toMap(f -> f, NOTES::get, (a, b) -> a, TreeMap::new));
    return new VectorFile("nightjar-frames/1", format, version,
        groups.stream().mapToInt(g -> g.tests().size()).sum(), notes, groups);
  }

  private static List<VectorFile.Group> evaluationKeys() {
    byte[] tiny = EvaluationKeyCodec.encode(TestObjects.key(TINY));
    GroupBuilder small = new GroupBuilder(TINY, null, 1)
        .valid("n = 1, k = 1, one level each", tiny, Facts.of(TestObjects.key(TINY)))
        .damaged(tiny, Frame.Type.PACKED_INPUT.code(), TALL.fingerprint());
    GroupBuilder large = new GroupBuilder(TALL, null, small.nextId())
        .valid("n = 2, k = 2, two and three levels", EvaluationKeyCodec.encode(TestObjects.key(TALL)),
            Facts.of(TestObjects.key(TALL)))
        .invalid("WrongParams", ErrorCode.PARAMETER_MISMATCH, "a whole key of another set", tiny);
    return List.of(small.build(), large.build());
  }

  private static List<VectorFile.Group> unrolledKeys() {
    byte[] frame = EvaluationKeyCodec.encode(TestObjects.key(UNROLLED));
    Parameters p = UNROLLED;
    Parameters ordinary = Parameters.builder("insecure-ordinary")
        .glweKey(p.glweDimension(), p.polynomialSize(), p.glweNoise()).lweKey(p.lweDimension(), p.lweNoise())
        .bootstrap(p.pbsBaseLog(), p.pbsLevel()).keyswitch(p.ksBaseLog(), p.ksLevel())
        .promise(p.messageBits(), p.norm2(), p.failureLog2()).buildInsecureForTests();
    byte[] withoutProducts = EvaluationKeyCodec.encode(TestObjects.key(ordinary));
    return List.of(new GroupBuilder(p, null, 1)
        .valid("n = 4, and so six GGSW ciphertexts", frame, Facts.of(TestObjects.key(p)))
        .invalid("WrongParams", ErrorCode.PARAMETER_MISMATCH, "a key of the same set without products",
            withoutProducts)
        .invalid("Truncated", ErrorCode.INVALID_FORMAT, "the products are missing, all else fits",
            Frames.resealed(Frames.with64(withoutProducts, 8, p.fingerprint())))
        .invalid("Truncated", ErrorCode.INVALID_FORMAT, "the last word is missing, all else fits",
            Frames.resealed(Frames.resized(frame, frame.length - 8)))
        .build());
  }

  private static List<VectorFile.Group> keyParts() {
    EvaluationKey ksk = TestObjects.partOf(TINY, KeyPart.KEYSWITCHING);
    EvaluationKey bsk = TestObjects.partOf(TINY, KeyPart.BOOTSTRAPPING);
    byte[] frame = EvaluationKeyCodec.encode(ksk);
    return List.of(new GroupBuilder(TINY, null, 1)
        .valid("a keyswitching key alone", frame, Facts.of(ksk))
        .valid("a bootstrapping key alone", EvaluationKeyCodec.encode(bsk), Facts.of(bsk))
        .damaged(frame, Frame.Type.PACKED_INPUT.code(), TALL.fingerprint())
        .invalid("BadCount", ErrorCode.INVALID_FORMAT, "announces no part",
            Frames.resealed(Frames.with32(frame, 32, 0)))
        .invalid("BadCount", ErrorCode.INVALID_FORMAT, "announces 2^31 - 1 parts",
            Frames.resealed(Frames.with32(frame, 32, Integer.MAX_VALUE)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "a part of an unknown code",
            Frames.resealed(Frames.with32(frame, 36, 99)))
        .invalid("BadLength", ErrorCode.INVALID_FORMAT, "the length of another part",
            Frames.resealed(Frames.with32(frame, 36, KeyPart.BOOTSTRAPPING.code())))
        .build());
  }

  private static List<VectorFile.Group> packedInputs() {
    byte[] one = PackedInputCodec.encode(TestObjects.query(TINY, 1));
    GroupBuilder small = new GroupBuilder(TINY, 1, 1)
        .valid("one ciphertext", one, Facts.of(TestObjects.query(TINY, 1)))
        .damaged(one, Frame.Type.ENCRYPTED_RESULT.code(), TALL.fingerprint())
        .invalid("NonCanonical", ErrorCode.INVALID_FORMAT, "bytes 4 to 7 of the payload are not zero",
            Frames.resealed(Frames.with32(one, 36, 1)));
    for (int count : new int[] {0, 2, 1025, 1 << 28, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      small.invalid("BadCount", ErrorCode.INVALID_FORMAT, "announces " + Integer.toUnsignedString(count)
          + " ciphertexts", Frames.resealed(Frames.with32(one, 32, count)));
    }
    GroupBuilder large = new GroupBuilder(TALL, 2, small.nextId())
        .valid("two ciphertexts, k = 2", PackedInputCodec.encode(TestObjects.query(TALL, 2)),
            Facts.of(TestObjects.query(TALL, 2)))
        .invalid("BadShape", ErrorCode.SHAPE_MISMATCH, "one ciphertext where the model takes two",
            PackedInputCodec.encode(TestObjects.query(TALL, 1)));
    return List.of(small.build(), large.build());
  }

  private static List<VectorFile.Group> encryptedResults() {
    GroupBuilder group = new GroupBuilder(TINY, null, 1);
    for (int bits : new int[] {16, 32, 64}) {
      byte[] frame = EncryptedResultCodec.encode(TINY, TestObjects.answer(TINY, 2), bits);
      group.valid("two ciphertexts, words of " + bits + " bits", frame, Facts.ofAnswer(TINY, frame));
    }
    byte[] one = EncryptedResultCodec.encode(TINY, TestObjects.answer(TINY, 1), 16);
    group.damaged(one, Frame.Type.EVALUATION_KEY.code(), TALL.fingerprint());
    for (int count : new int[] {0, 2, 65537, Integer.MAX_VALUE, -1}) {
      group.invalid("BadCount", ErrorCode.INVALID_FORMAT, "announces " + Integer.toUnsignedString(count)
          + " ciphertexts", Frames.resealed(Frames.with32(one, 32, count)));
    }
    for (int bits : new int[] {0, 8, 32, 17, -16}) {
      group.invalid("BadField", ErrorCode.INVALID_FORMAT, "words of " + Integer.toUnsignedString(bits)
          + " bits where they have 16", Frames.resealed(Frames.with32(one, 36, bits)));
    }
    return List.of(group.build());
  }

  private static List<VectorFile.Group> boundQueries() {
    PackedInput query = TestObjects.query(TINY, 1);
    byte[] one = PackedInputCodec.encode(query, MODEL);
    GroupBuilder small = new GroupBuilder(TINY, 1, 1)
        .valid("one ciphertext", one, Facts.ofQuery(query, one))
        .damaged(one, Frame.Type.ENCRYPTED_RESULT.code(), TALL.fingerprint())
        .invalid("BadLength", ErrorCode.INVALID_FORMAT, "a payload of version 1",
            Frames.resealed(version(PackedInputCodec.encode(query), 2)))
        .invalid("BadLength", ErrorCode.INVALID_FORMAT, "version 1 with a payload of version 2",
            Frames.resealed(version(one, 1)));
    field(small, one, 36, "BadField", ErrorCode.INVALID_FORMAT, "as flags", 2, 1 << 31, -1);
    field(small, one, 32, "BadCount", ErrorCode.INVALID_FORMAT, "ciphertexts", 0, 2, 1025, 1 << 28, -1);
    PackedInput two = TestObjects.query(TALL, 2);
    byte[] tall = PackedInputCodec.encode(two, MODEL);
    GroupBuilder large = new GroupBuilder(TALL, 2, small.nextId())
        .valid("two ciphertexts, k = 2", tall, Facts.ofQuery(two, tall))
        .invalid("BadShape", ErrorCode.SHAPE_MISMATCH, "one ciphertext where the model takes two",
            PackedInputCodec.encode(TestObjects.query(TALL, 1), MODEL));
    return List.of(small.build(), large.build());
  }

  private static List<VectorFile.Group> boundAnswers() {
    Optional<AnswerBinding> binding = Optional.of(TestObjects.binding());
    GroupBuilder group = new GroupBuilder(TINY, null, 1);
    for (int bits : new int[] {16, 32, 64}) {
      byte[] frame = EncryptedResultCodec.encode(TINY, TestObjects.answer(TINY, 2), bits, binding);
      group.valid("two ciphertexts, words of " + bits + " bits", frame, Facts.ofAnswer(TINY, frame));
    }
    byte[] one = EncryptedResultCodec.encode(TINY, TestObjects.answer(TINY, 1), 16, binding);
    group.damaged(one, Frame.Type.EVALUATION_KEY.code(), TALL.fingerprint())
        .invalid("BadLength", ErrorCode.INVALID_FORMAT, "a payload of version 1",
            Frames.resealed(version(EncryptedResultCodec.encode(TINY, TestObjects.answer(TINY, 1), 16), 2)))
        .invalid("BadLength", ErrorCode.INVALID_FORMAT, "version 1 with a payload of version 2",
            Frames.resealed(version(one, 1)));
    field(group, one, 32, "BadCount", ErrorCode.INVALID_FORMAT, "ciphertexts", 0, 2, 65537, -1);
    field(group, one, 36, "BadField", ErrorCode.INVALID_FORMAT, "bits where words have 16", 0, 8, 32, -16);
    return List.of(group.build());
  }

  private static List<VectorFile.Group> hiddenQueries() {
    GroupBuilder small = hiddenQueries(new GroupBuilder(TINY, 1, 1), TINY, "one ciphertext and one zero");
    return List.of(small.build(), hiddenQueries(new GroupBuilder(TALL, 1, small.nextId()), TALL,
        "one ciphertext and two zeros, as k = 2").build());
  }

  private static GroupBuilder hiddenQueries(GroupBuilder group, Parameters p, String comment) {
    PackedInput query = TestObjects.queryWithZeros(p, 1);
    PackedInput twice = TestObjects.queryWithZeros(p, 2);
    byte[] frame = PackedInputCodec.encode(query, MODEL);
    return group.valid(comment, frame, Facts.ofQuery(query, frame))
        .invalid("BadShape", ErrorCode.SHAPE_MISMATCH, "no zero where the model hides its answers",
            Frames.resealed(Frames.with32(frame, 36, 0)))
        .invalid("BadShape", ErrorCode.SHAPE_MISMATCH, "no zero, version 1",
            PackedInputCodec.encode(TestObjects.query(p, 1)))
        .invalid("BadShape", ErrorCode.SHAPE_MISMATCH, "two ciphertexts where the model takes one",
            PackedInputCodec.encode(twice, MODEL))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "a flag that is not known",
            Frames.resealed(Frames.with32(frame, 36, 3)));
  }

  private static List<VectorFile.Group> hiddenCircuits() {
    Parameters p = TestObjects.secure();
    Circuit hidden = TestObjects.hidden(TestObjects.linearCircuit());
    byte[] frame = CircuitCodec.encode(hidden);
    return List.of(new GroupBuilder(p, null, 1)
        .valid("a row over three coefficients, hidden", frame,
            Facts.of(hidden, Map.of(0, 2L << 40, 1, 3L << 40, 2, 5L << 40)))
        .damaged(frame, Frame.Type.ENCRYPTED_RESULT.code(), TALL.fingerprint())
        .invalid("BadLength", ErrorCode.INVALID_FORMAT, "version 1 with a payload of version 2",
            Frames.resealed(version(frame, 1)))
        .invalid("BadField", ErrorCode.INVALID_PARAMETERS, "noise of 2^63",
            Frames.resealed(Frames.with32(frame, frame.length - 8, 63)))
        .invalid("BadField", ErrorCode.INVALID_MODEL, "a flood of three times 2^62",
            Frames.resealed(Frames.with32(frame, frame.length - 4, 62)))
        .build());
  }

  private static byte[] version(byte[] frame, int version) {
    byte[] copy = frame.clone();
    copy[4] = (byte) version;
    return copy;
  }

  private static List<VectorFile.Group> circuits() {
    Parameters p = TestObjects.secure();
    Circuit linear = TestObjects.linearCircuit();
    Circuit mixed = TestObjects.mixedCircuit();
    byte[] frame = CircuitCodec.encode(linear);
    int inputs = 32 + 4 + p.canonical().length();
    GroupBuilder group = new GroupBuilder(p, null, 1)
        .valid("a row over three coefficients", frame,
            Facts.of(linear, Map.of(0, 2L << 40, 1, 3L << 40, 2, 5L << 40)))
        .valid("an extraction, two look-up nodes, a linear map", CircuitCodec.encode(mixed),
            Facts.of(mixed, new LinkedHashMap<>(Map.of(0, 1L << 61, 513, 3L << 60, 1023, 1L))))
        .damaged(frame, Frame.Type.SECRET_KEY.code(), TINY.fingerprint());
    field(group, frame, inputs, "BadField", ErrorCode.INVALID_MODEL, "GLWE ciphertexts in a query", 0, 1025);
    field(group, frame, inputs + 4, "BadField", ErrorCode.INVALID_MODEL, "bits of an answer's words", 0, 48);
    field(group, frame, inputs + 8, "BadCount", ErrorCode.INVALID_FORMAT, "nodes", -1, 1 << 28);
    field(group, frame, inputs + 12, "BadField", ErrorCode.INVALID_FORMAT, "as the type of a node", 0, 4);
    field(group, frame, inputs + 16, "BadField", ErrorCode.INVALID_MODEL, "columns", 0, 511, 513);
    field(group, frame, inputs + 20, "BadCount", ErrorCode.INVALID_FORMAT, "rows", -1, 1 << 28);
    field(group, frame, inputs + 24, "BadCount", ErrorCode.INVALID_FORMAT, "terms", -1, 1 << 28);
    field(group, frame, inputs + 28, "BadField", ErrorCode.INVALID_MODEL, "as the end of the first row", 0, 2, 4);
    field(group, frame, inputs + 32, "BadField", ErrorCode.INVALID_MODEL, "as the first term's column", -1, 512, 1);
    field(group, frame, frame.length - 4, "BadField", ErrorCode.INVALID_MODEL, "as the output wire", -1, 1);
    group.invalid("InsecureParams", ErrorCode.INVALID_PARAMETERS, "a circuit under insecure-tiny",
        CircuitCodec.encode(new Circuit(TINY, 1, List.of(TestObjects.constantNode(256)), new int[] {0}, 64)));
    return List.of(group.build());
  }

  private static void field(GroupBuilder group, byte[] frame, int at, String flag, ErrorCode error, String what,
      int... values) {
    for (int value : values) {
      group.invalid(flag, error, value + " " + what, Frames.resealed(Frames.with32(frame, at, value)));
    }
  }
}
