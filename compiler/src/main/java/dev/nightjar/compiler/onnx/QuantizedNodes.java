package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Quantised operators in those of floating point numbers, which hold the integers: quantised values are small integers
 * as single precision numbers, and products and sums of them are exact up to 2^24.
 */
final class QuantizedNodes {
  private final Lowered out;
  private final Lowering.Values values;

  private QuantizedNodes(OnnxNode node, Lowering.Values values, String... attributes) {
    this.out = new Lowered(node, ElementType.FLOAT, attributes);
    this.values = values;
  }

  /** For steps of a node that is written elsewhere. */
  QuantizedNodes(Lowered out, Lowering.Values values) {
    this.out = out;
    this.values = values;
  }

  /** The shape of an input for one row. */
  int[] shape(int input) {
    return values.shape(out.in(input));
  }

  /** An input as real numbers, by the inputs of its scale and zero point. */
  String real(int input, int scale, int zero) {
    return out.op(Operator.MUL, centred(out.in(input), zero(zero)), one(scale));
  }

  /** Real numbers quantised by the inputs of a scale and a zero point. */
  String steps(String real, int scale, int zero) {
    return rounded(out.op(Operator.DIV, real, one(scale)), zero, 0, zero(zero));
  }

  static Lowered of(OnnxNode node, Lowering.Values values) {
    return switch (node.operator()) {
      case "QuantizeLinear" -> new QuantizedNodes(node, values, "axis", "saturate", "block_size", "output_dtype",
          "precision").quantize();
      case "DequantizeLinear" -> new QuantizedNodes(node, values, "axis", "block_size", "output_dtype").dequantize();
      case "QLinearMatMul" -> new QuantizedNodes(node, values).matMul(true);
      case "MatMulInteger" -> new QuantizedNodes(node, values).matMul(false);
      case "QGemm" -> new QuantizedNodes(node, values, "alpha", "transA", "transB").gemm();
      case "QLinearAdd" -> new QuantizedNodes(node, values).add();
      default -> new QuantizedNodes(node, values, "auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")
          .conv(node.operator().equals("QLinearConv"));
    };
  }

  private Lowered quantize() {
    requireWhole();
    int code = (int) out.integer("output_dtype", 0);
    String steps = out.op(Operator.DIV, out.in(0), along(out.in(1), 0));
    return out.gives(rounded(steps, 2, code, along(2)));
  }

  private Lowered dequantize() {
    requireWhole();
    return out.gives(out.op(Operator.MUL, centred(out.in(0), along(2)), along(out.in(1), 0)));
  }

  private void requireWhole() {
    if (out.integer("block_size", 0) != 0) {
      throw out.refused("quantises by blocks, which is not supported; quantise by tensor or by channel");
    }
  }

  /** A zero point along the axis, or none. */
  private String along(int input) {
    return out.has(input) ? along(out.in(input), 0) : "";
  }

  /** A scale or a zero point: one number, or one for each index of an axis. */
  private String along(String name, int of) {
    int[] shape = values.shape(name);
    if (values.constant(name).isEmpty()) {
      throw out.refused("has a scale or a zero point that depends on the row; quantise statically, with calibration"
          + " rows");
    }
    if (shape.length == 0 || shape.length == 1 && shape[0] == 1) {
      return out.op(Operator.RESHAPE, name, out.constant(Tensor.longs(new int[] {0})));
    }
    int[] like = values.shape(out.in(of));
    int axis = (int) out.integer("axis", 1);
    int at = axis < 0 ? axis + like.length : axis;
    if (shape.length != 1 || at < 0 || at >= like.length || like[at] != shape[0]) {
      throw out.refused("has scales or zero points that do not match axis " + axis + " of its input");
    }
    return out.op(Operator.RESHAPE, name, ones(like.length, at));
  }

  /** A shape of 1 but for one dimension, which takes all elements. */
  private String ones(int rank, int axis) {
    if (axis >= rank) {
      throw out.refused("has weights of " + rank + " dimensions, which have no axis " + axis + " for scales or zero"
          + " points; the file is damaged");
    }
    long[] dims = new long[rank];
    Arrays.fill(dims, 1);
    dims[axis] = -1;
    return out.constant(Tensor.longs(new int[] {rank}, dims));
  }

  /** A value less its zero point. */
  private String centred(String value, String zero) {
    String number = out.cast(value);
    return zero.isEmpty() ? number : out.op(Operator.SUB, number, out.cast(zero));
  }

