package dev.nightjar.api.diagram;

import java.util.Arrays;

/**
 * The steps of a diagram in flat arrays. A {@code SUM} has its terms at {@code terms[first .. first + second)}, a
 * {@code CONSTANT} its words at {@code words[first .. first + second)}, which are coefficients from {@code amount} on.
 */
final class DiagramSteps {
  final byte[] kind;
  final int[] bit;
  final int[] first;
  final int[] second;
  final int[] amount;
  final int[] terms;
  final long[] words;

  DiagramSteps(byte[] kind, int[] bit, int[] first, int[] second, int[] amount, int[] terms, long[] words) {
    this.kind = kind;
    this.bit = bit;
    this.first = first;
    this.second = second;
    this.amount = amount;
    this.terms = terms;
    this.words = words;
  }

  int count() {
    return kind.length;
  }

  boolean sameAs(DiagramSteps that) {
    return Arrays.equals(kind, that.kind) && Arrays.equals(bit, that.bit) && Arrays.equals(first, that.first)
        && Arrays.equals(second, that.second) && Arrays.equals(amount, that.amount)
        && Arrays.equals(terms, that.terms) && Arrays.equals(words, that.words);
  }

  int hash() {
    return Arrays.hashCode(new int[] {Arrays.hashCode(kind), Arrays.hashCode(bit), Arrays.hashCode(first),
        Arrays.hashCode(second), Arrays.hashCode(amount), Arrays.hashCode(terms), Arrays.hashCode(words)});
  }
}
