package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.SecretDistribution;
import dev.nightjar.api.primitives.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A data owner's secret: a uniform binary GLWE key (k polynomials of N bits, together the big LWE key) and an LWE
 * key of n bits, uniform binary too or, for a block-binary parameter set, of blocks with at most one 1. A levelled set
 * has a uniform ternary GLWE key and no LWE key. Keys that are drawn are no heavier than the mean, which the failure
 * bounds count on; binary keys that an earlier version wrote may be. It decrypts every query and answer of its owner.
 *
 * <p>Its bits lie outside of the heap, where no collector copies them. Closing wipes it; a closed key refuses every
 * use. Thread-safe: {@link #close} waits for operations that
 * are under way, so that nothing is ever encrypted under a half-wiped key. The bits never appear in {@link
 * #toString}, in a log or in an exception. Equality is identity.
 */
public final class SecretKey implements AutoCloseable {
  private final Parameters parameters;
  private final GlweCoefficients glwe;
  private final KeyBits lwe;
  private final DisclosureBudget disclosureBudget = new DisclosureBudget();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * A key, whose arrays are wiped.
   *
   * @param glwe a coefficient each: -1, 0 or 1 for a ternary key, and for a binary one a mask: 0 for 0 and -1 for 1
   * @param lweMasks a mask each; none where the set has no LWE key
   */
  SecretKey(Parameters parameters, long[] glwe, long[] lweMasks) {
    this.parameters = parameters;
    this.glwe = GlweCoefficients.take(parameters.glweKey(), glwe);
    this.lwe = KeyBits.take(lweMasks);
  }

  /** A fresh key from the operating system's randomness, for a set that {@link ClientPolicy#DEFAULT} allows. */
  public static SecretKey generate(Parameters parameters) {
    return generate(parameters, ClientPolicy.DEFAULT);
  }

  /**
   * A fresh key from the operating system's randomness.
   *
   * @throws NightjarException {@link ErrorCode#REFUSED_BY_POLICY} for a parameter set that the policy does not allow,
   *     {@link ErrorCode#INVALID_PARAMETERS} for an insecure one
   */
  public static SecretKey generate(Parameters parameters, ClientPolicy policy) {
    policy.require(parameters);
    try (SecretRandom random = SecretRandom.fromSystem()) {
      return draw(parameters, random);
    }
  }

  /**
   * A reproducible key for tests, and only for parameter sets that protect nothing anyway.
   *
   * @param parameters a set whose {@link Parameters#insecure()} holds
   * @param seed equal seeds give equal keys
   * @throws NightjarException {@link ErrorCode#INVALID_PARAMETERS} for a secure set
   */
  public static SecretKey insecureForTests(Parameters parameters, long seed) {
    if (!parameters.insecure()) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS,
          "a key of " + parameters.id() + " must come from SecretKey.generate, not from a seed");
    }
    try (SecretRandom random = SecretRandom.deterministic(seedBytes(seed))) {
      return draw(parameters, random);
    }
  }

  private static byte[] seedBytes(long seed) {
    return Sha256.of(("nightjar test key " + seed).getBytes(StandardCharsets.US_ASCII));
  }

  /** A key drawn from a generator. */
  static SecretKey draw(Parameters parameters, SecretRandom random) {
    long[] glwe = new long[parameters.bigLweDimension()];
    long[] lwe = new long[lweDimension(parameters)];
    try (SecretStream stream = random.stream()) {
      stream.seek(SecretRandom.Domain.GLWE_KEY, 0);
      if (parameters.glweKey().secret() == SecretDistribution.TERNARY) {
        TernaryKey.draw(stream, glwe);
      } else {
        UniformKey.drawGlwe(stream, glwe, parameters);
      }
      stream.seek(SecretRandom.Domain.LWE_KEY, 0);
      if (parameters.blockBinary()) {
        BlockBinaryKey.draw(stream, lwe);
      } else if (parameters.bootstraps()) {
        UniformKey.drawLwe(stream, lwe, parameters);
      }
    }
    return new SecretKey(parameters, glwe, lwe);
  }

  /** n, or 0 for a set that has no LWE key. */
  static int lweDimension(Parameters parameters) {
    return parameters.bootstraps() ? parameters.lweDimension() : 0;
  }

  /** The parameter set of this key. */
  public Parameters parameters() {
    return parameters;
  }

  /** What results that were shown have disclosed under this key, and what they may. */
  public DisclosureBudget disclosureBudget() {
    return disclosureBudget;
  }

  /** Requires another set to have the same numbers: {@link ErrorCode#PARAMETER_MISMATCH} otherwise. */
  void requireParameters(Parameters other) {
    Objects.requireNonNull(other, "parameters");
    if (other.fingerprint() != parameters.fingerprint()) {
      throw new NightjarException(ErrorCode.PARAMETER_MISMATCH, "the secret key is for parameter set "
          + parameters.id() + ", the model uses " + other.id() + ": make a key for " + other.id());
    }
  }

  /** What an operation does with the key bits, which it must not keep. */
  @FunctionalInterface
  interface Use<T> {
    T with(GlweCoefficients glwe, KeyBits lwe);
  }

  /** Runs an operation; the key cannot be closed meanwhile. */
  <T> T use(Use<T> operation) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new NightjarException(ErrorCode.UNAVAILABLE,
            "this secret key is closed and its bits are wiped: load or generate it again");
      }
      return operation.with(glwe, lwe);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * This key as one frame of {@link dev.nightjar.api.codec.Frame.Type#SECRET_KEY}. The caller keeps it secret
   * and wipes it; {@code SecretKeyFile} of the module {@code client-http} keeps it in a file that only its owner can
   * read.
   */
  public byte[] encode() {
    return use((glweBits, lweBits) -> SecretKeyCodec.encode(parameters, glweBits, lweBits));
  }

  /** Bytes of an encoded key of this parameter set, frame included. */
  public static int encodedBytes(Parameters parameters) {
    return SecretKeyCodec.encodedBytes(parameters);
  }

  /**
   * Reads a key.
   *
   * @param bytes exactly one frame, from position to limit
   * @param parameters the set that it must be for
   * @throws NightjarException {@code INVALID_FORMAT}, {@code CHECKSUM_MISMATCH}, {@code PARAMETER_MISMATCH},
   *     or {@code INVALID_PARAMETERS} for an insecure set
   */
  public static SecretKey decode(ByteBuffer bytes, Parameters parameters) {
    return SecretKeyCodec.decode(bytes, parameters.requireSecure());
  }

  /** Wipes the key. Waits for operations that are under way. Idempotent. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      glwe.wipe();
      lwe.wipe();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The parameter set and whether the key is closed; never a bit of it. */
  @Override
  public String toString() {
    lock.readLock().lock();
    try {
      return "SecretKey[" + parameters.id() + (closed ? ", closed]" : "]");
    } finally {
      lock.readLock().unlock();
    }
  }
}
