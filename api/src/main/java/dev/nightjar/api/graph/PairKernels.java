package dev.nightjar.api.graph;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Functions of two or more elements that broadcast against each other. */
final class PairKernels {
  private PairKernels() {
  }

  /** A function of two numbers of one type. */
  static Operator.Planner arithmetic(DoubleBinaryOperator real, LongBinaryOperator integer) {
    return node -> {
      numbers(node.takes(2, 2, 1));
      return pairs(node, real, integer);
    };
  }

  private static Plan pairs(NodeView node, DoubleBinaryOperator real, LongBinaryOperator integer) {
    Broadcast pairs = Broadcast.of(node);
    return Plan.of(node.type(0), pairs.shape(), pairs.size(),
        in -> Elements.zip(in[0], in[1], pairs, real, integer));
  }

  private static void numbers(NodeView node) {
    node.typed(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64);
    sameTypes(node);
  }

  private static void sameTypes(NodeView node) {
    for (int i = 1; i < node.inputs(); i++) {
      node.require(node.has(i) && node.type(i) == node.type(0), "takes inputs of one type, not "
          + node.type(0).text() + " and " + (node.has(i) ? node.type(i).text() : "none"));
    }
  }

  static long divide(long a, long b) {
    if (b == 0) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "the graph divides " + a + " by 0");
    }
    return a / b;
  }

  /** The remainder with the sign of the divisor, as for integers in Python; with fmod that of the dividend. */
  static Plan mod(NodeView node) {
    numbers(node.takes(2, 2, 1));
    boolean fmod = node.flag("fmod", false);
    node.require(fmod || node.type(0) == ElementType.INT64, "of floating point numbers needs fmod = 1");
    return pairs(node, (a, b) -> a % b, (a, b) -> fmod ? a - b * divide(a, b) : a - b * floor(a, b));
  }

  private static long floor(long a, long b) {
    divide(a, b);
    return Math.floorDiv(a, b);
  }

  /** A power; the exponent may be of another type than the base, which gives the type of the result. */
  static Plan pow(NodeView node) {
    node.takes(2, 2, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64)
        .typed(1, ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64);
    Broadcast pairs = Broadcast.of(node);
    ElementType type = node.type(0);
    return Plan.of(type, pairs.shape(), 32L * pairs.size(), in -> {
      double[] out = new double[pairs.size()];
      for (int i = 0; i < out.length; i++) {
        out[i] = Math.pow(in[0].number(pairs.index(0, i)), in[1].number(pairs.index(1, i)));
      }
      return type == ElementType.INT64 ? CastKernels.integers(out) : Elements.rounded(type, out);
    });
  }

  /** A function of any number of numbers of one type, from the left, and what is then divided by their number. */
  static Operator.Planner fold(DoubleBinaryOperator real, LongBinaryOperator integer, boolean mean) {
    return node -> {
      numbers(node.takes(1, GraphBounds.MAX_INPUTS, 1));
      ElementType type = node.type(0);
      node.require(type != ElementType.INT64 || integer != null, "does not take int64");
      Broadcast all = Broadcast.of(node);
      int count = node.inputs();
      return Plan.of(type, all.shape(), GraphBounds.INDEX * count * all.size(), in -> {
        if (type == ElementType.INT64) {
          long[] out = new long[all.size()];
          for (int i = 0; i < out.length; i++) {
            out[i] = in[0].l()[all.index(0, i)];
            for (int k = 1; k < count; k++) {
              out[i] = integer.applyAsLong(out[i], in[k].l()[all.index(k, i)]);
            }
          }
          return out;
        }
        double[] out = new double[all.size()];
        for (int i = 0; i < out.length; i++) {
          double x = in[0].number(all.index(0, i));
          for (int k = 1; k < count; k++) {
            x = real.applyAsDouble(x, in[k].number(all.index(k, i)));
            x = type == ElementType.FLOAT ? (float) x : x;
          }
          out[i] = mean ? x / count : x;
        }
        return Elements.rounded(type, out);
      });
    };
  }

  /** What a comparison is of the sign of {@code a} against {@code b}; never true where they have no order. */
  interface Ordering {
    boolean holds(int sign);
  }

  static Operator.Planner comparison(Ordering ordering, boolean equality) {
    return node -> {
      node.takes(2, 2, 1);
      sameTypes(node);
      ElementType type = node.type(0);
      node.require(type.numeric() || equality, "does not compare " + type.text());
      Broadcast pairs = Broadcast.of(node);
      return Plan.of(ElementType.BOOL, pairs.shape(), pairs.size(), in -> {
        boolean[] out = new boolean[pairs.size()];
        for (int i = 0; i < out.length; i++) {
          out[i] = holds(ordering, in[0], pairs.index(0, i), in[1], pairs.index(1, i));
        }
        return out;
      });
    };
  }

  private static boolean holds(Ordering ordering, Tensor a, int i, Tensor b, int j) {
    switch (a.type()) {
      case INT64:
        return ordering.holds(Long.compare(a.l()[i], b.l()[j]));
      case STRING:
        return ordering.holds(a.s()[i].equals(b.s()[j]) ? 0 : 1);
      default:
        double x = a.number(i);
        double y = b.number(j);
        return x < y ? ordering.holds(-1) : x > y ? ordering.holds(1) : x == y && ordering.holds(0);
    }
  }

  /** A function of two truth values. */
  interface Logic {
    boolean of(boolean a, boolean b);
  }

  static Operator.Planner logic(Logic logic) {
    return node -> {
      node.takes(2, 2, 1).typed(0, ElementType.BOOL).typed(1, ElementType.BOOL);
      Broadcast pairs = Broadcast.of(node);
      return Plan.of(ElementType.BOOL, pairs.shape(), pairs.size(), in -> {
        boolean[] out = new boolean[pairs.size()];
        for (int i = 0; i < out.length; i++) {
          out[i] = logic.of(in[0].b()[pairs.index(0, i)], in[1].b()[pairs.index(1, i)]);
        }
        return out;
      });
    };
  }

  static Plan where(NodeView node) {
    node.takes(3, 3, 1).typed(0, ElementType.BOOL);
    node.require(node.type(1) == node.type(2), "chooses among values of one type");
    Broadcast all = Broadcast.of(node);
    ElementType type = node.type(1);
    return Plan.of(type, all.shape(), 2L * all.size(), in -> {
      Object out = Elements.array(type, all.size());
      for (int i = 0; i < all.size(); i++) {
        int chosen = in[0].b()[all.index(0, i)] ? 1 : 2;
        System.arraycopy(in[chosen].data(), all.index(chosen, i), out, i, 1);
      }
      return out;
    });
  }
}
