package dev.nightjar.client;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.params.ExpansionStep;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;

/**
 * The rows of a levelled evaluation key, each a piece: first those of {@link KeyPart#AUTOMORPHISM}, which encrypt
 * {@code σ_g(S) q/B^level}, then those of {@link KeyPart#SCHEME_SWITCH}, which encrypt {@code S² q/B^level}; both in
 * the order that {@link KeyPart} says.
 */
final class LevelledKeyRows implements KeyRows {
  /** The identity among Galois elements; here it stands for the square. */
  private static final int SQUARE = 1;

  private final Parameters p;
  private final SeededRows automorphism;
  private final SeededRows schemeSwitch;
  private final MaskStream automorphismMasks;
  private final MaskStream schemeSwitchMasks;
  /** For each row, the automorphism, or {@link #SQUARE}, and where the message begins in a word. */
  private final int[] galoisElement;
  private final int[] shift;
  private final SecretStream noise;
  private final KeyProduct product;
  private final long[] secret;
  private final long[] square;
  private final long[] mask;
  private final long[] body;

  /** Takes the noise stream over. */
  LevelledKeyRows(EvaluationKey key, GlweCoefficients glwe, SecretStream noise) {
    p = key.parameters();
    automorphism = key.part(KeyPart.AUTOMORPHISM);
    schemeSwitch = key.part(KeyPart.SCHEME_SWITCH);
    automorphismMasks = automorphism.masks();
    schemeSwitchMasks = schemeSwitch.masks();
    galoisElement = new int[pieces(p)];
    shift = new int[pieces(p)];
    describeRows(p.levelled().orElseThrow());
    this.noise = noise;
    product = new KeyProduct(p.polynomialSize(), glwe);
    secret = new long[p.polynomialSize()];
    glwe.addMultiple(1, 0, secret);
    square = product.of(secret, 0).clone();
    mask = new long[p.polynomialSize()];
    body = new long[p.polynomialSize()];
  }

  static int pieces(Parameters p) {
    return Math.toIntExact(KeyPart.AUTOMORPHISM.rows(p) + KeyPart.SCHEME_SWITCH.rows(p));
  }

  private void describeRows(Levelled levelled) {
    int row = 0;
    for (int i = 0; i < levelled.expansion().size(); i++) {
      ExpansionStep step = levelled.expansion().get(i);
      for (int g : levelled.galoisElements(i, p.polynomialSize())) {
        for (int level = step.gadget().level(); level >= 1; level--) {
          galoisElement[row] = g;
          shift[row++] = Long.SIZE - level * step.gadget().baseLog();
        }
      }
    }
    for (int level = levelled.schemeSwitch().level(); level >= 1; level--) {
      galoisElement[row] = SQUARE;
      shift[row++] = Long.SIZE - level * levelled.schemeSwitch().baseLog();
    }
  }

  @Override
  public int encrypt(int piece) {
    int size = p.polynomialSize();
    boolean squares = galoisElement[piece] == SQUARE;
    int row = squares ? piece - automorphism.rows() : piece;
    (squares ? schemeSwitchMasks : automorphismMasks).row(row, size, mask, 0);
    System.arraycopy(product.of(mask, 0), 0, body, 0, size);
    if (squares) {
      addSquare(shift[piece]);
    } else {
      addImage(galoisElement[piece], shift[piece]);
    }
    noise.seek(squares ? SecretRandom.Domain.SCHEME_SWITCH_KEY : SecretRandom.Domain.AUTOMORPHISM_KEY, row);
    noise.addNoise(p.glweNoise(), body, 0, size);
    System.arraycopy(body, 0, (squares ? schemeSwitch : automorphism).bodies(), row * size, size);
    return 1;
  }

  private void addSquare(int shift) {
    for (int j = 0; j < square.length; j++) {
      body[j] += square[j] << shift;
    }
  }

  /** Coefficient j of S becomes that of {@code X^(gj)}, and {@code X^N} is -1. */
  private void addImage(int g, int shift) {
    int size = secret.length;
    for (int j = 0; j < size; j++) {
      int power = (int) ((long) g * j & 2L * size - 1);
      long sign = 1 - 2 * (power / size);
      body[power & size - 1] += sign * secret[j] << shift;
    }
  }

  @Override
  public void close() {
    noise.close();
    product.close();
    Arrays.fill(secret, 0);
    Arrays.fill(square, 0);
    Arrays.fill(body, 0);
  }
}
