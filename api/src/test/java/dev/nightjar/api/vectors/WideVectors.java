package dev.nightjar.api.vectors;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.codec.Frames;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Vectors of version 6: words of any number of bits, and masks that a secret of wide coefficients hides. */
final class WideVectors {
  private WideVectors() {
  }

  static List<VectorFile.Group> answers(Parameters p, Parameters other) {
    byte[] runs = PackedVectors.answer(new StridedPacking(8, 16).of(12), p, 21);
    byte[] places = PackedVectors.answer(new AnswerPacking(new int[] {0, 1, 0},
        new int[] {3, 0, p.polynomialSize() - 1}), p, 40);
    byte[] separate = EncryptedResultCodec.encode(p, TestObjects.answer(p, 2), 9, Optional.of(TestObjects.binding()));
    return List.of(new GroupBuilder(p, null, 1)
        .valid("twelve outputs in two ciphertexts, at equal distances, words of 21 bits", runs,
            Facts.ofAnswer(p, runs))
        .valid("three outputs anywhere, words of 40 bits", places, Facts.ofAnswer(p, places))
        .valid("two separate outputs, words of 9 bits", separate, Facts.ofAnswer(p, separate))
        .damaged(runs, Frame.Type.EVALUATION_KEY.code(), other.fingerprint())
        .invalid("BadCount", ErrorCode.INVALID_FORMAT, "announces more runs than there are",
            Frames.resealed(Frames.with32(runs, 76, 3)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "words of 24 bits, which version 5 has",
            Frames.resealed(Frames.with32(runs, 36, 24)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "words of 7 bits",
            Frames.resealed(Frames.with32(runs, 36, 7)))
        .invalid("NonCanonical", ErrorCode.INVALID_FORMAT, "a bit behind the last word",
            Frames.resealed(Frames.flip(separate, 8 * separate.length - 1)))
        .build());
  }

  static List<VectorFile.Group> circuits(Parameters other) {
    Map<Integer, Long> plaintext = Map.of(0, 2L << 40, 1, 3L << 40, 2, 5L << 40);
    Circuit plain = TestObjects.linearCircuit().withOutputBits(20);
    Circuit hidden = TestObjects.linearCircuit().hidden(new AnswerHiding(new TUniform(20), new TUniform(40), 2,
        Optional.of(new TUniform(11)))).packed(new StridedPacking(8, 64));
    byte[] frame = CircuitCodec.encode(hidden);
    return List.of(new GroupBuilder(plain.parameters(), null, 1)
        .valid("answers in words of 20 bits", CircuitCodec.encode(plain), Facts.of(plain, plaintext))
        .valid("hidden with a secret of rank 2 and of coefficients up to 2^11, and packed", frame,
            Facts.of(hidden, plaintext))
        .damaged(frame, Frame.Type.ENCRYPTED_RESULT.code(), other.fingerprint())
        .invalid("BadField", ErrorCode.INVALID_MODEL, "a secret of coefficients up to 2^0",
            Frames.resealed(Frames.with32(frame, frame.length - 12, 0)))
        .invalid("BadField", ErrorCode.INVALID_MODEL, "a secret of coefficients up to 2^17",
            Frames.resealed(Frames.with32(frame, frame.length - 12, 17)))
        .invalid("BadField", ErrorCode.INVALID_FORMAT, "a flag that is not known",
            Frames.resealed(Frames.with32(frame, frame.length - 28, 59)))
        .build());
  }
}
