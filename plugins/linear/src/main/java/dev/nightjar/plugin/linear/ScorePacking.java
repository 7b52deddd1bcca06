package dev.nightjar.plugin.linear;

import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.model.Assembly;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ModelPrivacy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the scores of a linear model travel: each by itself, or packed, so that many share masks. */
final class ScorePacking {
  /** Answers are packed where that makes them shorter by this factor: packed scores have more noise. */
  private static final int LEAST_SAVING = 4;
  /** Answers, log2, before the noise of hidden ones may tell a bit of a weight. */
  private static final int LEAST_ANSWERS_LOG2 = 20;
  /** The same where scores of a linear model share masks: many times the answers whose results give it away. */
  static final int LEAST_SHARED_ANSWERS_LOG2 = 12;

  private final CompileRequest request;
  private final int leastSharedAnswersLog2;

  /**
   * A choice.
   *
   * @param leastSharedAnswersLog2 answers, log2, before the noise of scores that share masks may tell a bit of a weight
   */
  ScorePacking(CompileRequest request, int leastSharedAnswersLog2) {
    this.request = request;
    this.leastSharedAnswersLog2 = leastSharedAnswersLog2;
  }

  /**
   * The model with the shortest answers that keep the bound, hidden if that is asked for; empty if none keeps it.
   * Hidden scores share masks where queries, which are longer then, and answers are shorter together, and where their
   * noise, which is that of all scores, still tells nothing.
   */
  Optional<CompiledModel> shortest(Assembly assembly) {
    int failureLog2 = request.failureLog2();
    return assembly.withShortestAnswer(failureLog2).flatMap(open -> {
      Optional<CompiledModel> packed = packed(assembly, open, failureLog2);
      if (request.modelPrivacy(0) == ModelPrivacy.NONE) {
        return Optional.of(packed.map(ScorePacking::withNote).orElse(open));
      }
      Optional<CompiledModel> separate = open.hidden(failureLog2);
      return packed.flatMap(this::shared).filter(p -> separate.isEmpty() || traffic(p) < traffic(separate.get()))
          .or(() -> separate);
    });
  }

  /** The hidden model whose scores share masks; empty where they cannot. */
  Optional<CompiledModel> shared(Assembly assembly) {
    int failureLog2 = request.failureLog2();
    return assembly.withShortestAnswer(failureLog2).flatMap(open -> packed(assembly, open, failureLog2))
        .flatMap(this::shared);
  }

  private Optional<CompiledModel> shared(CompiledModel packed) {
    return packed.hidden(request.failureLog2(), leastSharedAnswersLog2).filter(this::isHiddenWell)
        .map(ScorePacking::withNote);
  }

  /** Bytes of a query and of its answer, which count twice: servers pay for what they send. */
  long traffic(CompiledModel model) {
    int failureLog2 = request.failureLog2();
    CompiledModel shortest = model.withShortestQuery(failureLog2).withShortestAnswer(failureLog2);
    return PackedInputCodec.encodedBytes(shortest.circuit())
        + 2 * EncryptedResultCodec.encodedBytes(shortest.circuit());
  }

  /** Noise of answers must not tell what the flood is to hide. */
  boolean isHiddenWell(CompiledModel compiled) {
    return compiled.client().privacy() == ModelPrivacy.NONE || AnswerLeak.of(compiled.circuit()).noiseAnswersLog2()
        >= (compiled.circuit().strided().isPresent() ? leastSharedAnswersLog2 : LEAST_ANSWERS_LOG2);
  }

  /** Whether scores are hidden and share masks, for which finer grids are not worth answers of a mask each. */
  static boolean isHiddenAndPacked(CompiledModel compiled) {
    return compiled.client().privacy() != ModelPrivacy.NONE && compiled.circuit().strided().isPresent();
  }

  /** Whether the scores would be packed, were their noise not too large: a coarser grid may leave room for it. */
  static boolean missesPacking(CompiledModel compiled) {
    return compiled.circuit().packing().isEmpty() && isPackable(compiled);
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

  private static CompiledModel noted(CompiledModel model, String packedAnswers) {
    List<Map.Entry<String, String>> notes = new ArrayList<>(model.notes());
    notes.add(Map.entry("packed answers", packedAnswers));
    return model.withNotes(notes);
  }
}
