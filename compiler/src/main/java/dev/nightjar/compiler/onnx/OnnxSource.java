package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a file says: inputs, constants, and the nodes that its outputs need, each behind those that it reads.
 *
 * @param inputs inputs in order
 * @param constants constants by name
 * @param types the file's code of the element type of constants that are tensors, by name
 * @param nodes nodes in an order of evaluation
 * @param outputs names of outputs
 */
record OnnxSource(List<OnnxInput> inputs, Map<String, Tensor> constants, Map<String, Integer> types,
    List<OnnxNode> nodes, List<String> outputs) {
  private static final int MAX_NODES = 1 << 14;

  static OnnxSource read(ModelProto model) {
    GraphProto graph = model.getGraph();
    if (graph.getNodeCount() > MAX_NODES) {
      throw OnnxImporter.invalid("the graph has " + graph.getNodeCount() + " nodes; at most " + MAX_NODES
          + " are supported");
    }
    Map<String, Integer> versions = new HashMap<>();
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      versions.merge(set.getDomain(), (int) set.getVersion(), Math::max);
    }
    Map<String, Tensor> constants = new LinkedHashMap<>();
    Map<String, Integer> types = new HashMap<>();
    Set<String> named = new HashSet<>();
    for (TensorProto t : graph.getInitializerList()) {
      named.add(t.getName());
      constants.put(t.getName(), OnnxTensors.read(t));
      types.put(t.getName(), t.getDataType());
    }
    List<OnnxInput> inputs = new ArrayList<>();
    for (ValueInfoProto info : graph.getInputList()) {
      if (named.add(info.getName())) {
        inputs.add(OnnxInput.read(info));
      }
    }
    List<OnnxNode> nodes = new ArrayList<>();
    for (NodeProto proto : graph.getNodeList()) {
      OnnxNode node = new OnnxNode(proto, versions.getOrDefault(proto.getDomain(), 0));
      for (String output : node.outputs()) {
        if (!output.isEmpty() && !named.add(output)) {
          throw OnnxImporter.invalid("two nodes make the value '" + output + "'; the file is damaged");
        }
      }
      if (node.operator().equals("Constant") && node.domain().isEmpty()) {
        Tensor constant = constant(node);
        constants.put(node.outputs().get(0), constant);
        types.put(node.outputs().get(0), node.proto().getAttribute(0).getT().getDataType());
      } else {
        nodes.add(node);
      }
    }
    List<String> outputs = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    return new OnnxSource(List.copyOf(inputs), constants, types, needed(nodes, outputs, inputs, constants), outputs);
  }

  /** Requires that each output was made, see {@link OnnxNode#requireMade}. */
  void requireOutputs(Predicate<String> made) {
    outputs.stream().filter(output -> !made.test(output)).findFirst().ifPresent(output -> {
      throw OnnxImporter.invalid("output '" + output + "' is not computed here, as the mask of a Dropout: export the"
          + " model for inference, without outputs of training");
    });
  }

  /**
   * One of the two graphs that a node chooses between.
   *
   * @param constants by name
   * @param nodes in order; they may read values of the graph around them
   * @param outputs names of outputs
   */
  record Branch(Map<String, Tensor> constants, List<OnnxNode> nodes, List<String> outputs) {
  }

  /** A branch of an {@code If}. */
  static Branch branch(OnnxNode node, boolean then) {
    GraphProto graph = node.proto().getAttributeList().stream()
        .filter(a -> a.getName().equals(then ? "then_branch" : "else_branch")).map(AttributeProto::getG).findFirst()
        .orElseThrow(() -> OnnxImporter.invalid(node.described() + " has no branches; the file is damaged"));
    Map<String, Tensor> constants = new LinkedHashMap<>();
    graph.getInitializerList().forEach(t -> constants.put(t.getName(), OnnxTensors.read(t)));
    List<OnnxNode> nodes = new ArrayList<>();
    for (NodeProto proto : graph.getNodeList()) {
      OnnxNode inner = new OnnxNode(proto, node.version());
      if (inner.operator().equals("Constant") && inner.domain().isEmpty()) {
        Tensor constant = constant(inner);
        constants.put(inner.outputs().get(0), constant);
      } else {
        nodes.add(inner);
      }
    }
    List<String> outputs = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    if (outputs.size() != node.outputs().size()) {
      throw OnnxImporter.invalid(node.described() + " has " + node.outputs().size() + " outputs where its branch has "
          + outputs.size() + "; the file is damaged");
    }
    return new Branch(constants, nodes, outputs);
  }

  private static Tensor constant(OnnxNode node) {
    if (node.proto().getAttributeCount() != 1 || node.outputs().size() != 1) {
      throw OnnxImporter.invalid(node.described() + " does not hold one value");
    }
    AttributeProto a = node.proto().getAttribute(0);
    return switch (a.getName()) {
      case "value" -> OnnxTensors.read(a.getT());
      case "value_float" -> Tensor.floats(new int[0], a.getF());
      case "value_int" -> Tensor.longs(new int[0], a.getI());
      case "value_string" -> Tensor.strings(new int[0], a.getS().toStringUtf8());
      case "value_ints" -> Tensor.longs(new int[] {a.getIntsCount()},
          a.getIntsList().stream().mapToLong(Long::longValue).toArray());
      case "value_floats" -> {
        float[] values = new float[a.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
          values[i] = a.getFloats(i);
        }
        yield Tensor.floats(new int[] {values.length}, values);
      }
      case "value_strings" -> Tensor.strings(new int[] {a.getStringsCount()},
          a.getStringsList().stream().map(s -> s.toStringUtf8()).toArray(String[]::new));
      default -> throw OnnxImporter.invalid(node.described() + " has the attribute '" + a.getName()
          + "', which is not supported");
    };
  }

  /** The nodes that outputs depend on, in an order of evaluation; the others change nothing. */
  private static List<OnnxNode> needed(List<OnnxNode> nodes, List<String> outputs, List<OnnxInput> inputs,
      Map<String, Tensor> constants) {
    Map<String, OnnxNode> makers = new HashMap<>();
    nodes.forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    Set<String> given = new HashSet<>(constants.keySet());
    inputs.forEach(input -> given.add(input.name()));
    Set<OnnxNode> wanted = wanted(makers, outputs, given);
    given.add("");
    List<OnnxNode> order = new ArrayList<>();
    List<OnnxNode> open = new ArrayList<>(nodes.stream().filter(wanted::contains).toList());
    while (!open.isEmpty()) {
      int before = open.size();
      open.removeIf(node -> {
        boolean ready = given.containsAll(node.inputs())
            && node.captured().stream().allMatch(value -> given.contains(value) || !makers.containsKey(value));
        if (ready) {
          given.addAll(node.outputs());
          order.add(node);
        }
        return ready;
      });
      if (open.size() == before) {
        throw OnnxImporter.invalid(open.get(0).described() + " depends on its own output; the file is damaged");
      }
    }
    return order;
  }

  private static Set<OnnxNode> wanted(Map<String, OnnxNode> makers, List<String> outputs, Set<String> given) {
    // By identity: a node is as large as the trees in it.
    Set<OnnxNode> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    List<String> open = new ArrayList<>(outputs);
    while (!open.isEmpty()) {
      String value = open.remove(open.size() - 1);
      OnnxNode maker = makers.get(value);
      if (maker == null) {
        if (!given.contains(value)) {
          throw OnnxImporter.invalid((outputs.contains(value) ? "output '" : "the value '") + value
              + "' does not come from any node of the file");
        }
      } else if (wanted.add(maker)) {
        maker.inputs().stream().filter(i -> !i.isEmpty()).forEach(open::add);
        maker.captured().stream().filter(makers::containsKey).forEach(open::add);
      }
    }
    return wanted;
  }
}
