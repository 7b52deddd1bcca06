package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.MaskStream;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The randomness of one operation (one key, one query): 2^64 independent secret streams under one fresh
 * AES-256 key, and public mask seeds.
 *
 * <p>A stream is a fixed range of an AES-CTR key stream, addressed by a {@link Domain} and an index. Who
 * draws row {@code i} from stream {@code i} gets the same row whichever thread does it and in whatever order,
 * so that parallel and sequential key generation agree. An instance serves a single operation, so that no
 * stream is read twice.
 *
 * <p>The secret key and the public seeds come from the operating system separately: a public seed is never an
 * output of the generator that makes noise. {@link #stream()} may be called from several threads.
 */
final class SecretRandom implements AutoCloseable {
  static final int KEY_BYTES = 32;

  /**
   * What a stream is for; its place in this list, from 1, is the top byte of its number, so that new ones come last.
   * Public seeds are only drawn from here in tests.
   */
  enum Domain {
    GLWE_KEY, LWE_KEY, BOOTSTRAPPING_KEY, KEYSWITCHING_KEY, CIPHERTEXT, PUBLIC_SEED, AUTOMORPHISM_KEY, SCHEME_SWITCH_KEY
  }

  private final byte[] key;
  private final SecureRandom system;
  private long publicSeeds;
  private volatile boolean closed;

  private SecretRandom(byte[] key, SecureRandom system) {
    this.key = key;
    this.system = system;
  }

  /**
   * Keyed by the operating system.
   *
   * @throws NightjarException {@link ErrorCode#SELF_TEST_FAILED} when what the system gives is evidently not random
   */
  static SecretRandom fromSystem() {
    SecureRandom system = SystemRandomness.open();
    byte[] key = new byte[KEY_BYTES];
    SystemRandomness.fill(system, key);
    return new SecretRandom(key, system);
  }

  /** Reproducible, for tests only: everything, public seeds too, follows from the key (copied). */
  static SecretRandom deterministic(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a generator key has " + KEY_BYTES + " bytes, not " + key.length);
    }
    return new SecretRandom(key.clone(), null);
  }

  /** A reader of this generator's streams for one thread, which closes it. */
  SecretStream stream() {
    if (closed) {
      throw new IllegalStateException("this generator is closed and its key is wiped");
    }
    return new SecretStream(key);
  }

  /** A fresh public mask seed. */
  synchronized byte[] publicSeed() {
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    if (system != null) {
      SystemRandomness.fill(system, seed);
      return seed;
    }
    try (SecretStream stream = stream()) {
      stream.seek(Domain.PUBLIC_SEED, publicSeeds++);
      stream.nextBytes(seed, 0, seed.length);
    }
    return seed;
  }

  /** Wipes the key; only when all streams have been opened. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(key, (byte) 0);
  }
}
