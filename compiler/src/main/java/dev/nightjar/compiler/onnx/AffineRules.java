package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.compiler.onnx.network.Places;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Operators that make affine forms of affine forms, element by element. Not thread-safe. */
final class AffineRules {
  private final Atoms atoms;
  private Form.Sum sum;
  private int summed;

  AffineRules(Atoms atoms) {
    this.atoms = atoms;
  }

  /** An empty sum: the same one until there are more atoms, for it is as long as they are many. */
  private Form.Sum sum() {
    if (sum == null || summed != atoms.size()) {
      summed = atoms.size();
      sum = new Form.Sum(summed);
    }
    return sum;
  }

  /**
   * The output of a node all of whose inputs are forms, or null when it is not affine in them.
   *
   * @param like some value of the output's type and shape
   */
  Value apply(GraphNode node, List<Value> inputs, Tensor like) {
    return switch (node.operator()) {
      case ADD, SUM -> joined(node, inputs, this::add);
      case SUB -> joined(node, inputs, this::subtract);
      case MEAN -> mean(node, inputs);
      case MUL -> joined(node, inputs, this::multiply);
      case DIV -> joined(node, inputs, this::divide);
      case NEG -> mapped(node, inputs.get(0), f -> Rounding.times(inputs.get(0).type(), f, -1));
      case CAST -> cast(node, inputs.get(0), like.type());
      case SCALER -> scaler(node, inputs.get(0));
      case BATCH_NORMALIZATION -> batchNormalization(node, inputs);
      case REDUCE_SUM, REDUCE_MEAN -> reduce(node, inputs, like.shape());
      default -> null;
    };
  }

  private Value mapped(GraphNode node, Value in, UnaryOperator<Form> step) {
    Element[] out = new Element[in.size()];
    Arrays.setAll(out, i -> step.apply(in.form(i)));
    return Value.of(node.outputs().get(0), in.type(), in.shape(), out);
  }

  /** Element by element, with broadcasting; null when an element has no form. */
  private static Value joined(GraphNode node, List<Value> inputs, Step step) {
    Value out = inputs.get(0);
    for (Value next : inputs.subList(1, inputs.size())) {
      ElementType type = out.type();
      out = joined(out, next, (a, b) -> step.of(type, a, b));
      if (out == null) {
        return null;
      }
    }
    return out.named(node.outputs().get(0));
  }

  private interface Step {
    Form of(ElementType type, Form a, Form b);
  }

  private static Value joined(Value a, Value b, BinaryOperator<Form> step) {
    int[] shape = Elements.broadcast(a.shape(), b.shape());
    if (shape == null) {
      return null;
    }
    int[] left = Places.repeated(a.shape(), shape);
    int[] right = Places.repeated(b.shape(), shape);
    Element[] out = new Element[left.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = step.apply(a.form(left[i]), b.form(right[i]));
      if (out[i] == null) {
        return null;
      }
    }
    return Value.of("", a.type(), shape, out);
  }

  private Form add(ElementType type, Form a, Form b) {
    return b.isConstant() ? Rounding.plus(type, a, 1, b.offset())
        : a.isConstant() ? Rounding.plus(type, b, 1, a.offset())
        : sum().add(1, a).add(1, b).take();
  }

  private Form subtract(ElementType type, Form a, Form b) {
    return b.isConstant() ? Rounding.plus(type, a, 1, -b.offset())
        : a.isConstant() ? Rounding.plus(type, b, -1, a.offset())
        : sum().add(1, a).add(-1, b).take();
  }

  private Form multiply(ElementType type, Form a, Form b) {
    return b.isConstant() ? Rounding.times(type, a, b.offset())
        : a.isConstant() ? Rounding.times(type, b, a.offset()) : null;
  }

  private Form divide(ElementType type, Form a, Form b) {
    boolean folds = b.isConstant() && b.offset() != 0 && type != ElementType.INT64;
    return folds ? Rounding.over(type, a, b.offset()) : null;
  }

  private Value mean(GraphNode node, List<Value> inputs) {
    Value sum = joined(node, inputs, this::add);
    return sum == null ? null : mapped(node, sum, f -> Rounding.over(sum.type(), f, inputs.size()));
  }

  /** A cast keeps a number but where it cuts off a fraction or tells whether it is 0. */
  private static Value cast(GraphNode node, Value in, ElementType to) {
    boolean keeps = switch (to) {
      case FLOAT, DOUBLE -> true;
      case INT64 -> in.type() == ElementType.INT64 || in.type() == ElementType.BOOL;
      case BOOL -> in.type() == ElementType.BOOL;
      default -> false;
    };
    if (!keeps) {
      return null;
    }
    Element[] out = new Element[in.size()];
    Arrays.setAll(out, i -> Rounding.cast(to, in.form(i)));
    return Value.of(node.outputs().get(0), to, in.shape(), out);
  }

