package dev.nightjar.client;

import dev.nightjar.api.params.Parameters;

/**
 * Encrypts the rows of an evaluation key piece by piece into its body arrays, under a key whose coefficients are lent.
 * One for each thread. Pieces are independent: each writes its own words and draws from its own streams.
 */
interface KeyRows extends AutoCloseable {
  /** Number of pieces that the key of a set is cut into. */
  static int pieces(Parameters p) {
    return p.bootstraps() ? EvaluationKeyRows.pieces(p) : LevelledKeyRows.pieces(p);
  }

  /**
   * Encrypts one piece.
   *
   * @param piece from 0
   * @return its number of rows
   */
  int encrypt(int piece);

  /** Wipes what follows from the secret key. */
  @Override
  void close();
}
