package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.Task.Link;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells whether the outputs of a graph are those of its one model node, so that the model's task says what scores mean
 * and nothing is left for a suffix.
 */
final class PlainOutputs {
  private static final Set<String> LABEL_KEPT = Set.of("Identity", "Cast", "ArgMax");
  private static final Set<String> OUTPUT_KEPT = Set.of("Identity", "Cast", "ZipMap", "Normalizer");

  private PlainOutputs() {
  }

  /** Whether a node is the only model of the file, and every output is one of its outputs. */
  static boolean arePlain(OnnxSource source, OnnxNode model, ScoredModel scored) {
    if (scored.post() != ScoredModel.Post.TASK || scored.above().isPresent()
        || source.nodes().stream().filter(ModelNodes::isModel).count() != 1) {
      return false;
    }
    Map<String, OnnxNode> makers = ModelNodes.makers(source);
    return source.outputs().stream().allMatch(output -> isPlain(output, makers, model, scored));
  }

  private static boolean isPlain(String output, Map<String, OnnxNode> makers, OnnxNode model, ScoredModel scored) {
    List<String> made = model.outputs();
    String value = output;
    boolean label = false;
    while (!made.contains(value)) {
      OnnxNode node = makers.get(value);
      if (node == null || node.inputs().isEmpty() || !keeps(node, scored)) {
        return false;
      }
      label |= node.operator().equals("ArgMax");
      value = node.inputs().get(0);
    }
    return !label || made.indexOf(value) == made.size() - 1;
  }

  private static boolean keeps(OnnxNode node, ScoredModel scored) {
    if (node.operator().equals("Normalizer")) {
      // Probabilities that sum to 1 stay as they are.
      Link link = scored.model().task().link();
      return (link == Link.LOGISTIC || link == Link.SOFTMAX) && node.proto().getAttributeList().stream()
          .anyMatch(a -> a.getName().equals("norm") && a.getS().toStringUtf8().equals("L1"));
    }
    return LABEL_KEPT.contains(node.operator()) || OUTPUT_KEPT.contains(node.operator());
  }
}
