package dev.nightjar.client;

import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;

/**
 * The variance of a keyswitch with the digit statistics that the tie rule really has.
 *
 * <p>The model counts {@code (β² + 2)/12} for each digit, that of a digit whose ties at β/2 go either way
 * independently. The rule lets the next digit decide: a tie is then never followed by a tie, the probability
 * of a tie is {@code t' = (1 - t)/β} instead of 1/β, and the mean square goes to {@code β²/12} from the
 * second digit on. The highest digit has no next one: its ties stay at β/2, which under one key shifts all
 * ciphertexts alike. So the model is an upper bound, too high by a ninth at β = 4 and by nothing that matters
 * at β = 16.
 */
final class KeyswitchDigits {
  private KeyswitchDigits() {
  }

  /** Variance of a keyswitch about its mean under one key. */
  static double variance(Parameters p) {
    double beta = 1 << p.ksBaseLog();
    double modelled = (beta * beta + 2) / 12;
    double excess = 0;
    double tie = 1 / beta;
    for (int level = p.ksLevel(); level >= 1; level--) {
      excess += modelled - meanSquare(beta, tie);
      if (level == 1) {
        excess += tie * beta / 2 * tie * beta / 2;
      }
      tie = (1 - tie) / beta;
    }
    return NoiseModel.keyswitchVariance(p) - p.bigLweDimension() * excess * p.lweNoise().variance();
  }

  /**
   * Mean square of a digit: β/2 in absolute value with the probability of a tie, else uniform on the others.
   */
  private static double meanSquare(double beta, double tie) {
    double half = beta / 2;
    double squares = (half - 1) * half * (2 * half - 1) / 3;
    return tie * half * half + (1 - tie) / (beta - 1) * squares;
  }
}
