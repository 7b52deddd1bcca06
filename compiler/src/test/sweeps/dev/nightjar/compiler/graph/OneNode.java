package dev.nightjar.compiler.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtUtil;
import ai.onnxruntime.TensorInfo;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A model of one node, for ONNX Runtime and as a client graph. */
final class OneNode {
  private final Operator operator;
  private final int opset;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Boolean> constants = new ArrayList<>();
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private int outputs = 1;

  OneNode(Operator operator, int opset) {
    this.operator = operator;
    this.opset = opset;
  }

  /** An input that is data. */
  OneNode data(Tensor tensor) {
    inputs.add(tensor);
    constants.add(false);
    return this;
  }

  /** An input that is a constant; null where it is left out. */
  OneNode constant(Tensor tensor) {
    inputs.add(tensor);
    constants.add(true);
    return this;
  }

  OneNode outputs(int count) {
    outputs = count;
    return this;
  }

  OneNode with(String name, Attribute value) {
    attributes.put(name, value);
    return this;
  }

  OneNode with(String name, long value) {
    return with(name, new Attribute.Int(value));
  }

  OneNode with(String name, float value) {
    return with(name, new Attribute.Float(value));
  }

  OneNode with(String name, String value) {
    return with(name, new Attribute.Text(value));
  }

  Operator operator() {
    return operator;
  }

  List<Tensor> inputs() {
    return inputs;
  }

  /** Which inputs are constants. */
  List<Boolean> constants() {
    return constants;
  }

  Map<String, Attribute> attributes() {
    return attributes;
  }

  private static String in(int i) {
    return "in" + i;
  }

  private List<String> inputNames() {
    return IntStream.range(0, inputs.size()).mapToObj(i -> inputs.get(i) == null ? "" : in(i)).toList();
  }

  private List<String> outputNames() {
    return IntStream.range(0, outputs).mapToObj(i -> "out" + i).toList();
  }

  /** What the client graph gives. */
  List<Tensor> ours() {
    List<ClientGraph.Input> given = new ArrayList<>();
    Map<String, Tensor> known = new HashMap<>();
    Map<String, Tensor> values = new HashMap<>();
    List<GraphNode> nodes = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor tensor = inputs.get(i);
      if (tensor != null && constants.get(i)) {
        known.put(in(i), tensor);
      } else if (tensor != null) {
        int n = tensor.size();
        given.add(new ClientGraph.Input("row" + i, tensor.type(), n));
        values.put("row" + i, flat(tensor));
        known.put("shape" + i, Tensor.longs(new int[] {tensor.shape().length},
            Arrays.stream(tensor.shape()).asLongStream().toArray()));
        nodes.add(GraphNode.of(Operator.RESHAPE, in(i), "row" + i, "shape" + i));
      }
    }
    nodes.add(new GraphNode(operator, inputNames(), outputNames(), attributes));
    Map<String, Tensor> result = new ClientGraph(given, known, nodes, outputNames()).run(values);
    return new ArrayList<>(result.values());
  }

  private static Tensor flat(Tensor tensor) {
    int[] row = {1, tensor.size()};
    return switch (tensor.type()) {
      case FLOAT -> Tensor.floats(row, tensor.floats());
      case DOUBLE -> Tensor.doubles(row, tensor.doubles());
      case INT64 -> Tensor.longs(row, tensor.longs());
      case BOOL -> Tensor.bools(row, tensor.bools());
      case STRING -> Tensor.strings(row, tensor.strings());
    };
  }

  /** What ONNX Runtime gives. */
  List<Tensor> theirs() throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> values = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i) != null && !constants.get(i)) {
        values.put(in(i), tensor(environment, inputs.get(i)));
      }
    }
    try (OrtSession session = environment.createSession(model());
        OrtSession.Result result = session.run(values)) {
      List<Tensor> out = new ArrayList<>();
      for (Map.Entry<String, OnnxValue> value : result) {
        out.add(tensor((OnnxTensor) value.getValue()));
      }
      return out;
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor) throws OrtException {
    long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
    return switch (tensor.type()) {
      case FLOAT -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.floats()), shape);
      case DOUBLE -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(tensor.doubles()), shape);
      case INT64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(tensor.longs()), shape);
      case BOOL -> OnnxTensor.createTensor(environment, bytes(tensor.bools()), shape, OnnxJavaType.BOOL);
      case STRING -> OnnxTensor.createTensor(environment, tensor.strings(), shape);
    };
  }

  private static ByteBuffer bytes(boolean[] values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(values.length);
    for (boolean value : values) {
      bytes.put((byte) (value ? 1 : 0));
    }
    return bytes.flip();
  }

  private static Tensor tensor(OnnxTensor tensor) throws OrtException {
    TensorInfo info = tensor.getInfo();
    int[] shape = Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray();
    int n = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    switch (info.type) {
      case FLOAT:
        float[] floats = new float[n];
        tensor.getFloatBuffer().get(floats);
        return Tensor.floats(shape, floats);
      case DOUBLE:
        double[] doubles = new double[n];
        tensor.getDoubleBuffer().get(doubles);
        return Tensor.doubles(shape, doubles);
      case INT64:
        long[] longs = new long[n];
        tensor.getLongBuffer().get(longs);
        return Tensor.longs(shape, longs);
      case INT32:
        int[] ints = new int[n];
        tensor.getIntBuffer().get(ints);
        return Tensor.longs(shape, Arrays.stream(ints).asLongStream().toArray());
      case BOOL:
        boolean[] bools = new boolean[n];
        byte[] bytes = new byte[n];
        tensor.getByteBuffer().get(bytes);
        for (int i = 0; i < n; i++) {
          bools[i] = bytes[i] != 0;
        }
        return Tensor.bools(shape, bools);
      default:
        Object value = tensor.getValue();
        return Tensor.strings(shape, value instanceof String one ? new String[] {one}
            : OrtUtil.flattenString((Object[]) value));
    }
  }

  private byte[] model() {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("one");
    for (int i = 0; i < inputs.size(); i++) {
      Tensor tensor = inputs.get(i);
      if (tensor == null) {
        continue;
      }
      if (constants.get(i)) {
        graph.addInitializer(NodeProtos.of(tensor).toBuilder().setName(in(i)));
      } else {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int dim : tensor.shape()) {
          shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
        }
        graph.addInput(ValueInfoProto.newBuilder().setName(in(i)).setType(TypeProto.newBuilder().setTensorType(
            TypeProto.Tensor.newBuilder().setElemType(NodeProtos.type(tensor.type())).setShape(shape))));
      }
    }
    NodeProto.Builder node = NodeProto.newBuilder().setDomain(operator.domain()).setOpType(operator.onnxName())
        .addAllInput(inputNames()).addAllOutput(outputNames());
    attributes.forEach((name, value) -> node.addAttribute(NodeProtos.of(name, value)));
    graph.addNode(node);
    outputNames().forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
    boolean ml = !operator.domain().isEmpty();
    return ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(ml ? 18 : opset))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(ml ? opset : 3))
        .build().toByteArray();
  }

  @Override
  public String toString() {
    return operator.onnxName() + " of set " + opset + ", " + inputs + ", " + attributes;
  }
}
