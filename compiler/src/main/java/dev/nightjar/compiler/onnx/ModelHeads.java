package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model node makes of its scores, in operators that clients have. */
final class ModelHeads {
  /** The attribute of what runs along columns. */
  static final Map<String, Attribute> AXIS = Map.of("axis", new Attribute.Int(1));

  private final List<GraphNode> nodes = new ArrayList<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();
  private final String base;

  private ModelHeads(String base) {
    this.base = base;
  }

  /**
   * The nodes behind scores.
   *
   * @param scores name of the scores, of shape {@code [1, n]}
   * @param label name of the label to make, of shape {@code [1]}; empty for none
   * @param outputs name of the outputs to make, of shape {@code [1, m]}; empty for none
   */
  static ModelHeads of(ScoredModel scored, String scores, String label, String outputs) {
    ModelHeads heads = new ModelHeads(scores);
    String ranked = heads.outputs(scored, scores, outputs.isEmpty() ? scores + "/outputs" : outputs);
    if (!label.isEmpty()) {
      heads.label(scored, scores, ranked, label);
    }
    return heads;
  }

  /** The nodes, in an order of evaluation. */
  List<GraphNode> nodes() {
    return nodes;
  }

  /** The constants that they read. */
  Map<String, Tensor> constants() {
    return constants;
  }

  private String add(Operator operator, Map<String, Attribute> attributes, String output, String... inputs) {
    nodes.add(new GraphNode(operator, List.of(inputs), List.of(output), attributes));
    return output;
  }

  private String constant(String name, Tensor value) {
    constants.put(base + name, value);
    return base + name;
  }

  /** Makes the outputs; gives the name of what the label is the largest of. */
  private String outputs(ScoredModel scored, String scores, String outputs) {
    switch (scored.post()) {
      case LOGISTIC -> {
        add(Operator.SIGMOID, Map.of(), outputs, scores);
        return scores;
      }
      case PROBIT -> throw OnnxImporter.invalid("the post_transform PROBIT is not supported; export the model with"
          + " LOGISTIC or NONE");
      case SOFTMAX_ZERO -> {
        softmaxZero(scores, outputs);
        return scores;
      }
      case VOTES -> {
        pairs(scored, scores, outputs);
        return votes(scored.model().task().labels().size(), scores);
      }
      default -> {
        return task(scored.model().task(), scores, outputs);
      }
    }
  }

  /** The scores of pairs; of two classes, their opposites or their probabilities. */
  private void pairs(ScoredModel scored, String scores, String outputs) {
    double[] calibration = scored.calibration();
    if (scored.model().task().labels().size() > 2) {
      add(Operator.IDENTITY, Map.of(), outputs, scores);
    } else if (calibration.length == 0) {
      add(Operator.CONCAT, AXIS, outputs, add(Operator.NEG, Map.of(), base + "/negative", scores), scores);
    } else {
      String slope = constant("/slope", Tensor.floats(new int[0], (float) calibration[0]));
      String shift = constant("/shift", Tensor.floats(new int[0], (float) calibration[1]));
      String steep = add(Operator.MUL, Map.of(), base + "/steep", scores, slope);
      String second = add(Operator.ADD, Map.of(), base + "/second", steep, shift);
      String first = add(Operator.NEG, Map.of(), base + "/first", second);
      String likely = add(Operator.SIGMOID, Map.of(), base + "/likely", first);
      PairCoupling coupling = new PairCoupling(base, likely, outputs);
      nodes.addAll(coupling.nodes());
      constants.putAll(coupling.constants());
    }
  }

  /** How many pairs vote for each class. */
  private String votes(int classes, String scores) {
    int pairs = classes * (classes - 1) / 2;
    float[] gains = new float[pairs * classes];
    float[] start = new float[classes];
    int pair = 0;
    for (int i = 0; i < classes; i++) {
      for (int j = i + 1; j < classes; j++, pair++) {
        gains[pair * classes + i] = 1;
        gains[pair * classes + j] = -1;
        start[j]++;
      }
    }
    String zero = constant("/zero", Tensor.floats(new int[0], 0));
    String won = add(Operator.GREATER, Map.of(), base + "/won", scores, zero);
    String first = add(Operator.CAST, Map.of("to", new Attribute.Int(OnnxTypes.code(ElementType.FLOAT))),
        base + "/ones", won);
    String gained = add(Operator.MATMUL, Map.of(), base + "/gained", first,
        constant("/gains", Tensor.floats(new int[] {pairs, classes}, gains)));
    return add(Operator.ADD, Map.of(), base + "/votes", gained,
        constant("/start", Tensor.floats(new int[] {classes}, start)));
  }

