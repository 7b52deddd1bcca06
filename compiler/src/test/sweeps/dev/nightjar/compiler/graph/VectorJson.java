package dev.nightjar.compiler.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Tensor;
import java.util.Arrays;
import java.util.List;

/** A model of one node with what ONNX Runtime gives, as a test vector. */
final class VectorJson {
  private static final double RELATIVE = 2e-6;
  private static final double ABSOLUTE = 5e-6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private VectorJson() {
  }

  static ObjectNode of(OneNode node) throws OrtException {
    ObjectNode vector = JSON.createObjectNode().put("operator", node.operator().name());
    ArrayNode inputs = vector.putArray("inputs");
    for (int i = 0; i < node.inputs().size(); i++) {
      Tensor tensor = node.inputs().get(i);
      if (tensor == null) {
        inputs.addNull();
      } else {
        inputs.add(of(tensor).put("constant", node.constants().get(i)));
      }
    }
    ObjectNode attributes = vector.putObject("attributes");
    node.attributes().forEach((name, value) -> attributes.set(name, of(value.tensor()).put("kind", kind(value))));
    ArrayNode outputs = vector.putArray("outputs");
    for (Tensor tensor : node.theirs()) {
      outputs.add(of(tensor));
    }
    return vector;
  }

  private static String kind(Attribute value) {
    return value.getClass().getSimpleName();
  }

  private static ObjectNode of(Tensor tensor) {
    ObjectNode json = JSON.createObjectNode().put("type", tensor.type().name());
    ArrayNode shape = json.putArray("shape");
    Arrays.stream(tensor.shape()).forEach(shape::add);
    ArrayNode values = json.putArray("values");
    texts(tensor).forEach(values::add);
    return json;
  }

  private static List<String> texts(Tensor tensor) {
    String[] out = new String[tensor.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = switch (tensor.type()) {
        case FLOAT -> Float.toString(tensor.floats()[i]);
        case DOUBLE -> Double.toString(tensor.doubles()[i]);
        case INT64 -> Long.toString(tensor.longs()[i]);
        case BOOL -> Boolean.toString(tensor.bools()[i]);
        case STRING -> tensor.strings()[i];
      };
    }
    return List.of(out);
  }

  /** Numbers to the rounding of single precision, all else exactly. */
  static void requireClose(Tensor ours, Tensor theirs) {
    if (ours.type() != ElementType.FLOAT && ours.type() != ElementType.DOUBLE) {
      assertThat(ours).isEqualTo(theirs);
      return;
    }
    for (int i = 0; i < ours.size(); i++) {
      double expected = theirs.number(i);
      if (Double.isFinite(expected)) {
        assertThat(ours.number(i)).isCloseTo(expected, within(ABSOLUTE + RELATIVE * Math.abs(expected)));
      } else {
        assertThat(ours.number(i) + 0.0).isEqualTo(Double.valueOf(expected + 0.0));
      }
    }
  }
}
