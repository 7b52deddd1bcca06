package dev.nightjar.api.vectors;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.codec.Frames;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.Map;

/** Vectors of version 3, answers whose outputs share masks and circuits that have them, and answers of version 5. */
final class PackedVectors {
  private PackedVectors() {
  }

  static List<VectorFile.Group> answers(Parameters p, Parameters other) {
    GroupBuilder group = new GroupBuilder(p, null, 1);
    for (int bits : new int[] {16, 32, 64}) {
      byte[] frame = answer(p, bits);
      group.valid("three outputs in two ciphertexts, words of " + bits + " bits", frame, Facts.ofAnswer(p, frame));
    }
    byte[] frame = answer(p, 16);
    return List.of(group.damaged(frame, Frame.Type.EVALUATION_KEY.code(), other.fingerprint())
        .invalid("BadCount", ErrorCode.INVALID_FORMAT, "announces 65537 outputs",
            Frames.resealed(Frames.with32(frame, 32, 65537)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "one output in a ciphertext",
            Frames.resealed(Frames.with32(frame, 72, 1)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "more outputs than coefficients",
            Frames.resealed(Frames.with32(frame, 72, Integer.MAX_VALUE)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "outputs at a distance of 0",
            Frames.resealed(Frames.with32(frame, 76, 0)))
        .build());
  }

  /** Vectors of version 5: places as runs. */
  static List<VectorFile.Group> runs(Parameters p, Parameters other) {
    GroupBuilder group = new GroupBuilder(p, null, 1);
    byte[] frame = answer(new PackedAnswer(p, new StridedPacking(8, 16).of(12)), 24);
    group.valid("twelve outputs in two ciphertexts, at equal distances, words of 24 bits", frame,
        Facts.ofAnswer(p, frame));
    int size = p.polynomialSize();
    byte[] placed = answer(new PackedAnswer(p, new AnswerPacking(new int[] {0, 0, 0, 0, 0, 0, 0, 1},
        new int[] {size - 1, size - 3, size - 5, size - 7, size - 9, size - 11, size - 13, 0})), 16);
    return List.of(group.valid("a run of falling places, words of 16 bits", placed, Facts.ofAnswer(p, placed))
        .damaged(frame, Frame.Type.EVALUATION_KEY.code(), other.fingerprint())
        .invalid("BadCount", ErrorCode.INVALID_FORMAT, "announces more runs than there are",
            Frames.resealed(Frames.with32(frame, 76, 3)))
        .invalid("BadCount", ErrorCode.INVALID_FORMAT, "the first run has an output less",
            Frames.resealed(Frames.with32(frame, 88, 7)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "places beyond 32 bits",
            Frames.resealed(Frames.with32(frame, 84, Integer.MAX_VALUE)))
        .build());
  }

  private static byte[] answer(Parameters p, int wordBits) {
    return answer(new PackedAnswer(p, new StridedPacking(2, p.polynomialSize() / 2).of(3)), wordBits);
  }

  static byte[] answer(AnswerPacking packing, Parameters p, int wordBits) {
    return answer(new PackedAnswer(p, packing), wordBits);
  }

  /** An answer in which every word is another one. */
  static byte[] answer(PackedAnswer answer, int wordBits) {
    for (int i = 0; i < answer.masks().length; i++) {
      answer.masks()[i] = (i + 1) * 0x9E37_79B9_7F4A_7C15L;
    }
    for (int i = 0; i < answer.count(); i++) {
      answer.bodies()[i] = (i + 1) * 0xD1B5_4A32_D192_ED03L;
    }
    return EncryptedResultCodec.encode(answer, wordBits, TestObjects.binding());
  }

  static List<VectorFile.Group> circuits(Parameters other) {
    Circuit packed = TestObjects.linearCircuit().packed(new StridedPacking(8, 64));
    byte[] frame = CircuitCodec.encode(packed);
    return List.of(new GroupBuilder(packed.parameters(), null, 1)
        .valid("a row over three coefficients, packed", frame,
            Facts.of(packed, Map.of(0, 2L << 40, 1, 3L << 40, 2, 5L << 40)))
        .damaged(frame, Frame.Type.ENCRYPTED_RESULT.code(), other.fingerprint())
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "hidden and packed",
            Frames.resealed(Frames.with32(frame, frame.length - 12, 3)))
        .invalid("BadField", ErrorCode.INVALID_MODEL, "one output in a ciphertext",
            Frames.resealed(Frames.with32(frame, frame.length - 8, 1)))
        .invalid("BadField", ErrorCode.INVALID_MODEL, "more outputs than coefficients",
            Frames.resealed(Frames.with32(frame, frame.length - 8, 9)))
        .invalid("BadField", ErrorCode.INVALID_MODEL, "outputs nearer than features",
            Frames.resealed(Frames.with32(frame, frame.length - 4, 2)))
        .build());
  }
}
