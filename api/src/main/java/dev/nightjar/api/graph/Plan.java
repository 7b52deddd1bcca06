package dev.nightjar.api.graph;

import java.util.Arrays;
import java.util.List;

/**
 * How a node is computed, once the types and shapes of its inputs are known.
 *
 * @param outputs what the computation gives, in order
 * @param work multiply-adds, comparisons or copies of elements, roughly
 * @param fixed whether the result depends on shapes alone, never on data
 * @param evaluation the computation
 */
record Plan(List<Value> outputs, long work, boolean fixed, Evaluation evaluation) {
  /** Type and shape of an output. */
  record Value(ElementType type, int[] shape) {
    /** Number of elements; refuses shapes that no tensor may have. */
    int size() {
      return Shapes.size(shape);
    }
  }

  /** The computation, a pure function. */
  interface Evaluation {
    /** One tensor for each output; {@code inputs} has null where an optional one is left out. */
    Tensor[] run(Tensor[] inputs);
  }

  /** The computation of one output. */
  interface Function {
    /** The array of the output's elements. */
    Object run(Tensor[] inputs);
  }

  Plan(List<Value> outputs, long work, Evaluation evaluation) {
    this(outputs, work, false, evaluation);
  }

  /** A plan for one output. */
  static Plan of(ElementType type, int[] shape, long work, Function function) {
    Shapes.size(shape);
    return new Plan(List.of(new Value(type, shape)), work,
        inputs -> new Tensor[] {Tensor.over(type, shape, function.run(inputs))});
  }

  /** A plan whose output is known when the graph is built. */
  static Plan fixed(Tensor value) {
    return new Plan(List.of(new Value(value.type(), value.dims())), value.size(), true,
        inputs -> new Tensor[] {value});
  }

  /** A plan that keeps the first input's elements in another shape of as many. */
  static Plan reshaped(NodeView node, int[] shape) {
    node.require(Shapes.size(shape) == node.size(0), "makes no " + Arrays.toString(shape) + " of the "
        + node.size(0) + " elements of " + Arrays.toString(node.shape(0)));
    return of(node.type(0), shape, 0, in -> in[0].data());
  }

  /** A plan whose output has at each place the first input's element at an index, or a filler where that is -1. */
  static Plan moved(NodeView node, int[] shape, int[] from, Object filler) {
    ElementType type = node.type(0);
    return of(type, shape, from.length, in -> Elements.pick(type, in[0].data(), from, filler));
  }
}
