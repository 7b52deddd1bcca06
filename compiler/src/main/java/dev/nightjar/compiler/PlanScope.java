package dev.nightjar.compiler;

/** Which strategies a plan compiles and measures. */
public enum PlanScope {
  /** Those that may be the one that is taken; of the others the table says why they are not tried. */
  CHOICE,
  /** All that may apply to the model. */
  ALL
}
