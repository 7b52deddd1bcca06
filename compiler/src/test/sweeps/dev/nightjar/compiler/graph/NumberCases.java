package dev.nightjar.compiler.graph;

import static dev.nightjar.api.graph.Operator.*;

import dev.nightjar.api.graph.Attribute.Ints;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.List;

/** Operators that compute. */
final class NumberCases extends NodeCases {
  NumberCases() {
    pairs();
    elements();
    casts();
    matrices();
    windows();
    reductions();
    axes();
  }

  private void pairs() {
    for (Operator operator : List.of(ADD, SUB, MUL, DIV, MIN, MAX)) {
      node(operator).data(f(2, 3)).constant(f(3));
      node(operator).data(f(2, 1)).data(f(1, 4));
      node(operator).data(d(2, 3)).constant(d(1));
      node(operator).data(fs(1, NAN, 3, Float.POSITIVE_INFINITY)).constant(fs(NAN, 1, 0, 0));
    }
    for (Operator operator : List.of(ADD, SUB, MUL, MIN, MAX)) {
      node(operator).data(l(2, 3)).constant(l(3));
    }
    node(DIV).data(ls(7, -7, 7, -7)).constant(ls(2, 2, -2, -2));
    for (Operator operator : List.of(MIN, MAX, SUM, MEAN)) {
      node(operator).data(f(2, 3)).data(f(3)).constant(f(2, 1));
      node(operator).data(f(2, 3));
    }
    node(MOD).data(ls(7, -7, 7, -7)).constant(ls(3, 3, -3, -3));
    node(MOD).data(ls(7, -7, 7, -7)).constant(ls(3, 3, -3, -3)).with("fmod", 1);
    node(MOD).data(fs(7.5f, -7.5f, 7)).constant(fs(3, 3, -3)).with("fmod", 1);
    node(POW).data(positive(2, 3)).constant(scalar(2));
    node(POW).data(f(2, 3)).constant(scalar(3));
    node(POW).data(f(2, 3)).constant(scalar(2));
    node(POW).data(positive(2, 3)).constant(fs(0.5f, -1.5f, 0));
    node(POW).data(positive(2, 3)).constant(Tensor.longs(shape(1), 2));
    node(POW).data(ls(2, -3, 5)).constant(ls(3, 3, 0));
    node(POW).data(d(2, 3)).constant(Tensor.floats(shape(1), 3));
    for (Operator operator : List.of(EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL)) {
      node(operator).data(fs(1, 2, 3, NAN, 0)).constant(fs(2, 2, 2, NAN, -0f));
      node(operator).data(ds(1, 2, 3)).constant(ds(2));
      node(operator).data(ls(1, 2, 3)).constant(ls(2));
    }
    node(EQUAL, 19).data(ss("a", "b")).constant(ss("a"));
    node(EQUAL).data(b(4)).constant(b(4));
    for (Operator operator : List.of(AND, OR, XOR)) {
      node(operator).data(Tensor.bools(shape(4), true, true, false, false))
          .data(Tensor.bools(shape(4), true, false, true, false));
      node(operator).data(b(2, 3)).data(b(1));
    }
    node(NOT).data(b(5));
    node(WHERE).data(b(2, 3)).data(f(3)).data(f(2, 1));
    node(WHERE).data(b(2, 3)).constant(Tensor.strings(shape(1), "x")).constant(Tensor.strings(shape(1), "y"));
    node(WHERE).data(b(1, 3)).constant(l(1)).data(l(1, 3));
  }

  private void elements() {
    Tensor odd = fs(0, -0f, NAN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1, -1, 0.5f, 1.5f, 2.5f, -2.5f,
        100, -100, 1e-30f);
    for (Operator operator : List.of(LOG, EXP, SQRT, ABS, NEG, RECIPROCAL, FLOOR, CEIL, ROUND, SIGN, SIGMOID, TANH,
        RELU, SOFTPLUS, ERF, SIN, COS, IS_NAN, IS_INF)) {
      if (operator != SIN && operator != COS) {
        node(operator, SET).data(odd);
      }
      node(operator).data(f(3, 5));
      node(operator).data(positive(40));
    }
    for (Operator operator : List.of(LOG, EXP, SQRT, ABS, NEG, FLOOR, CEIL, ROUND, SIGN, TANH, RELU, IS_NAN)) {
      node(operator).data(d(3, 5));
    }
    for (Operator operator : List.of(ABS, NEG, SIGN)) {
      node(operator).data(l(3, 5));
    }
    node(IS_INF).data(odd).with("detect_negative", 0);
    node(CLIP).data(odd).constant(scalar(-1)).constant(scalar(2));
    node(CLIP).data(odd).constant(null).constant(scalar(2));
    node(CLIP).data(odd).constant(scalar(2)).constant(scalar(-1));
    node(CLIP).data(f(2, 3));
    node(CLIP).data(l(2, 3)).constant(Tensor.longs(shape(), -2)).constant(Tensor.longs(shape(), 2));
    node(CLIP, 6).data(f(2, 3)).with("min", -1f).with("max", 1f);
  }

