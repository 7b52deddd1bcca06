package dev.nightjar.compiler.graph;

import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Models of one node each, and values for them, the same with each run. */
abstract class NodeCases {
  static final int SET = 18;
  static final float NAN = Float.NaN;
  private final SplittableRandom random = new SplittableRandom(7);
  private final List<OneNode> cases = new ArrayList<>();

  List<OneNode> cases() {
    return cases;
  }

  OneNode node(Operator operator, int opset) {
    OneNode node = new OneNode(operator, opset);
    cases.add(node);
    return node;
  }

  OneNode node(Operator operator) {
    return node(operator, operator.domain().isEmpty() ? SET : 3);
  }

  static int[] shape(int... shape) {
    return shape;
  }

  static int size(int... shape) {
    return IntStream.of(shape).reduce(1, (a, b) -> a * b);
  }

  Tensor f(int... shape) {
    float[] v = new float[size(shape)];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) (random.nextDouble() * 8 - 4);
    }
    return Tensor.floats(shape, v);
  }

  Tensor positive(int... shape) {
    float[] v = f(shape).floats();
    for (int i = 0; i < v.length; i++) {
      v[i] = Math.abs(v[i]) + 0.01f;
    }
    return Tensor.floats(shape, v);
  }

  Tensor d(int... shape) {
    return Tensor.doubles(shape, random.doubles(size(shape), -4, 4).toArray());
  }

  Tensor l(int... shape) {
    return Tensor.longs(shape, random.longs(size(shape), -9, 10).toArray());
  }

  Tensor b(int... shape) {
    boolean[] v = new boolean[size(shape)];
    for (int i = 0; i < v.length; i++) {
      v[i] = random.nextInt(2) == 1;
    }
    return Tensor.bools(shape, v);
  }

  static Tensor fs(float... v) {
    return Tensor.floats(new int[] {1, v.length}, v);
  }

  static Tensor ds(double... v) {
    return Tensor.doubles(new int[] {1, v.length}, v);
  }

  static Tensor ls(long... v) {
    return Tensor.longs(new int[] {1, v.length}, v);
  }

  static Tensor ss(String... v) {
    return Tensor.strings(new int[] {1, v.length}, v);
  }

  static Tensor list(long... v) {
    return Tensor.longs(new int[] {v.length}, v);
  }

  static Tensor scalar(float v) {
    return Tensor.floats(new int[0], v);
  }
}
