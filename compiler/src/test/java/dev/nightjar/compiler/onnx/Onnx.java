package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Pipeline;
import java.util.Arrays;
import java.util.List;

/** Builds ONNX models for tests. */
final class Onnx {
  static final String ML = "ai.onnx.ml";

  private Onnx() {
  }

  /** The core of a model. */
  static ImportedModel read(ModelProto.Builder model) {
    return pipeline(model).core();
  }

  static Pipeline pipeline(ModelProto.Builder model) {
    return OnnxImporter.read(model.build().toByteArray());
  }

  /** A model with one input "x" and the outputs of its last node. */
  static ModelProto.Builder model(int features, NodeProto.Builder... nodes) {
    GraphProto.Builder graph = GraphProto.newBuilder().addInput(input("x", features));
    for (NodeProto.Builder n : nodes) {
      graph.addNode(n);
    }
    for (String output : nodes[nodes.length - 1].getOutputList()) {
      graph.addOutput(ValueInfoProto.newBuilder().setName(output));
    }
    return ModelProto.newBuilder().setIrVersion(8).setGraph(graph);
  }

  static ValueInfoProto input(String name, int features) {
    TensorShapeProto shape = TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("rows"))
        .addDim(Dimension.newBuilder().setDimValue(features)).build();
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape))).build();
  }

  static NodeProto.Builder node(String domain, String type, List<String> inputs, List<String> outputs) {
    return NodeProto.newBuilder().setDomain(domain).setOpType(type).addAllInput(inputs).addAllOutput(outputs);
  }

  static NodeProto.Builder linearRegressor(String in, float... coefficients) {
    return node(ML, "LinearRegressor", List.of(in), List.of("y"))
        .addAttribute(floats("coefficients", coefficients))
        .addAttribute(floats("intercepts", 1));
  }

  /** A classifier of two features. */
  static NodeProto.Builder linearClassifier(String post, float[] coefficients, float... intercepts) {
    return node(ML, "LinearClassifier", List.of("x"), List.of("label", "p"))
        .addAttribute(ints("classlabels_ints", 3, 4)).addAttribute(floats("coefficients", coefficients))
        .addAttribute(floats("intercepts", intercepts)).addAttribute(text("post_transform", post));
  }

  /** One tree: node 0 tests feature 0 against 1.5 with some mode; leaf 1 when true, leaf 2 when false. */
  static NodeProto.Builder stump(String type, String mode) {
    return node(ML, type, List.of("x"), type.endsWith("Regressor") ? List.of("y") : List.of("label", "p"))
        .addAttribute(ints("nodes_treeids", 0, 0, 0)).addAttribute(ints("nodes_nodeids", 0, 1, 2))
        .addAttribute(ints("nodes_featureids", 0, 0, 0)).addAttribute(floats("nodes_values", 1.5f, 0, 0))
        .addAttribute(texts("nodes_modes", mode, "LEAF", "LEAF"))
        .addAttribute(ints("nodes_truenodeids", 1, 0, 0))
        .addAttribute(ints("nodes_falsenodeids", 2, 0, 0));
  }

  static NodeProto.Builder regressionStump(String mode) {
    return stump("TreeEnsembleRegressor", mode).addAttribute(ints("target_treeids", 0, 0))
        .addAttribute(ints("target_nodeids", 1, 2)).addAttribute(ints("target_ids", 0, 0))
        .addAttribute(floats("target_weights", 10, 20));
  }

  /** A classifier of two classes; weights are of leaf 1 and leaf 2, one column or two. */
  static NodeProto.Builder classifierStump(String post, float[]... weights) {
    NodeProto.Builder n = stump("TreeEnsembleClassifier", "BRANCH_LEQ")
        .addAttribute(texts("classlabels_strings", "ham", "spam")).addAttribute(text("post_transform", post));
    int columns = weights[0].length;
    long[] zeros = new long[2 * columns];
    long[] leaves = new long[2 * columns];
    long[] ids = new long[2 * columns];
    float[] flat = new float[2 * columns];
    for (int i = 0; i < flat.length; i++) {
      leaves[i] = 1 + i / columns;
      ids[i] = i % columns;
      flat[i] = weights[i / columns][i % columns];
    }
    return n.addAttribute(ints("class_treeids", zeros)).addAttribute(ints("class_nodeids", leaves))
        .addAttribute(ints("class_ids", ids)).addAttribute(floats("class_weights", flat));
  }

  static AttributeProto ints(String name, long... values) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList()).build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOAT).setF(value).build();
  }

  static AttributeProto floats(String name, float... values) {
    AttributeProto.Builder a = AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
    for (float v : values) {
      a.addFloats(v);
    }
    return a.build();
  }

  static AttributeProto doubles(String name, double... values) {
    TensorProto.Builder t = TensorProto.newBuilder().setDataType(TensorProto.DataType.DOUBLE_VALUE)
        .addDims(values.length);
    Arrays.stream(values).forEach(t::addDoubleData);
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.TENSOR).setT(t).build();
  }

  /** A constant of shape [1, numbers]. */
  static TensorProto tensor(String name, float... numbers) {
    TensorProto.Builder t = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(1).addDims(numbers.length);
    for (float x : numbers) {
      t.addFloatData(x);
    }
    return t.build();
  }

  static TensorProto vector(String name, float... numbers) {
    return tensor(name, numbers).toBuilder().clearDims().addDims(numbers.length).build();
  }

  static TensorProto matrix(String name, int rows, int columns, float... numbers) {
    return tensor(name, numbers).toBuilder().clearDims().addDims(rows).addDims(columns).build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value)).build();
  }

  static AttributeProto texts(String name, String... values) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.STRINGS)
        .addAllStrings(Arrays.stream(values).map(ByteString::copyFromUtf8).toList()).build();
  }

  /** Replaces an attribute, or adds it. */
  static NodeProto.Builder with(NodeProto.Builder node, AttributeProto attribute) {
    for (int i = 0; i < node.getAttributeCount(); i++) {
      if (node.getAttribute(i).getName().equals(attribute.getName())) {
        return node.setAttribute(i, attribute);
      }
    }
    return node.addAttribute(attribute);
  }

  static NodeProto.Builder without(NodeProto.Builder node, String attribute) {
    for (int i = 0; i < node.getAttributeCount(); i++) {
      if (node.getAttribute(i).getName().equals(attribute)) {
        return node.removeAttribute(i);
      }
    }
    throw new IllegalArgumentException(attribute);
  }
}
