package dev.nightjar.api.cost;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.diagram.Diagram;
import java.util.BitSet;

/**
 * The levelled work of one inference, counted: expansion of a query's bits and evaluation of diagrams. Immutable.
 *
 * @param slots of the query that are expanded
 * @param externalProducts of ciphertexts that are not trivial
 * @param chainedProducts external products on the longest path of all diagrams, which follow one another
 * @param wordProducts products of constants of one coefficient: multiples of a row, without a transform
 * @param wordBits bits that such products read, whose rows are brought into words once
 * @param bodyProducts products of other constants, which have digits of the body alone
 * @param additions ciphertexts that are added to sums or turned without a bit
 */
public record LevelledWork(long slots, long externalProducts, long chainedProducts, long wordProducts, long wordBits,
    long bodyProducts, long additions) {
  /** No levelled work. */
  public static final LevelledWork NONE = new LevelledWork(0, 0, 0, 0, 0, 0, 0);

  /**
   * Checked counts.
   *
   * @throws NightjarException {@code INVALID_PARAMETERS} for a count below zero
   */
  public LevelledWork {
    if (slots < 0 || externalProducts < 0 || chainedProducts < 0 || wordProducts < 0 || wordBits < 0
        || bodyProducts < 0 || additions < 0) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS, "levelled work is counted from zero: " + slots
          + " slots, " + externalProducts + " external products, " + chainedProducts + " in a row, " + wordProducts
          + " and " + bodyProducts + " of constants with " + wordBits + " bits, " + additions + " additions");
    }
  }

  /** The expansion of so many slots. */
  public static LevelledWork expansion(long slots) {
    return new LevelledWork(slots, 0, 0, 0, 0, 0, 0);
  }

  /** The evaluation of a diagram. */
  public static LevelledWork of(Diagram diagram) {
    long words = 0;
    long additions = 0;
    BitSet wordBits = new BitSet();
    for (int step = 0; step < diagram.steps(); step++) {
      if (diagram.isWordProduct(step)) {
        words++;
        wordBits.set(diagram.bit(step));
      }
      additions += switch (diagram.kind(step)) {
        case SHIFT -> 1;
        case SUM -> diagram.terms(step);
        case CONSTANT, SELECT, ROTATE -> 0;
      };
    }
    return new LevelledWork(0, diagram.externalProducts(), longestPath(diagram), words, wordBits.cardinality(),
        diagram.trivialProducts() - words, additions);
  }

  /** Steps read earlier ones alone, so that one pass finds the longest path. */
  private static int longestPath(Diagram diagram) {
    int[] depth = new int[diagram.steps()];
    int longest = 0;
    for (int i = 0; i < depth.length; i++) {
      depth[i] = switch (diagram.kind(i)) {
        case CONSTANT -> 0;
        case SELECT -> Math.max(depth[diagram.first(i)], depth[diagram.second(i)]) + 1;
        case ROTATE -> depth[diagram.first(i)] + 1;
        case SHIFT -> depth[diagram.first(i)];
        case SUM -> deepestTerm(diagram, i, depth);
      };
      depth[i] -= diagram.isTrivialProduct(i) ? 1 : 0;
      longest = Math.max(longest, depth[i]);
    }
    return longest;
  }

  private static int deepestTerm(Diagram diagram, int sum, int[] depth) {
    int deepest = 0;
    for (int t = 0; t < diagram.terms(sum); t++) {
      deepest = Math.max(deepest, depth[diagram.term(sum, t)]);
    }
    return deepest;
  }

  /** Products of constants of either kind. */
  public long trivialProducts() {
    return wordProducts + bodyProducts;
  }

  /** This work and then that one. */
  public LevelledWork plus(LevelledWork then) {
    return new LevelledWork(slots + then.slots, externalProducts + then.externalProducts,
        chainedProducts + then.chainedProducts, wordProducts + then.wordProducts, wordBits + then.wordBits,
        bodyProducts + then.bodyProducts, additions + then.additions);
  }
}
