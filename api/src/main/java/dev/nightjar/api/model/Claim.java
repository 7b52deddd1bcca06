package dev.nightjar.api.model;

import java.util.Locale;

/** What is claimed of the answers to encrypted rows, compared with those of the compiled model in the clear. */
public enum Claim {
  /** Encrypted integers equal the clear ones but with a probability below the bound on a wrong inference. */
  EXACT,
  /**
   * Functions are read off noisy phases, so that scores have noise of a known standard deviation. A row whose two
   * largest scores lie further apart than the margin that the compiler's report gives gets the clear class but with a
   * probability below the bound; nearer ones may get a neighbouring class.
   */
  ANALOGUE;

  /** As options and JSON have it: {@code exact}, {@code analogue}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
