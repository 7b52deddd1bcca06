package dev.nightjar.bench.load;

/**
 * Answers that were decrypted and compared with what the model says in the clear.
 *
 * @param answers how many
 * @param wrong those that differ, or cannot be decrypted
 */
public record Checked(long answers, long wrong) {
  static final Checked NONE = new Checked(0, 0);

  Checked and(Checked more) {
    return new Checked(answers + more.answers, wrong + more.wrong);
  }
}