  /**
   * Numbers of steps, rounded and limited to the range of a type.
   *
   * @param input the zero point's index, whose type is the output's
   * @param code the type if there is no zero point
   * @param zero the zero point, shaped; empty where there is none
   */
  private String rounded(String steps, int input, int code, String zero) {
    int type = out.has(input) ? values.code(out.in(input)) : code == 0 ? DataType.UINT8_VALUE : code;
    int[] range = switch (type) {
      case DataType.UINT8_VALUE -> new int[] {0, 255};
      case DataType.INT8_VALUE -> new int[] {-128, 127};
      case DataType.UINT16_VALUE -> new int[] {0, 65_535};
      case DataType.INT16_VALUE -> new int[] {-32_768, 32_767};
      default -> throw out.refused("quantises to the element type " + type + "; integers of 8 and 16 bits are"
          + " supported, with a constant zero point");
    };
    String whole = out.op(Operator.ROUND, steps);
    String moved = zero.isEmpty() ? whole : out.op(Operator.ADD, whole, out.cast(zero));
    return out.op(Operator.CLIP, moved, out.number(range[0]), out.number(range[1]));
  }

  private String one(int input) {
    String name = out.in(input);
    if (values.constant(name).isEmpty() || Elements.size(values.shape(name)) != 1) {
      throw out.refused("takes one constant number as input " + input);
    }
    return out.op(Operator.RESHAPE, name, out.constant(Tensor.longs(new int[] {0})));
  }

  private String zero(int input) {
    return out.has(input) ? one(input) : "";
  }

  private Lowered matMul(boolean scaled) {
    int zeroA = 2;
    int b = scaled ? 3 : 1;
    String left = centred(out.in(0), zero(zeroA));
    // One zero point or scale of the weights, or one for each column.
    String right = centred(out.in(b), weights(scaled ? 5 : 3, 1, 0));
    String product = out.op(Operator.MATMUL, left, right);
    if (!scaled) {
      return out.gives(product);
    }
    return out.gives(rescaled(product, weights(4, 1, 0)));
  }

  /** A scale or a zero point of weights: one number, or one for each output, along an axis of so many. */
  private String weights(int input, int rank, int axis) {
    if (!out.has(input)) {
      return "";
    }
    return Elements.size(values.shape(out.in(input))) == 1 ? one(input)
        : out.op(Operator.RESHAPE, out.in(input), ones(rank, axis));
  }

  /** Sums of products of integers as integers of the output's scale; inputs are those of QLinearMatMul. */
  private String rescaled(String product, String weights) {
    String factor = out.op(Operator.DIV, out.op(Operator.MUL, one(1), weights), one(6));
    return rounded(out.op(Operator.MUL, product, factor), 7, 0, zero(7));
  }

  private Lowered conv(boolean scaled) {
    int w = scaled ? 3 : 1;
    int rank = values.shape(out.in(w)).length;
    String x = centred(out.in(0), zero(2));
    String kernel = centred(out.in(w), weights(scaled ? 5 : 3, rank, 0));
    Map<String, Attribute> settings = new TreeMap<>(out.node().client(Operator.CONV).attributes());
    boolean line = rank == 3;
    String axis = line ? out.constant(Tensor.longs(new int[] {1}, 2)) : "";
    if (line) {
      settings.replaceAll((name, value) -> WindowNodes.wider(out, name, value));
      x = out.op(Operator.UNSQUEEZE, x, axis);
      kernel = out.op(Operator.UNSQUEEZE, kernel, axis);
    }
    String[] inputs = out.has(8) && scaled ? new String[] {x, kernel, out.cast(out.in(8))} : new String[] {x, kernel};
    String sums = out.op(Operator.CONV, settings, inputs);
    sums = line ? out.op(Operator.SQUEEZE, sums, axis) : sums;
    return out.gives(scaled ? rescaled(sums, weights(4, rank - 1, 0)) : sums);
  }

  /** QGemm: a, its scale and zero point, b, the same, biases in steps of both; the output's, or none for numbers. */
  private Lowered gemm() {
    String a = centred(out.in(0), zero(2));
    // One scale of the weights, or one for each column of the product.
    boolean turned = out.integer("transB", 0) != 0;
    String b = centred(out.in(3), weights(5, turned ? 2 : 1, 0));
    Map<String, Attribute> settings = Map.of("transA", new Attribute.Int(out.integer("transA", 0)),
        "transB", new Attribute.Int(turned ? 1 : 0));
    String sums = out.has(6) ? out.op(Operator.GEMM, settings, a, b, out.cast(out.in(6)))
        : out.op(Operator.GEMM, settings, a, b);
    String scale = out.op(Operator.MUL, one(1), weights(4, 1, 0));
    String real = out.op(Operator.MUL, out.op(Operator.MUL, sums, scale), out.number(out.real("alpha", 1)));
    return out.gives(out.has(7) ? rounded(out.op(Operator.DIV, real, one(7)), 8, 0, zero(8)) : real);
  }

  /** QLinearAdd: a, its scale and zero point, b, its scale and zero point, the output's. */
  private Lowered add() {
    return out.gives(steps(out.op(Operator.ADD, real(0, 1, 2), real(3, 4, 5)), 6, 7));
  }
}
