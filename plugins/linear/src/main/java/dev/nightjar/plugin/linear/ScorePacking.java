package dev.nightjar.plugin.linear;

import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.model.Assembly;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ModelPrivacy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the scores of a linear model travel: each by itself, or packed, so that many share masks. */
final class ScorePacking {
  /** Answers are packed where that makes them shorter by this factor: packed scores have more noise. */
  private static final int LEAST_SAVING = 4;

  private ScorePacking() {
  }

  /** The model with the shortest answers that keep the bound, hidden if that is asked for; empty if none keeps it. */
  static Optional<CompiledModel> shortest(Assembly assembly, CompileRequest request) {
    int failureLog2 = request.failureLog2();
    return assembly.withShortestAnswer(failureLog2).flatMap(open -> {
      Optional<CompiledModel> packed = packed(assembly, open, failureLog2);
      return request.modelPrivacy(0) == ModelPrivacy.NONE
          ? Optional.of(packed.map(ScorePacking::withNote).orElse(open))
          : open.hidden(failureLog2).map(hidden -> packed.map(p -> withRemedy(hidden, p)).orElse(hidden));
    });
  }

  /** Whether the scores would be packed, were their noise not too large: a coarser grid may leave room for it. */
  static boolean missesPacking(CompiledModel compiled) {
    return compiled.client().privacy() == ModelPrivacy.NONE && compiled.circuit().packing().isEmpty()
        && isPackable(compiled);
  }

  private static boolean isPackable(CompiledModel open) {
    return open.circuit().outputs().length >= LEAST_SAVING
        && open.circuit().parameters().polynomialSize() / open.client().layout().slots() >= LEAST_SAVING;
  }

  /** The model with packed answers; empty where these are not much shorter. */
  private static Optional<CompiledModel> packed(Assembly assembly, CompiledModel open, int failureLog2) {
    if (!isPackable(open)) {
      return Optional.empty();
    }
    int stride = open.client().layout().slots();
    int size = open.circuit().parameters().polynomialSize();
    return assembly.packed(new StridedPacking(size / stride, stride)).withShortestAnswer(failureLog2)
        .filter(shorter -> LEAST_SAVING * EncryptedResultCodec.encodedBytes(shorter.circuit())
            <= EncryptedResultCodec.encodedBytes(open.circuit()));
  }

  private static CompiledModel withNote(CompiledModel packed) {
    int count = packed.circuit().outputs().length;
    int masks = packed.circuit().packing().orElseThrow().ciphertexts();
    return noted(packed, count + " scores share " + masks + (masks == 1 ? " mask" : " masks"));
  }

  /** Scores that are hidden have randomness of their own, so they share no masks: the report says what that costs. */
  private static CompiledModel withRemedy(CompiledModel hidden, CompiledModel packed) {
    return noted(hidden, String.format(Locale.ROOT,
        "no: hidden scores share no masks; with --model-privacy none an answer has %,d bytes and tells the weights",
        EncryptedResultCodec.encodedBytes(packed.circuit())));
  }

  private static CompiledModel noted(CompiledModel model, String packedAnswers) {
    List<Map.Entry<String, String>> notes = new ArrayList<>(model.notes());
    notes.add(Map.entry("packed answers", packedAnswers));
    return model.withNotes(notes);
  }
}
