package dev.nightjar.api.vectors;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.codec.Frames;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Vectors of short queries, of answers anywhere in their ciphertexts, and of circuits that have either. */
final class ShortVectors {
  private ShortVectors() {
  }

  /** The circuit whose queries the vectors are: it reads five coefficients, and is hidden with a rank of 2. */
  static Circuit reader(Parameters p) {
    SparseMap map = new SparseMap(p.polynomialSize(), new int[] {0, 2}, new int[] {0, 4}, new long[] {3, -1},
        new long[1]);
    AnswerHiding hiding = new AnswerHiding(new TUniform(20), new TUniform(40), 2);
    return new Circuit(p, 1, List.of(new Node.Extract(map)), new int[1], 32, Optional.of(hiding))
        .taking(new ShortQuery(5, 24, hiding.zeros(p), 40));
  }

  static PackedInput query(Parameters p) {
    PackedInput all = TestObjects.query(p, 1 + 2 * p.glweDimension());
    return new PackedInput(p, all.seed(), all.bodies(), 2 * p.glweDimension());
  }

  static List<VectorFile.Group> queries(Parameters p, Parameters other) {
    Circuit circuit = reader(p);
    byte[] frame = PackedInputCodec.encode(query(p), TestObjects.binding().model(), circuit.shortQuery().orElseThrow());
    return List.of(new GroupBuilder(p, 1, 1)
        .valid("five words of 24 bits, encryptions of zero in words of 40",
            frame, Facts.ofQuery(PackedInputCodec.decode(ByteBuffer.wrap(frame), circuit), frame))
        .damaged(frame, Frame.Type.ENCRYPTED_RESULT.code(), other.fingerprint())
        .invalid("BadShape", ErrorCode.SHAPE_MISMATCH, "six words where the model reads five",
            Frames.resealed(Frames.with32(frame, 32, 6)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "words of 8 bits",
            Frames.resealed(Frames.with32(frame, 72, 0x0501)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "reserved bytes that are not 0",
            Frames.resealed(Frames.with32(frame, 72, 0x1_0503)))
        .build());
  }

  static List<VectorFile.Group> answers(Parameters p, Parameters other) {
    GroupBuilder group = new GroupBuilder(p, null, 1);
    for (int bits : new int[] {16, 24, 32, 64}) {
      byte[] frame = answer(p, bits);
      group.valid("three outputs in two ciphertexts, words of " + bits + " bits", frame, Facts.ofAnswer(p, frame));
    }
    byte[] separate = EncryptedResultCodec.encode(p, TestObjects.answer(p, 2), 24, Optional.of(TestObjects.binding()));
    group.valid("two separate outputs, words of 24 bits", separate, Facts.ofAnswer(p, separate));
    byte[] frame = answer(p, 24);
    return List.of(group.damaged(frame, Frame.Type.EVALUATION_KEY.code(), other.fingerprint())
        .invalid("BadCount", ErrorCode.INVALID_FORMAT, "announces three ciphertexts where places name two",
            Frames.resealed(Frames.with32(frame, 72, 3)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "the first output in the second ciphertext",
            Frames.resealed(Frames.with32(frame, 76, p.polynomialSize())))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "separate outputs in words of 32 bits, which version 2 has",
            Frames.resealed(Frames.with32(separate, 36, 32)))
        .build());
  }

  private static byte[] answer(Parameters p, int wordBits) {
    return PackedVectors.answer(new PackedAnswer(p, new AnswerPacking(new int[] {0, 1, 0},
        new int[] {3, 0, p.polynomialSize() - 1})), wordBits);
  }

  static List<VectorFile.Group> circuits(Parameters other) {
    Map<Integer, Long> plaintext = Map.of(0, 2L << 40, 1, 3L << 40, 2, 5L << 40);
    Circuit plain = TestObjects.linearCircuit();
    Parameters p = plain.parameters();
    Circuit packed = plain.hidden(new AnswerHiding(new TUniform(20), new TUniform(40), 2))
        .packed(new StridedPacking(8, 64));
    byte[] frame = CircuitCodec.encode(reader(p));
    return List.of(new GroupBuilder(p, null, 1)
        .valid("takes short queries, hidden with a rank of 2", frame, Facts.of(reader(p), plaintext))
        .valid("hidden with a rank of 2 and packed", CircuitCodec.encode(packed), Facts.of(packed, plaintext))
        .damaged(frame, Frame.Type.ENCRYPTED_RESULT.code(), other.fingerprint())
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "a rank of 1, which is not written",
            Frames.resealed(Frames.with32(frame, frame.length - 20, 1)))
        .invalid("BadField", ErrorCode.INVALID_MODEL, "a query of four words where five are read",
            Frames.resealed(Frames.with32(frame, frame.length - 16, 4)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "a flag that is not known",
            Frames.resealed(Frames.with32(frame, frame.length - 32, 29)))
        .build());
  }
}
