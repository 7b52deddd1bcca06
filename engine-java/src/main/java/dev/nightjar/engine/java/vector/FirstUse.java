package dev.nightjar.engine.java.vector;

import dev.nightjar.engine.java.vector.passes.VectorPasses;
import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Uses every operator of every kind of vector once, before any loop is compiled.
 *
 * <p>The Vector API makes what belongs to an operator when a kind of vector first uses it, in a method that C2 inlines
 * into all operations ({@code VectorOperators.ImplCache.find}). If C2 has compiled that method by then, it has done so
 * for the kinds that it saw, and each copy traps once at a kind that is new. HotSpot adds such traps up over all that
 * it inlines, and from 100 on ({@code PerMethodTrapLimit}) it no longer trusts the profiled class of a vector, so that
 * the rest of a long loop allocates its vectors on the heap. On a machine with AVX-512, JDK 17 compiled the levelled
 * loops so in about half of its starts, as longs came after rotations of doubles; loading the kernels anew could not
 * help, since the traps are counted for the JDK's method. {@code .ci/busy-starts} counts such starts.
 */
final class FirstUse {
  private static final List<VectorOperators.Binary> INTEGER = List.of(VectorOperators.ADD, VectorOperators.SUB,
      VectorOperators.MUL, VectorOperators.AND, VectorOperators.OR, VectorOperators.XOR, VectorOperators.MIN,
      VectorOperators.MAX);
  private static final List<VectorOperators.Binary> SHIFTS = List.of(VectorOperators.LSHL, VectorOperators.LSHR,
      VectorOperators.ASHR);
  private static final List<VectorOperators.Binary> REAL = List.of(VectorOperators.ADD, VectorOperators.SUB,
      VectorOperators.MUL, VectorOperators.DIV, VectorOperators.MIN, VectorOperators.MAX);

  private FirstUse() {}

  /** Uses them, in microseconds. Where they were used before, nothing changes. */
  static void ofOperators() {
    DoubleVector d = VectorPasses.broadcast(1);
    REAL.forEach(operator -> d.lanewise(operator, d));
    d.lanewise(VectorOperators.NEG).lanewise(VectorOperators.ABS).fma(d, d);
    LongVector l = d.reinterpretAsLongs();
    INTEGER.forEach(operator -> l.lanewise(operator, l));
    SHIFTS.forEach(operator -> l.lanewise(operator, 1).lanewise(operator, l));
    l.lanewise(VectorOperators.NEG);
    IntVector i = d.reinterpretAsInts();
    INTEGER.forEach(operator -> i.lanewise(operator, i));
    SHIFTS.forEach(operator -> i.lanewise(operator, 1).lanewise(operator, i));
    i.lanewise(VectorOperators.NEG);
  }
}
