package dev.nightjar.compiler;

import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.cost.Costs;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A strategy that may apply to a model, and what came of trying it. Immutable.
 *
 * @param strategy its name
 * @param compiled the model that it made; empty where it made none
 * @param millis expected time of one inference on the server, NaN where its engine does not compute the circuit or
 *     nothing was compiled
 * @param estimated whether the time is an estimate that may be off by a small factor, since it is so much longer than
 *     another's that it was not measured
 * @param agreement how closely the model follows the float model on the calibration rows, 0 to 1; NaN where nothing was
 *     compiled
 * @param refusal why it is not possible; empty where it is
 */
public record Candidate(String strategy, Optional<CompiledModel> compiled, double millis, boolean estimated,
    double agreement, String refusal) {

  /** Checks that either there is a model or a reason why not. */
  public Candidate {
    Objects.requireNonNull(strategy, "strategy");
    if (compiled.isPresent() != refusal.isEmpty()) {
      throw new IllegalArgumentException("a candidate has a model or a reason why it has none, and not both");
    }
  }

  static Candidate of(CompiledModel compiled, Costs.Estimate time, double agreement) {
    return new Candidate(compiled.strategy(), Optional.of(compiled), time.millis(), time.rough(), agreement, "");
  }

  static Candidate refused(String strategy, String reason) {
    return new Candidate(strategy, Optional.empty(), Double.NaN, false, Double.NaN, reason);
  }

  /** Bytes of an encoded evaluation key, 0 when none is needed or nothing was compiled. */
  public long keyBytes() {
    return compiled.map(c -> EvaluationKeyCodec.encodedBytes(c.circuit().parameters(), c.circuit().keyParts()))
        .orElse(0L);
  }

  /** Bytes of an encoded query, 0 when nothing was compiled. */
  public long queryBytes() {
    return compiled.map(c -> PackedInputCodec.encodedBytes(c.circuit())).orElse(0L);
  }

  /** Bytes of an encoded answer, 0 when nothing was compiled. */
  public long answerBytes() {
    return compiled.map(c -> EncryptedResultCodec.encodedBytes(c.circuit())).orElse(0L);
  }

  /** log2 of the bound on a wrong inference; NaN when nothing was compiled. */
  public double failureLog2() {
    return compiled.map(c -> c.failure().failureLog2()).orElse(Double.NaN);
  }

  /** What holds of its answers; what was not compiled claims nothing and counts as exact. */
  public Claim claim() {
    return compiled.map(CompiledModel::claim).orElse(Claim.EXACT);
  }

  /** Whether {@code client.zip} tells every client the thresholds of the model. */
  public boolean revealsThresholds() {
    return compiled.filter(Candidate::revealsThresholds).isPresent();
  }

  static boolean revealsThresholds(CompiledModel compiled) {
    return compiled.client().quantizers().stream()
        .anyMatch(q -> q.numbers() instanceof FeatureQuantizer.Thresholds t && t.thresholds().length > 0);
  }

  /**
   * Whether clients get several sums of which a score is made, rather than scores alone. Digits of one sum, which have
   * steps of their own, tell no more than it.
   */
  public boolean revealsPartialSums() {
    return compiled.filter(Candidate::hasPartialSums).isPresent();
  }

  private static boolean hasPartialSums(CompiledModel compiled) {
    Set<List<Object>> steps = new HashSet<>();
    return !compiled.client().results().stream().allMatch(r -> steps.add(List.of(r.score(), r.scale())));
  }

  /** What clients learn beside scores: nothing, parts of scores or thresholds. */
  public String reveals() {
    return revealsThresholds() ? "thresholds" : revealsPartialSums() ? "parts" : "nothing";
  }
}
