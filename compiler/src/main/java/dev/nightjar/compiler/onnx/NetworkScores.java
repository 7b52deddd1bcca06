package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a network ends and the client goes on: behind the last sums of what its outputs all come through, or, where
 * there is nothing that all come through, as with several heads, behind the last sums of each.
 */
final class NetworkScores {
  private static final Set<Operator> AFFINE = EnumSet.of(Operator.ADD, Operator.SUB, Operator.MUL, Operator.DIV,
      Operator.NEG, Operator.BATCH_NORMALIZATION, Operator.IDENTITY, Operator.RESHAPE, Operator.FLATTEN,
      Operator.SQUEEZE, Operator.UNSQUEEZE, Operator.TRANSPOSE, Operator.SLICE, Operator.CAST);
  private static final Set<Operator> REDUCING = EnumSet.of(Operator.AVERAGE_POOL, Operator.GLOBAL_AVERAGE_POOL,
      Operator.MAX_POOL, Operator.GLOBAL_MAX_POOL, Operator.REDUCE_SUM, Operator.REDUCE_MEAN, Operator.REDUCE_MAX,
      Operator.REDUCE_MIN);
  private static final Set<Operator> FUNCTIONS = EnumSet.of(Operator.RELU, Operator.TANH, Operator.SIGMOID,
      Operator.SOFTPLUS, Operator.ERF, Operator.CLIP, Operator.ABS, Operator.SIGN, Operator.ROUND, Operator.EXP,
      Operator.MIN, Operator.MAX);

  private final NetworkGraph graph;

  NetworkScores(NetworkGraph graph) {
    this.graph = graph;
  }

  /** The names of the values, without repetitions. */
  List<String> find() {
    List<String> outputs = graph.outputs();
    String common = find(outputs);
    if (common != null) {
      return List.of(common);
    }
    return outputs.stream().map(output -> Optional.ofNullable(find(List.of(output))).orElseThrow(() ->
        Networks.refused("its output '" + output + "' depends on more than its last layer"))).distinct().toList();
  }

  /** The name of the value that some outputs come through, or null where there is none. */
  private String find(List<String> outputs) {
    List<GraphNode> nodes = graph.needed(outputs, Set.of());
    int last = -1;
    for (int n = 0; n < nodes.size(); n++) {
      last = Networks.isLayer(graph, nodes.get(n)) ? n : last;
    }
    if (last < 0) {
      throw Networks.refused("it has no layer with weights that all its outputs come through");
    }
    String found = null;
    String tail = null;
    boolean pending = false;
    for (GraphNode node : nodes.subList(last, nodes.size())) {
      String value = node.outputs().get(0);
      if (!graph.isNumber(value) || !isAll(value, outputs)) {
        continue;
      }
      if (found == null) {
        found = value;
        tail = value;
      } else if (graph.data(node).equals(List.of(tail))) {
        boolean reducing = REDUCING.contains(node.operator());
        boolean affine = AFFINE.contains(node.operator());
        if (!reducing && !affine && !FUNCTIONS.contains(node.operator())) {
          break;
        }
        tail = value;
        pending = !reducing && (pending || !affine);
        found = pending ? found : value;
      }
    }
    return found;
  }

  /** Whether none of some outputs depends on the input but through a value. */
  private boolean isAll(String value, List<String> outputs) {
    Set<String> seen = new HashSet<>(Set.of(value));
    List<String> open = new ArrayList<>(outputs);
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      if (name.equals(graph.input().name())) {
        return false;
      }
      if (seen.add(name) && graph.maker(name) >= 0 && graph.constant(name).isEmpty()) {
        open.addAll(graph.nodes().get(graph.maker(name)).inputs());
      }
    }
    return true;
  }
}
