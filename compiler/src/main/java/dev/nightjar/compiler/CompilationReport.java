package dev.nightjar.compiler;

import dev.nightjar.api.PrintableText;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.LevelledWork;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a compilation made, as values and as text. Immutable.
 *
 * @param model name of the model
 * @param kind plugin kind
 * @param description what was compiled
 * @param features features of a row of the core
 * @param graphs the columns, and what runs on the client around the core
 * @param evaluation accuracy, when there were test rows
 * @param simulation what encrypted answers to the test rows will be like, of a model whose answers are analogue
 * @param strategy how it runs
 * @param claim what holds of encrypted answers
 * @param work of one inference, counted
 * @param parameters parameter set
 * @param failureLog2 log2 of the bound on a wrong inference
 * @param keyBytes bytes of an encoded evaluation key, 0 when none is needed
 * @param queryBytes bytes of an encoded query
 * @param answerBytes bytes of an encoded answer
 * @param thresholdsRevealed whether client.zip tells the model's thresholds
 * @param privacy what answers tell of the model, in order
 * @param notes what the plugin says, in order
 */
public record CompilationReport(String model, String kind, String description, int features,
    ClientGraphs graphs, Optional<Evaluation> evaluation, Optional<Simulation> simulation, String strategy,
    Claim claim, CircuitCost work, Parameters parameters, double failureLog2, long keyBytes, long queryBytes,
    long answerBytes, boolean thresholdsRevealed, List<Map.Entry<String, String>> privacy,
    List<Map.Entry<String, String>> notes) {

  /** Note of plugins whose clients learn thresholds among others that are none. */
  private static final String HIDDEN = "hidden among decoys";

  static CompilationReport of(Pipeline imported, CompiledModel compiled, Optional<Evaluation> evaluation,
      Optional<Simulation> simulation) {
    Circuit circuit = compiled.circuit();
    Parameters p = circuit.parameters();
    return new CompilationReport(compiled.client().model(), compiled.client().kind(), imported.core().description(),
        compiled.client().features(), compiled.client().graphs(), evaluation, simulation,
        compiled.strategy(), compiled.claim(), CircuitCost.of(circuit), p, compiled.failure().failureLog2(),
        EvaluationKeyCodec.encodedBytes(p, circuit.keyParts()),
        PackedInputCodec.encodedBytes(circuit),
        EncryptedResultCodec.encodedBytes(circuit),
        Candidate.revealsThresholds(compiled),
        PrivacyFacts.of(circuit, compiled.client().resultBits()), compiled.notes());
  }

  /** Bootstraps of each level; none when nothing is bootstrapped. */
  public List<Integer> lookups() {
    return work.bootstraps();
  }

  /** Bootstraps of one inference. */
  public int bootstraps() {
    return Math.toIntExact(work.allBootstraps());
  }

  /** Security of the weaker key, in bits. */
  public double securityBits() {
    return parameters.securityBits();
  }

  /**
   * Expected time of the bootstraps on one core of the machine that the cost model was fitted on, in
   * milliseconds.
   */
  public double bootstrapCoreMillis() {
    return bootstraps() == 0 ? 0 : bootstraps() * ParameterCatalogue.cost(parameters);
  }

  /** The report for people, one fact a line, as {@link PrintableText}. */
  public String text() {
    StringBuilder out = new StringBuilder();
    line(out, "model", model + " (" + description + ", " + features + " features), kind " + kind);
    GraphFacts.of(graphs, description + " of " + features + " features")
        .forEach(fact -> line(out, fact.getKey(), fact.getValue()));
    evaluation.ifPresent(e -> evaluation(out, e));
    simulation.ifPresent(s -> line(out, "encrypted", s.text()));
    if (notes.stream().noneMatch(n -> n.getKey().equals(Plan.NOTE))) {
      line(out, Plan.NOTE, strategy);
    }
    line(out, "bootstraps", bootstraps() == 0 ? "none" + (keyBytes == 0 ? ", no evaluation key needed" : "")
        : String.format(Locale.ROOT, "%d, per level %s, about %.0f ms on one core", bootstraps(), work.bootstraps(),
            bootstrapCoreMillis()));
    if (work.levelled().slots() > 0) {
      line(out, "levelled work", levelledWork(work.levelled()));
    }
    line(out, "parameter set",
        String.format(Locale.ROOT, "%s, %.1f bits of security", parameters.id(), securityBits()));
    line(out, "wrong inference", String.format(Locale.ROOT, "at most 2^%.1f", failureLog2));
    line(out, "claim", text(claim));
    line(out, "evaluation key", bytes(keyBytes));
    line(out, "query", bytes(queryBytes));
    line(out, "answer", bytes(answerBytes));
    line(out, "thresholds", thresholdsRevealed ? "REVEALED to clients by client.zip"
        : notes.stream().anyMatch(n -> n.getKey().endsWith(HIDDEN)) ? "among the cuts that client.zip holds, see below"
            : "not revealed to clients");
    privacy.forEach(fact -> line(out, fact.getKey(), fact.getValue()));
    if (notes.stream().noneMatch(n -> n.getKey().equals(CalibrationRanges.NOTE)) && !thresholdsRevealed) {
      line(out, CalibrationRanges.NOTE, "EXACT: client.zip tells clients the extreme values of the calibration rows");
    }
    notes.forEach(n -> line(out, n.getKey(), n.getValue()));
    return out.toString();
  }

  /** A claim in words. */
  public static String text(Claim claim) {
    return switch (claim) {
      case EXACT -> "exact: encrypted answers are those of the compiled model, but for wrong inferences";
      case ANALOGUE -> "ANALOGUE: scores have noise; a row with a smaller margin than the report's may get another "
          + "class than in the clear";
    };
  }

  /** Expansion and products, in words. */
  public static String levelledWork(LevelledWork work) {
    return String.format(Locale.ROOT, "%,d slots expanded, %,d external products and %,d of constants, at most %,d in "
        + "a row", work.slots(), work.externalProducts(), work.trivialProducts(), work.chainedProducts());
  }

  private static void evaluation(StringBuilder out, Evaluation e) {
    if (e.labelled()) {
      line(out, e.classifier() ? "accuracy" : "error (RMS)", e.classifier()
          ? String.format(Locale.ROOT, "float %d/%d = %.4f, quantised %d/%d = %.4f", e.floatCorrect(),
              e.labelledRows(), e.floatScore(), e.quantizedCorrect(), e.labelledRows(), e.quantizedScore())
          : String.format(Locale.ROOT, "float %.6g, quantised %.6g on %d rows", e.floatScore(),
              e.quantizedScore(), e.labelledRows()));
    }
    line(out, "agreement", e.classifier()
        ? String.format(Locale.ROOT, "%d of %d rows get the same class", e.agreeing(), e.rows())
        : String.format(Locale.ROOT, "float and quantised differ by %.6g (RMS)", e.agreement()));
    if (e.outside() > 0) {
      line(out, "outside", String.format(Locale.ROOT, "WARNING: %d of %d rows (%.1f %%) hold values outside of the "
          + "range of the calibration rows, which are read as its end: calibrate on rows that are like them",
          e.outside(), e.rows(), 100.0 * e.outside() / e.rows()));
    }
    e.warnings().forEach(warning -> line(out, "", "WARNING: " + warning));
    e.expected().ifPresent(expected -> expected(out, expected));
  }

  private static void expected(StringBuilder out, Expectation e) {
    line(out, "trained model", String.format(Locale.ROOT, "%d/%d = %.4f of its predictions in the table are those of "
        + "the file", e.agreeing(), e.rows(), e.share()));
    if (e.share() < Expectation.ENOUGH) {
      line(out, "", "WARNING: the file is probably not what was trained; exports of models with categories or missing "
          + "values often are not. Compare with an ONNX runtime, and export anew or otherwise");
    }
    e.differing().forEach(row -> line(out, "", row));
  }

  private static void line(StringBuilder out, String key, String value) {
    out.append(String.format(Locale.ROOT, "%-20s %s%n", PrintableText.of(key), PrintableText.of(value)));
  }

  private static String bytes(long n) {
    return n == 0 ? "none" : String.format(Locale.ROOT, "%,d bytes", n);
  }
}
