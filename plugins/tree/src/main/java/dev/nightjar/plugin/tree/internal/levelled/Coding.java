package dev.nightjar.plugin.tree.internal.levelled;

/** Which bits of a feature a query holds. */
public enum Coding {
  /** The binary digits of its level, all of them: they tell that the feature is used, and nothing of its cuts. */
  DIGITS,

  /** The same, where the grid has the model's own cuts only: digits that decide nothing are left out. */
  RANKS,

  /** For each cut that some test has, whether the level is above it. */
  COMPARISONS
}