  private void casts() {
    Tensor reals = fs(0, -0f, 1.5f, -2.7f, 0.1f, 1234567.9f, 123456789f, 1e20f, 1e-5f, 1.2345678e-4f, -1e-30f);
    Tensor special = fs(NAN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    for (long to : new long[] {1, 11, 7, 6, 9, 8}) {
      node(CAST).data(reals).with("to", to);
      node(CAST).data(special).with("to", to);
      node(CAST).data(ds(0.1, -3e10, 1.0 / 3, 1e300, 12345678901234567.0, 100)).with("to", to);
      node(CAST).data(ls(0, -5, 1L << 40, 16777217)).with("to", to);
      node(CAST).data(Tensor.bools(shape(2), true, false)).with("to", to);
    }
    for (long to : new long[] {1, 11}) {
      node(CAST).data(ss("1.5", "-2e3", "NaN", "INF", "-INF", " 7", "12abc", "0.1")).with("to", to);
    }
    node(CAST).data(ss("15", "-2", " 7", "12abc", "3.9")).with("to", 7);
    node(CAST).data(ss("a", "")).with("to", 8);
  }

  private void matrices() {
    node(MATMUL).data(f(2, 3)).constant(f(3, 4));
    node(MATMUL).data(d(2, 3)).constant(d(3, 4));
    node(MATMUL).data(l(2, 3)).constant(l(3, 4));
    node(MATMUL).data(f(3)).constant(f(3, 4));
    node(MATMUL).data(f(2, 3)).constant(f(3));
    node(MATMUL).data(f(3)).data(f(3));
    node(MATMUL).data(f(2, 1, 2, 3)).constant(f(5, 3, 2));
    node(MATMUL).data(f(1, 100)).constant(f(100, 10));
    node(GEMM).data(f(2, 3)).constant(f(3, 4)).constant(f(4));
    node(GEMM).data(f(2, 3)).constant(f(4, 3)).constant(f(2, 1)).with("transB", 1).with("alpha", 0.5f)
        .with("beta", 2f);
    node(GEMM).data(f(3, 2)).constant(f(3, 4)).with("transA", 1);
    node(GEMM).data(d(2, 3)).constant(d(3, 4)).constant(d(1));
    node(BATCH_NORMALIZATION, 15).data(f(1, 3)).constant(f(3)).constant(f(3)).constant(f(3)).constant(positive(3));
    node(BATCH_NORMALIZATION, 15).data(f(1, 3, 2, 2)).constant(f(3)).constant(f(3)).constant(f(3))
        .constant(positive(3)).with("epsilon", 0.1f);
  }

  private void windows() {
    node(CONV).data(f(1, 2, 5, 6)).constant(f(3, 2, 3, 3)).constant(f(3));
    node(CONV).data(f(1, 2, 5, 6)).constant(f(3, 2, 3, 2)).with("pads", new Ints(1, 0, 2, 1))
        .with("strides", new Ints(2, 1)).with("kernel_shape", new Ints(3, 2));
    node(CONV).data(f(1, 4, 5, 6)).constant(f(6, 2, 2, 2)).with("group", 2).with("dilations", new Ints(2, 3));
    node(CONV).data(f(1, 1, 5, 6)).constant(f(1, 1, 2, 2)).with("auto_pad", "SAME_UPPER");
    node(CONV).data(f(1, 1, 5, 6)).constant(f(1, 1, 2, 2)).with("auto_pad", "SAME_LOWER")
        .with("strides", new Ints(2, 2));
    node(CONV).data(f(1, 1, 5, 6)).constant(f(1, 1, 2, 2)).with("auto_pad", "VALID");
    for (Operator operator : List.of(AVERAGE_POOL, MAX_POOL)) {
      node(operator).data(f(1, 2, 5, 6)).with("kernel_shape", new Ints(2, 3));
      node(operator).data(f(1, 2, 5, 6)).with("kernel_shape", new Ints(2, 2)).with("strides", new Ints(2, 2))
          .with("ceil_mode", 1);
      node(operator).data(f(1, 2, 5, 6)).with("kernel_shape", new Ints(3, 3)).with("strides", new Ints(2, 2))
          .with("pads", new Ints(1, 1, 1, 1));
      node(operator).data(f(1, 1, 5, 6)).with("kernel_shape", new Ints(3, 2)).with("auto_pad", "SAME_UPPER");
    }
    node(AVERAGE_POOL).data(f(1, 2, 5, 6)).with("kernel_shape", new Ints(3, 3)).with("pads", new Ints(1, 1, 1, 1))
        .with("count_include_pad", 1);
    node(MAX_POOL).data(f(1, 1, 5, 6)).with("kernel_shape", new Ints(2, 2)).with("dilations", new Ints(2, 2));
    node(GLOBAL_AVERAGE_POOL).data(f(1, 2, 5, 6));
    node(GLOBAL_MAX_POOL).data(f(1, 2, 5, 6));
  }

  private void reductions() {
    for (Operator operator : List.of(REDUCE_MEAN, REDUCE_MAX, REDUCE_MIN, REDUCE_PROD, REDUCE_L1, REDUCE_L2,
        REDUCE_SUM_SQUARE, REDUCE_LOG_SUM_EXP)) {
      node(operator, 13).data(f(2, 3, 4)).with("axes", new Ints(1)).with("keepdims", 0);
      node(operator, 13).data(f(2, 3, 4)).with("axes", new Ints(0, -1));
      node(operator, 13).data(f(2, 3, 4));
      node(operator).data(f(2, 3, 4)).constant(list(-1)).with("keepdims", 0);
      node(operator).data(f(2, 3, 4)).with("noop_with_empty_axes", 0);
    }
    node(REDUCE_LOG_SUM, 13).data(positive(2, 3)).with("axes", new Ints(1));
    node(REDUCE_SUM).data(f(2, 3, 4)).constant(list(1)).with("keepdims", 0);
    node(REDUCE_SUM).data(f(2, 3)).constant(list(1, 0));
    node(REDUCE_SUM, 11).data(d(2, 3)).with("axes", new Ints(-1));
    node(REDUCE_SUM).data(l(2, 3)).constant(list(1));
    node(REDUCE_MAX).data(l(2, 3)).constant(list(1));
    node(REDUCE_MIN).data(l(2, 3)).constant(list(1));
  }

  private void axes() {
    for (Operator operator : List.of(SOFTMAX, LOG_SOFTMAX)) {
      node(operator).data(f(2, 5));
      node(operator).data(f(2, 3, 4)).with("axis", 1);
      node(operator).data(fs(1000, -1000, 999)).with("axis", -1);
      node(operator).data(d(1, 4));
    }
    for (Operator operator : List.of(ARG_MAX, ARG_MIN)) {
      node(operator).data(f(2, 5)).with("axis", 1);
      node(operator).data(f(2, 5)).with("axis", 0).with("keepdims", 0);
      node(operator).data(fs(1, 3, 3, 1)).with("axis", 1);
      node(operator).data(fs(1, 3, 3, 1)).with("axis", 1).with("select_last_index", 1);
      node(operator).data(d(1, 5)).with("axis", -1).with("keepdims", 0);
    }
    node(TOP_K).data(f(2, 5)).constant(list(3)).outputs(2);
    node(TOP_K).data(fs(1, 3, 3, 1, 2)).constant(list(4)).with("largest", 0).outputs(2);
    node(TOP_K).data(f(4, 2)).constant(list(2)).with("axis", 0).outputs(2);
    node(TOP_K).data(l(1, 6)).constant(list(2)).outputs(2);
    node(TOP_K, 9).data(f(1, 5)).with("k", 2).outputs(2);
    node(CUM_SUM).data(f(2, 5)).constant(Tensor.longs(shape(), 1));
    node(CUM_SUM).data(f(2, 5)).constant(Tensor.longs(shape(), 0)).with("exclusive", 1);
    node(CUM_SUM).data(l(2, 5)).constant(Tensor.longs(shape(), -1)).with("reverse", 1);
    node(ONE_HOT).data(list(0, 2, -1, 5)).constant(list(3)).constant(Tensor.floats(shape(2), 0, 1));
    node(ONE_HOT).data(ls(0, 2)).constant(list(3)).constant(Tensor.longs(shape(2), -1, 7)).with("axis", 1);
  }
}
