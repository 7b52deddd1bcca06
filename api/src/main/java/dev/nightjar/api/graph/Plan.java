package dev.nightjar.api.graph;

import java.util.List;

/**
 * How a node is computed, once the types and shapes of its inputs are known.
 *
 * @param outputs what the computation gives, in order
 * @param work multiply-adds, comparisons or copies of elements, roughly
 * @param evaluation the computation
 */
record Plan(List<Value> outputs, long work, Evaluation evaluation) {
  /** Type and shape of an output. */
  record Value(ElementType type, int[] shape) {
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

  /** A plan for one output. */
  static Plan of(ElementType type, int[] shape, long work, Function function) {
    return new Plan(List.of(new Value(type, shape)), work,
        inputs -> new Tensor[] {Tensor.over(type, shape, function.run(inputs))});
  }
}
