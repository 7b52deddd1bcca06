package dev.nightjar.compiler.matrix;

import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.Strategy;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The page of {@code docs} that lists the kinds, from what the compiler made of each. */
final class MatrixPage {
  private MatrixPage() {
  }

  static String of(List<MatrixOutcome> outcomes) {
    long compiled = outcomes.stream().filter(o -> o.compiled().isPresent()).count();
    StringBuilder page = new StringBuilder("""
        # Models

        <!-- Written by a test; changes here are lost. After a change of the compiler, in the module compiler:
             mvn test -Dtest=MatrixTest -Dnightjar.docs.update=true -->

        Which models Nightjar runs, and how: %d of the %d kinds below. Each is a small model of the usual classes of
        scikit-learn, XGBoost, LightGBM and CatBoost, exported to ONNX as their users do it, with the versions in
        [models/matrix/requirements.txt](../models/matrix/requirements.txt); the recipes are in
        [models/matrix](../models/matrix). A test reads each, compares labels (exactly) and scores (to 1e-4) with
        ONNX Runtime, compiles it, asks that at least 0.99 of the rows get the float model's label, and runs rows of it
        on ciphertexts.

        | how it runs | means |
        |---|---|
        | keyless | weighted sums of encrypted features; no evaluation key, well under a millisecond on the server |
        | table | the whole model as one table over all bits of its features, without a bootstrap |
        | trees | comparisons and look-ups; each bootstrap takes milliseconds on the server |
        | network | layers of look-ups that read noisy sums: analogue, see the report's noise and agreement |
        | prefix | what stands in front runs on the client, in the clear, before encryption; with its ONNX operators |
        | suffix | what stands behind runs on the client after decryption |

        What is not named as prefix or suffix is folded: scalers into weights and thresholds, for instance, and links
        that every client knows. Numbers of bootstraps are those of the small models here.
        """.formatted(compiled, outcomes.size()));
    String section = "";
    for (MatrixOutcome outcome : outcomes) {
      if (!outcome.kind().section().equals(section)) {
        section = outcome.kind().section();
        page.append("\n## ").append(section).append("\n\n| class | supported | how it runs | what its export needs |\n")
            .append("|---|---|---|---|\n");
      }
      page.append("| ").append(outcome.kind().title()).append(" | ").append(supported(outcome)).append(" | ")
          .append(how(outcome)).append(" | ").append(export(outcome.kind())).append(" |\n");
    }
    return page.append("""

        ## Not exported

        These have no converter, or one that fails with the versions above: XGBoost's DART booster, and inputs of
        double precision for ZipMap, Imputer and TreeEnsembleClassifier, which ONNX Runtime refuses. Classes that are
        not listed at all are mostly of this kind, too.

        Converters make mistakes, and no reader of the ONNX file can see them. Where the table says that an export
        differs from the library, ONNX Runtime gives other predictions for the file than the library does for the model
        that it was made from. Put the library's predictions into a column of the table and compile with
        `--expect COLUMN` to see.
        """).toString();
  }

  private static String supported(MatrixOutcome outcome) {
    return outcome.compiled().isPresent() ? "yes" : "no";
  }

  private static String how(MatrixOutcome outcome) {
    if (outcome.compiled().isEmpty()) {
      return "refused: " + outcome.kind().refused();
    }
    ClientGraphs graphs = outcome.pipeline().orElseThrow().graphs();
    int bootstraps = outcome.bootstraps();
    boolean network = outcome.compiled().get().claim() == Claim.ANALOGUE;
    String trees = bootstraps == 0 ? "keyless" : (network ? "network, " : "trees, ") + bootstraps
        + " bootstrap" + (bootstraps == 1 ? "" : "s");
    return (outcome.compiled().get().strategy().equals(Strategy.TABLE) ? "table" : trees)
        + operators("prefix", graphs.prefix()) + operators("suffix", graphs.suffix());
  }

  private static String operators(String where, Optional<ClientGraph> graph) {
    return graph.map(g -> "; " + where + " " + g.nodes().stream().map(node -> node.operator().onnxName())
        .collect(Collectors.toCollection(TreeSet::new)).stream().collect(Collectors.joining(", "))).orElse("");
  }

  private static String export(MatrixKind kind) {
    String differs = kind.faithful() == MatrixKind.ROWS ? ""
        : "the export differs from the library on " + (MatrixKind.ROWS - kind.faithful()) + " of 30 rows";
    return kind.export() + (kind.export().isEmpty() || differs.isEmpty() ? "" : "; ") + differs;
  }
}
