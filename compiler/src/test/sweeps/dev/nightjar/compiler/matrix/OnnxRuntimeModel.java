package dev.nightjar.compiler.matrix;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.nightjar.api.model.FeatureRow;
import java.lang.reflect.Array;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A model in ONNX Runtime, which is asked for one row at a time. */
final class OnnxRuntimeModel implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxRuntimeModel(Path file) throws OrtException {
    session = environment.createSession(file.toString());
  }

  /** Labels of the first output where that holds integers or texts, and all numbers behind. */
  ExpectedOutputs predict(FeatureRow row) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    int at = 0;
    int width = session.getNumInputs() == 1 ? row.size() : 1;
    for (NodeInfo input : session.getInputInfo().values()) {
      inputs.put(input.getName(), tensor(((TensorInfo) input.getInfo()).type, row, at, width));
      at += width;
    }
    try (OrtSession.Result result = session.run(inputs)) {
      List<List<Object>> outputs = new ArrayList<>();
      for (Map.Entry<String, OnnxValue> output : result) {
        outputs.add(cells(output.getValue()));
      }
      boolean classifier = !(outputs.get(0).get(0) instanceof Float || outputs.get(0).get(0) instanceof Double);
      List<String> labels = classifier ? outputs.get(0).stream().map(String::valueOf).toList() : List.of();
      return new ExpectedOutputs(labels, outputs.stream().skip(classifier ? 1 : 0).flatMap(List::stream)
          .mapToDouble(cell -> ((Number) cell).doubleValue()).toArray());
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  /** One row of as many cells as the input takes; a model of one input takes all. */
  private OnnxTensor tensor(OnnxJavaType type, FeatureRow row, int from, int width) throws OrtException {
    long[] shape = {1, width};
    switch (type) {
      case FLOAT -> {
        FloatBuffer buffer = FloatBuffer.allocate(width);
        for (int i = 0; i < width; i++) {
          buffer.put(i, (float) row.number(from + i));
        }
        return OnnxTensor.createTensor(environment, buffer, shape);
      }
      case DOUBLE -> {
        DoubleBuffer buffer = DoubleBuffer.allocate(width);
        for (int i = 0; i < width; i++) {
          buffer.put(i, row.number(from + i));
        }
        return OnnxTensor.createTensor(environment, buffer, shape);
      }
      case INT64 -> {
        LongBuffer buffer = LongBuffer.allocate(width);
        for (int i = 0; i < width; i++) {
          buffer.put(i, (long) row.number(from + i));
        }
        return OnnxTensor.createTensor(environment, buffer, shape);
      }
      default -> {
        String[] texts = new String[width];
        for (int i = 0; i < width; i++) {
          texts[i] = row.text(from + i);
        }
        return OnnxTensor.createTensor(environment, texts, shape);
      }
    }
  }

  /** The cells of an output for one row; of a map the values by key. */
  private static List<Object> cells(OnnxValue output) throws OrtException {
    List<Object> cells = new ArrayList<>();
    if (output instanceof OnnxSequence sequence) {
      for (OnnxValue part : sequence.getValue()) {
        cells.addAll(cells(part));
      }
    } else if (output instanceof OnnxMap map) {
      cells.addAll(new TreeMap<>(map.getValue()).values());
    } else {
      flatten(output.getValue(), cells);
    }
    return cells;
  }

  private static void flatten(Object value, List<Object> cells) {
    if (!value.getClass().isArray()) {
      cells.add(value);
      return;
    }
    for (int i = 0; i < Array.getLength(value); i++) {
      flatten(Array.get(value, i), cells);
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