  /** {@code (x - offset) * scale} in single precision. */
  private static Value scaler(GraphNode node, Value in) {
    float[] offset = floats(node, "offset");
    float[] scale = floats(node, "scale");
    int columns = in.shape().length == 0 ? 1 : in.shape()[in.shape().length - 1];
    if (!fits(offset, columns) || !fits(scale, columns)) {
      throw OnnxImporter.invalid("the Scaler to '" + node.outputs().get(0) + "' has " + offset.length + " offsets and "
          + scale.length + " scales for " + columns + " columns");
    }
    Element[] out = new Element[in.size()];
    Arrays.setAll(out, i -> {
      float o = offset.length == 0 ? 0 : offset[i % offset.length];
      float s = scale.length == 0 ? 1 : scale[i % scale.length];
      Form single = Rounding.cast(ElementType.FLOAT, in.form(i));
      return Rounding.times(ElementType.FLOAT, Rounding.plus(ElementType.FLOAT, single, 1, -o), s);
    });
    return Value.of(node.outputs().get(0), ElementType.FLOAT, in.shape(), out);
  }

  /** {@code (x - mean) / sqrt(variance + epsilon) * scale + shift}, by channel; null unless all but x are constants. */
  private static Value batchNormalization(GraphNode node, List<Value> inputs) {
    Value in = inputs.get(0);
    if (in.shape().length < 2 || inputs.stream().skip(1).anyMatch(v -> !v.isConstant())) {
      return null;
    }
    double epsilon = node.attributes().get("epsilon") instanceof Attribute.Float f ? f.value() : 1e-5f;
    int channels = in.shape()[1];
    int each = in.size() / Math.max(1, in.shape()[0] * channels);
    Element[] out = new Element[in.size()];
    for (int i = 0; i < out.length; i++) {
      int c = i / each % channels;
      double factor = inputs.get(1).form(c).offset() / Math.sqrt(inputs.get(4).form(c).offset() + epsilon);
      out[i] = in.form(i).affine(factor, inputs.get(2).form(c).offset() - factor * inputs.get(3).form(c).offset());
    }
    return Value.of(node.outputs().get(0), in.type(), in.shape(), out);
  }

  private static boolean fits(float[] values, int columns) {
    return values.length <= 1 || values.length == columns;
  }

  private static float[] floats(GraphNode node, String name) {
    return node.attributes().get(name) instanceof Attribute.Floats f ? f.values() : new float[0];
  }

  /** Sums and means over axes: of several elements, they are dense maps. */
  private Value reduce(GraphNode node, List<Value> inputs, int[] shape) {
    Value in = inputs.get(0);
    Map<String, Attribute> attributes = node.attributes();
    boolean[] axes = axes(in.shape().length, attributes.get("axes"),
        inputs.size() > 1 && inputs.get(1) != null ? inputs.get(1).constant() : null,
        attributes.get("noop_with_empty_axes"));
    int[] targets = Places.reduced(in.shape(), axes);
    int count = Elements.size(shape);
    int each = count == 0 ? 0 : in.size() / count;
    int[][] members = new int[count][each];
    int[] filled = new int[count];
    for (int i = 0; i < targets.length; i++) {
      members[targets[i]][filled[targets[i]]++] = i;
    }
    Form.Sum sum = sum();
    Element[] out = new Element[count];
    for (int o = 0; o < count; o++) {
      Form total;
      if (each == 1) {
        total = in.form(members[o][0]);
      } else {
        for (int i : members[o]) {
          sum.add(1, in.form(i));
        }
        total = sum.take();
        total = total.size() > 0 ? total.tainted(Taint.MAP) : total;
      }
      out[o] = node.operator() == Operator.REDUCE_MEAN ? Rounding.over(in.type(), total, each) : total;
    }
    return Value.of(node.outputs().get(0), in.type(), shape, out);
  }

  private static boolean[] axes(int rank, Attribute attribute, Tensor input, Attribute noop) {
    long[] named = attribute instanceof Attribute.Ints ints ? ints.values()
        : input == null ? new long[0] : input.longs();
    boolean[] axes = new boolean[rank];
    boolean none = noop instanceof Attribute.Int flag && flag.value() != 0;
    Arrays.fill(axes, named.length == 0 && !none);
    for (long axis : named) {
      int at = (int) (axis < 0 ? axis + rank : axis);
      if (at < 0 || at >= rank) {
        throw OnnxImporter.invalid("there is no axis " + axis + " of " + rank);
      }
      axes[at] = true;
    }
    return axes;
  }
}
