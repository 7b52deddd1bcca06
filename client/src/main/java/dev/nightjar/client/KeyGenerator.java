package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.params.Parameters;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Makes keys, within a {@link ClientPolicy}. The same randomness gives the same key on any number of threads.
 * Thread-safe.
 */
public final class KeyGenerator {
  private final Parallelism parallelism;
  private final ClientPolicy policy;
  private final Supplier<SecretRandom> randomness;

  /** A generator that works on the calling thread. */
  public KeyGenerator() {
    this(Parallelism.NONE);
  }

  /**
   * A generator under {@link ClientPolicy#DEFAULT}.
   *
   * @param parallelism the threads that an evaluation key is made on
   */
  public KeyGenerator(Parallelism parallelism) {
    this(parallelism, ClientPolicy.DEFAULT);
  }

  /**
   * A generator.
   *
   * @param parallelism the threads that an evaluation key is made on
   * @param policy the parameter sets that keys may be made for
   */
  public KeyGenerator(Parallelism parallelism, ClientPolicy policy) {
    this(parallelism, policy, SecretRandom::fromSystem);
  }

  /** With chosen randomness: a fresh generator for each key. */
  KeyGenerator(Parallelism parallelism, ClientPolicy policy, Supplier<SecretRandom> randomness) {
    this.parallelism = Objects.requireNonNull(parallelism, "parallelism");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.randomness = randomness;
  }

  /**
   * A fresh secret key.
   *
   * @throws NightjarException {@link ErrorCode#REFUSED_BY_POLICY} for a parameter set that the policy does not allow,
   *     {@link ErrorCode#INVALID_PARAMETERS} for an insecure one
   */
  public SecretKey secretKey(Parameters parameters) {
    policy.require(parameters);
    try (SecretRandom random = randomness.get()) {
      return SecretKey.draw(parameters, random);
    }
  }

  /** A fresh evaluation key, without progress. */
  public EvaluationKey evaluationKey(SecretKey key) {
    return evaluationKey(key, Progress.NONE);
  }

  /**
   * A fresh evaluation key: a bootstrapping key that encrypts the LWE key's bits under the GLWE key, for an
   * unrolled set the products of neighbouring bits, too, and a keyswitching key that encrypts the GLWE key's
   * bits under the LWE key; for a levelled set automorphism keys and a scheme-switching key, which encrypt images and
   * the square of the GLWE key under that key. All are in the layout of {@link EvaluationKey}. Each call gives another
   * key for the same secret.
   *
   * @param progress called with the number of rows that are done
   * @throws NightjarException {@link ErrorCode#REFUSED_BY_POLICY} when the policy does not allow the key's parameter
   *     set, where that of a key for tests is exempt; {@link ErrorCode#CANCELLED} when the calling thread is
   *     interrupted before the last rows are taken up, {@link ErrorCode#UNAVAILABLE} when the secret key is closed
   */
  public EvaluationKey evaluationKey(SecretKey key, Progress progress) {
    if (!key.parameters().insecure()) {
      policy.require(key.parameters());
    }
    return key.use((glwe, lwe) -> {
      try (SecretRandom random = randomness.get()) {
        EvaluationKeyJob job = new EvaluationKeyJob(key.parameters(), glwe, lwe, random);
        job.run(parallelism, progress);
        return job.result();
      }
    });
  }
}
