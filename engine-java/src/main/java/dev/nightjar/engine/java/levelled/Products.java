package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.Levelled;
import java.util.Arrays;

/**
 * External products of one thread: CMUX and rotation by an encrypted bit. A product with a trivial ciphertext, whose
 * mask is zero, has digits of the body alone; where these are one number each, the product is that multiple of a row
 * in words.
 */
final class Products {
  private final LevelledContext context;
  private final LevelledKernel kernel;
  private final GgswBits bits;
  private final Levelled levelled;
  private final int size;
  private final int stride;
  private final int rows;
  private final int maskRows;

  /** A ciphertext: a value, or a trivial one in the context's memory. */
  record Operand(long[] words, int at) {}

  Products(LevelledContext context, GgswBits bits, LevelledShape shape) {
    this.context = context;
    this.kernel = context.kernel;
    this.bits = bits;
    this.levelled = shape.levelled();
    this.size = shape.polynomialSize();
    this.stride = context.stride;
    this.rows = shape.rows();
    this.maskRows = shape.slotsPerBit();
  }

  /** {@code out = zero + bit ⊡ (one - zero)}; {@code out} may be the place of one of them. */
  void select(int bit, Operand zero, Operand one, long[] out, int to) {
    kernel.decomposeDifference(0, levelled.mask(), one.words, one.at, zero.words, zero.at);
    kernel.decomposeDifference(maskRows, levelled.body(), one.words, one.at + stride, zero.words, zero.at + stride);
    kernel.multiply(bits.array(bit), bits.at(bit), rows, 0, rows);
    addProduct(zero, out, to);
  }

  /** {@code out = source + bit ⊡ (X^-amount source - source)}; {@code out} may be the place of {@code source}. */
  void rotate(int bit, Operand source, int amount, long[] out, int to) {
    kernel.decomposeRotation(0, levelled.mask(), source.words, source.at, amount);
    kernel.decomposeRotation(maskRows, levelled.body(), source.words, source.at + stride, amount);
    kernel.multiply(bits.array(bit), bits.at(bit), rows, 0, rows);
    addProduct(source, out, to);
  }

  private void addProduct(Operand base, long[] out, int to) {
    kernel.addProduct(0, base.words, base.at, out, to);
    kernel.addProduct(1, base.words, base.at + stride, out, to + stride);
  }

  /** The same as {@link #select} for a step whose sources are constants. */
  void selectConstants(int bit, Diagram diagram, int step, long[] out, int to) {
    int zero = diagram.first(step);
    int one = diagram.second(step);
    if (diagram.isWordProduct(step)) {
      int start = diagram.length(zero) > 0 ? diagram.start(zero) : diagram.start(one);
      addConstant(bit, wordAt(diagram, zero), wordAt(diagram, one), start, out, to);
      return;
    }
    Operand base = trivial(0, diagram, zero);
    Operand other = trivial(1, diagram, one);
    kernel.decomposeDifference(0, levelled.body(), other.words, other.at + stride, base.words, base.at + stride);
    multiplyBody(bit, base, out, to);
    clear(0, diagram, zero);
    clear(1, diagram, one);
  }

  /** The same as {@link #rotate} of a constant. */
  void rotateConstant(int bit, Diagram diagram, int source, int amount, long[] out, int to) {
    Operand base = trivial(0, diagram, source);
    kernel.decomposeRotation(0, levelled.body(), base.words, base.at + stride, amount);
    multiplyBody(bit, base, out, to);
    clear(0, diagram, source);
  }

  private void multiplyBody(int bit, Operand base, long[] out, int to) {
    kernel.multiply(bits.array(bit), bits.at(bit), rows, maskRows, levelled.body().level());
    addProduct(base, out, to);
  }

  private static long wordAt(Diagram diagram, int constant) {
    return diagram.length(constant) == 0 ? 0 : diagram.word(constant, 0);
  }

  /** {@code out = (zero + bit ⊡ (one - zero)) X^start} with words for zero and one. */
  private void addConstant(int bit, long zero, long one, int start, long[] out, int to) {
    Gadget gadget = levelled.body();
    int place = bits.bodyRows(bit, context);
    long[] bodyRows = bits.wordArray(place);
    long carried = one - zero + GadgetWords.offset(gadget);
    Arrays.fill(out, to, to + size, 0);
    Arrays.fill(out, to + stride, to + stride + size, 0);
    for (int level = 1, from = bits.wordsAt(place); level <= gadget.level(); level++) {
      long digit = (carried >>> GadgetWords.shift(gadget, level) & GadgetWords.mask(gadget)) - GadgetWords.half(gadget);
      for (int column = 0; column < LevelledKernel.COLUMNS; column++, from += stride) {
        addMultiple(digit, bodyRows, from, start, out, to + column * stride);
      }
    }
    out[to + stride + start] += zero;
  }

  /** {@code out += factor · X^start · row}. */
  private void addMultiple(long factor, long[] row, int from, int start, long[] out, int to) {
    if (factor == 0) {
      return;
    }
    if (start == 0) {
      kernel.addMultiple(factor, row, from, out, to);
    } else {
      kernel.rotate(row, from, 2 * size - start, context.words, context.at(0));
      kernel.addMultiple(factor, context.words, context.at(0), out, to);
    }
  }

  /** Puts a constant into one of the context's trivial ciphertexts; {@link #clear} makes that zero again. */
  Operand trivial(int which, Diagram diagram, int constant) {
    Operand operand = new Operand(context.words, context.trivial(which));
    addTo(diagram, constant, context.words, operand.at + stride);
    return operand;
  }

  /** Undoes {@link #trivial}. */
  void clear(int which, Diagram diagram, int constant) {
    int body = context.trivial(which) + stride + diagram.start(constant);
    Arrays.fill(context.words, body, body + diagram.length(constant), 0);
  }

  /** Adds a constant to a body. */
  static void addTo(Diagram diagram, int constant, long[] body, int at) {
    int first = at + diagram.start(constant);
    for (int i = 0; i < diagram.length(constant); i++) {
      body[first + i] += diagram.word(constant, i);
    }
  }
}