  private String task(Task task, String scores, String outputs) {
    switch (task.link()) {
      case COMPLEMENT -> {
        String one = constant("/one", Tensor.floats(new int[0], 1));
        String rest = add(Operator.SUB, Map.of(), base + "/rest", one, scores);
        return add(Operator.CONCAT, AXIS, outputs, rest, scores);
      }
      case LOGISTIC -> {
        String negative = add(Operator.NEG, Map.of(), base + "/negative", scores);
        String both = add(Operator.CONCAT, AXIS, base + "/both", negative, scores);
        add(Operator.SIGMOID, Map.of(), outputs, both);
        return both;
      }
      case SOFTMAX -> {
        add(Operator.SOFTMAX, AXIS, outputs, scores);
        return scores;
      }
      default -> {
        return add(Operator.IDENTITY, Map.of(), outputs, scores);
      }
    }
  }

  /** exp(s - largest) / sum over those that are not 0, as runtimes do; 0 stays 0. */
  private void softmaxZero(String scores, String outputs) {
    Map<String, Attribute> keep = Map.of("axes", new Attribute.Ints(1), "keepdims", new Attribute.Int(1));
    String zero = constant("/zero", Tensor.floats(new int[0], 0));
    String largest = add(Operator.REDUCE_MAX, keep, base + "/largest", scores);
    String shifted = add(Operator.SUB, Map.of(), base + "/shifted", scores, largest);
    String powers = add(Operator.EXP, Map.of(), base + "/powers", shifted);
    String none = add(Operator.EQUAL, Map.of(), base + "/none", scores, zero);
    String kept = add(Operator.WHERE, Map.of(), base + "/kept", none, zero, powers);
    String axes = constant("/axes", Tensor.longs(new int[] {1}, 1));
    String sum = add(Operator.REDUCE_SUM, Map.of("keepdims", new Attribute.Int(1)), base + "/sum", kept, axes);
    String one = constant("/one", Tensor.floats(new int[0], 1));
    String nothing = add(Operator.EQUAL, Map.of(), base + "/nothing", sum, zero);
    String divisor = add(Operator.WHERE, Map.of(), base + "/divisor", nothing, one, sum);
    add(Operator.DIV, Map.of(), outputs, kept, divisor);
  }

  private void label(ScoredModel scored, String scores, String ranked, String label) {
    List<String> labels = scored.model().task().labels();
    Tensor classes = scored.integerLabels()
        ? Tensor.longs(new int[] {labels.size()}, labels.stream().mapToLong(Long::parseLong).toArray())
        : Tensor.strings(new int[] {labels.size()}, labels.toArray(String[]::new));
    String best = scored.above().isPresent() ? chosenAbove(scored, scores) : add(Operator.ARG_MAX,
        Map.of("axis", new Attribute.Int(1), "keepdims", new Attribute.Int(0)), base + "/best", ranked);
    add(Operator.GATHER, Map.of("axis", new Attribute.Int(0)), label, constant("/classes", classes), best);
  }

  /** 1 where the last score is above a threshold, else 0. */
  private String chosenAbove(ScoredModel scored, String scores) {
    int last = ((TreeEnsemble) scored.model()).base().length - 1;
    String score = add(Operator.GATHER, AXIS, base + "/score", scores,
        constant("/last", Tensor.longs(new int[] {1}, last)));
    String above = add(Operator.GREATER, Map.of(), base + "/above", score,
        constant("/threshold", Tensor.floats(new int[0], (float) scored.above().getAsDouble())));
    String index = add(Operator.CAST, Map.of("to", new Attribute.Int(OnnxTypes.code(ElementType.INT64))),
        base + "/index", above);
    return add(Operator.RESHAPE, Map.of(), base + "/best", index, constant("/one-row", Tensor.longs(new int[] {1}, 1)));
  }
}
