package dev.nightjar.api.crypto;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a server needs to compute on a client's ciphertexts: named parts under one parameter set. Public. A circuit says
 * which parts it needs ({@code Circuit.keyParts()}).
 *
 * <p>Bodies are stored, masks come from a public seed for each part. Word order is that of TFHE-rs 0.10 and later, see
 * {@link KeyPart}.
 *
 * <p>The arrays of {@link SeededRows} are shared and not copied. Safe to share between threads as long as nobody
 * writes to them.
 */
public final class EvaluationKey {
  private final Parameters parameters;
  private final Map<KeyPart, SeededRows> parts;

  /**
   * A key.
   *
   * @param parts at least one
   * @throws NightjarException {@link ErrorCode#SHAPE_MISMATCH} when there is no part
   */
  public EvaluationKey(Parameters parameters, Map<KeyPart, SeededRows> parts) {
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    if (parts.isEmpty()) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "an evaluation key has at least one part");
    }
    this.parts = Collections.unmodifiableMap(new EnumMap<>(parts));
  }

  /**
   * A key for programmable bootstraps over arrays that it takes over.
   *
   * @param bsk {@link KeyPart#words} body words of {@link KeyPart#BOOTSTRAPPING}
   * @param ksk {@link KeyPart#words} body words of {@link KeyPart#KEYSWITCHING}
   * @throws NightjarException {@link ErrorCode#SHAPE_MISMATCH} when a length does not fit the parameters
   */
  public static EvaluationKey forBootstraps(Parameters parameters, byte[] bskSeed, long[] bsk, byte[] kskSeed,
      long[] ksk) {
    return new EvaluationKey(parameters, Map.of(
        KeyPart.BOOTSTRAPPING, new SeededRows(KeyPart.BOOTSTRAPPING, parameters, bskSeed, bsk),
        KeyPart.KEYSWITCHING, new SeededRows(KeyPart.KEYSWITCHING, parameters, kskSeed, ksk)));
  }

  /** The parameter set of this key. */
  public Parameters parameters() {
    return parameters;
  }

  /** The parts that it has, in their order. */
  public Set<KeyPart> parts() {
    return parts.keySet();
  }

  /**
   * The rows of a part.
   *
   * @throws NightjarException {@link ErrorCode#KEY_REQUIRED} when this key has no such part
   */
  public SeededRows part(KeyPart part) {
    SeededRows rows = parts.get(part);
    if (rows == null) {
      throw new NightjarException(ErrorCode.KEY_REQUIRED, "this evaluation key of " + parameters.id() + " has no "
          + part.description() + ": make one with the parts that the model needs");
    }
    return rows;
  }

  @Override
  public String toString() {
    return "EvaluationKey[" + parameters.id() + ", " + parts.keySet() + "]";
  }
}
