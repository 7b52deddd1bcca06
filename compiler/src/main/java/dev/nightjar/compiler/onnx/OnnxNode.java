package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A node of the file.
 *
 * @param proto the node
 * @param version version of its domain's operator set, 0 when the file does not say
 */
record OnnxNode(NodeProto proto, int version) {
  String domain() {
    return proto.getDomain().equals("ai.onnx") ? "" : proto.getDomain();
  }

  String operator() {
    return proto.getOpType();
  }

  List<String> inputs() {
    return proto.getInputList();
  }

  List<String> outputs() {
    return proto.getOutputList();
  }

  /** Requires that what this reads was made: of some nodes only the first output is, the one of a trained model. */
  void requireMade(Predicate<String> made) {
    inputs().stream().filter(input -> !input.isEmpty() && !made.test(input)).findFirst().ifPresent(input -> {
      throw OnnxImporter.invalid(described() + " reads '" + input + "', an output that is not computed here, as the"
          + " mask of a Dropout: export the model for inference, without outputs of training");
    });
  }

  /** The values that graphs in this node read, those that they make themselves included. */
  List<String> captured() {
    return proto.getAttributeList().stream().filter(a -> a.hasG()).flatMap(a -> a.getG().getNodeList().stream())
        .flatMap(node -> node.getInputList().stream()).distinct().toList();
  }

  /** What messages call this node: {@code node 'Sc_1' (Scaler)}, or by its output when it has no name. */
  String described() {
    String name = proto.getName().isEmpty() ? outputs().isEmpty() ? "" : outputs().get(0) : proto.getName();
    return "node '" + name + "' (" + operator() + (domain().isEmpty() || domain().equals("ai.onnx.ml") ? ""
        : " of " + domain()) + ")";
  }

  /** This node for the client, when its operator is one that clients have. */
  Optional<GraphNode> client() {
    return Operator.find(domain(), operator()).map(this::client);
  }

  /**
   * This node for the client, as one node or several; empty when clients cannot compute it.
   *
   * @param type type of the first input
   */
  List<GraphNode> clients(ElementType type) {
    if (domain().isEmpty() && operator().equals("LpNormalization")) {
      return LpNormalization.nodes(this, type);
    }
    if (domain().isEmpty() && operator().equals("SequenceConstruct")) {
      // Outputs of several classifiers: one row.
      return List.of(new GraphNode(Operator.CONCAT, inputs(), outputs(), Map.of("axis", new Attribute.Int(1))));
    }
    return client().map(List::of).orElse(List.of());
  }

  /** This node's inputs, outputs and attributes under an operator that clients have. */
  GraphNode client(Operator operator) {
    Map<String, Attribute> attributes = new TreeMap<>();
    if (operator != Operator.ZIP_MAP) {
      for (AttributeProto a : proto.getAttributeList()) {
        if (attributes.put(a.getName(), attribute(a)) != null) {
          throw OnnxImporter.invalid(described() + " has the attribute '" + a.getName() + "' twice");
        }
      }
    }
    switch (operator) {
      case CAST -> {
        attributes.remove("saturate");
        if (attributes.get("to") instanceof Attribute.Int to) {
          attributes.put("to", new Attribute.Int(elementType(to.value())));
        }
      }
      case SOFTMAX, LOG_SOFTMAX -> {
        if (version > 0 && version < SoftmaxNodes.OF_ONE_AXIS) {
          attributes.putIfAbsent("axis", new Attribute.Int(1));
        }
      }
      default -> {
      }
    }
    return new GraphNode(operator, inputs(), outputs(), attributes);
  }

  /** The code of the type that a type is read as. */
  private static long elementType(long code) {
    return switch ((int) code) {
      case TensorProto.DataType.INT8_VALUE, TensorProto.DataType.UINT8_VALUE, TensorProto.DataType.INT16_VALUE,
          TensorProto.DataType.UINT16_VALUE, TensorProto.DataType.INT32_VALUE, TensorProto.DataType.UINT32_VALUE ->
          TensorProto.DataType.INT64_VALUE;
      case TensorProto.DataType.FLOAT16_VALUE, TensorProto.DataType.BFLOAT16_VALUE -> TensorProto.DataType.FLOAT_VALUE;
      default -> code;
    };
  }

  private Attribute attribute(AttributeProto a) {
    return switch (a.getType()) {
      case INT -> new Attribute.Int(a.getI());
      case FLOAT -> new Attribute.Float(a.getF());
      case STRING -> new Attribute.Text(a.getS().toStringUtf8());
      case TENSOR -> new Attribute.TensorValue(OnnxTensors.read(a.getT()));
      case INTS -> new Attribute.Ints(a.getIntsList().stream().mapToLong(Long::longValue).toArray());
      case FLOATS -> {
        float[] values = new float[a.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
          values[i] = a.getFloats(i);
        }
        yield new Attribute.Floats(values);
      }
      case STRINGS -> new Attribute.Texts(a.getStringsList().stream().map(ByteString::toStringUtf8).toList());
      default -> throw OnnxImporter.invalid(described() + ": the attribute '" + a.getName() + "' is of type "
          + a.getType() + ", which is not supported");
    };
  }
}
