package dev.nightjar.compiler;

import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a model's answers tell its clients of the model, in words. */
public final class PrivacyFacts {
  private static final String PRIVACY = "model privacy";

  private PrivacyFacts() {
  }

  /** The weights of a circuit that is one integer linear map. */
  private record Weights(int inputs, int count, int bits, int outputs) {
    static Optional<Weights> of(Circuit circuit) {
      if (circuit.nodes().size() != 1) {
        return Optional.empty();
      }
      return circuit.nodes().get(0).match(new Node.Cases<Optional<Weights>>() {
        @Override
        public Optional<Weights> extract(Node.Extract node) {
          return Optional.of(Weights.of(node.map(), circuit.outputs().length));
        }

        @Override
        public Optional<Weights> linear(Node.Linear node) {
          return Optional.empty();
        }

        @Override
        public Optional<Weights> lookup(Node.Lookup node) {
          return Optional.empty();
        }

        @Override
        public Optional<Weights> expand(Node.Expand node) {
          return Optional.empty();
        }

        @Override
        public Optional<Weights> evaluate(Node.Evaluate node) {
          return Optional.empty();
        }

        @Override
        public Optional<Weights> sampleExtract(Node.SampleExtract node) {
          return Optional.empty();
        }
      });
    }

    private static Weights of(SparseMap map, int outputs) {
      long largest = IntStream.range(0, map.terms()).mapToLong(t -> Math.abs(map.weight(t))).max().orElse(0);
      int inputs = (int) IntStream.range(0, map.terms()).map(map::column).distinct().count();
      return new Weights(inputs, map.terms(), Long.SIZE - Long.numberOfLeadingZeros(largest) + 1, outputs);
    }

    /** What no client gets around, and what every client can do. */
    String fact(AnswerLeak leak) {
      double fewest = Math.ceil(count * bits / (outputs * leak.bodyBits()));
      return String.format(Locale.ROOT, "%d weights of %d bits: no client gets them from fewer than about %.0f "
          + "answers, and any client from %d to rows of its choice: limit queries", count, bits, fewest, inputs + 1);
    }
  }

  /**
   * The facts of a circuit, in order.
   *
   * @param resultBits bits of its widest result
   */
  public static List<Map.Entry<String, String>> of(Circuit circuit, int resultBits) {
    if (circuit.hiding().isEmpty()) {
      return List.of(Map.entry(PRIVACY, circuit.keyParts().isEmpty()
          ? "REVEALED: one answer tells its client every weight; compile with --model-privacy hidden"
          : "none: who has the evaluation key can compute an answer for any guess of the model, and compare"));
    }
    AnswerLeak leak = AnswerLeak.of(circuit);
    List<Map.Entry<String, String>> facts = new ArrayList<>();
    int shared = leak.outputsOfMask();
    facts.add(Map.entry(PRIVACY, shared == 1 ? "hidden: every output has a mask of its own and a flooded body"
        : "hidden: every " + shared + " outputs have a mask that is made anew, and each a flooded body"));
    facts.add(Map.entry("mask of an output", String.format(Locale.ROOT, "hides the model like LWE of %.0f bits, %.0f "
        + "if the client made its zero dishonestly", leak.maskBits(), leak.dishonestMaskBits())));
    facts.add(Map.entry("body of an output", String.format(Locale.ROOT, "tells at most %.1f bits of the model whatever "
        + "the query, a result of %d bits included", leak.bodyBits(), resultBits)));
    Optional<Weights> weights = Weights.of(circuit);
    facts.add(Map.entry("noise of an output", Double.isInfinite(leak.noiseAnswersLog2()) ? "tells nothing"
        : String.format(Locale.ROOT, "tells at most 2^%.1f bits an answer, a bit of %s after 2^%.1f answers",
            Math.log(leak.noiseBits(1)) / Math.log(2), weights.isPresent() ? "a weight" : "the model",
            leak.noiseAnswersLog2())));
    weights.ifPresent(all -> facts.add(Map.entry("weights", all.fact(leak))));
    return facts;
  }
}
