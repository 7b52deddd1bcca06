package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * A TFHE parameter set: 64-bit torus, binary secret keys, keyswitch before bootstrap (ciphertexts travel under
 * the big key of dimension kN), centred modulus switch.
 *
 * <p>The GLWE key is uniform. So is the LWE key of an ordinary set; that of a <em>block-binary</em> set is made of
 * blocks of {@code blockLength} coefficients, of which at most one is 1 (Lee, Min, Seo, Song, <em>Faster TFHE
 * Bootstrapping with Block Binary Keys</em>, eprint 2023/958): one decomposition and one pair of transforms then
 * serve a whole block. An <em>extended</em> set looks up in tables of {@code 2^extensionLog2 N} coefficients with
 * polynomials of only N (Lee, Yoon, <em>Discretization Error Reduction for High Precision Torus Fully Homomorphic
 * Encryption</em>, eprint 2023/402). The bootstrapping key of an <em>unrolled</em> set encrypts the products
 * {@code s_0 s_1, s_2 s_3, …} beside the n bits of the LWE key, so that one decomposition and one pair of transforms
 * serve two bits: {@code X^(a s + b t) - 1 = (X^a - 1) s + (X^b - 1) t + (X^a - 1)(X^b - 1) st} (after Zhou, Yang,
 * Liu, Zhang, Ding, <em>Faster Bootstrapping with Multiple Addends</em>, IEEE Access 6, 2018). An engine may leave the
 * products alone and take one bit after the other; its results are as good.
 *
 * <p>A set is checked on construction: it is consistent, both of its keys have at least
 * {@value SecurityCurve#FLOOR_BITS} bits of security on {@link SecurityCurve}, and by {@link NoiseModel} a
 * look-up of {@code 2^messageBits} boxes fails with probability at most {@code 2^failureLog2}. A set whose id
 * starts with {@value #INSECURE_PREFIX} is exempt from the last two and is good for tests only; every
 * production entry calls {@link #requireSecure()}.
 *
 * @param id name, {@code [A-Za-z0-9][A-Za-z0-9._-]{0,31}}
 * @param lweDimension n, coefficients of the small LWE key: a multiple of blockLength, and even in an unrolled set
 * @param glweDimension k, polynomials of the GLWE key
 * @param polynomialSize N, a power of two, 256 to 65536
 * @param pbsBaseLog log2 of the decomposition base B of the bootstrapping key
 * @param pbsLevel decomposition levels ℓ of the bootstrapping key
 * @param ksBaseLog log2 of the decomposition base β of the keyswitching key
 * @param ksLevel decomposition levels ℓ' of the keyswitching key
 * @param lweNoise noise under the small LWE key (keyswitching key)
 * @param glweNoise noise under the GLWE key (bootstrapping key and fresh ciphertexts)
 * @param messageBits p: a look-up has {@code 2^p} boxes under one padding bit
 * @param norm2 largest 2-norm, over bootstrapped ciphertexts, of the linear part in front of a look-up
 * @param failureLog2 log2 of the largest failure probability of one such look-up, for example -64
 * @param blockLength d, coefficients in a block of the LWE key: 1 for a uniform key, or {@value #BLOCK_LENGTH}
 * @param extensionLog2 ν: a look-up table has {@code 2^ν N} coefficients; 0 for ordinary bootstraps
 * @param unrolled whether the bootstrapping key holds the products of neighbouring key bits, too; not with blocks and
 *     not with an extension
 */
public record Parameters(
    String id,
    int lweDimension,
    int glweDimension,
    int polynomialSize,
    int pbsBaseLog,
    int pbsLevel,
    int ksBaseLog,
    int ksLevel,
    TUniform lweNoise,
    TUniform glweNoise,
    int messageBits,
    double norm2,
    int failureLog2,
    int blockLength,
    int extensionLog2,
    boolean unrolled) {

  /** The one length of blocks that was estimated well enough to be offered. */
  public static final int BLOCK_LENGTH = 3;

  /** How the id of every block-binary set ends, and of no other: whoever uses such a set names the assumption. */
  public static final String BLOCK_SUFFIX = "-block" + BLOCK_LENGTH;

  /** How the id of every unrolled set ends, and of no other. */
  public static final String UNROLLED_SUFFIX = "-unrolled";

  /** How the id of every set begins that is exempt from the security check. */
  public static final String INSECURE_PREFIX = "insecure-";

  /** Bytes of the two 128-bit mask seeds that a seeded evaluation key carries. */
  private static final int SEED_BYTES = 32;

  /**
   * A set, checked.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_PARAMETERS} when a field is out of range, a key is
   *     below 128 bits or a look-up fails more often than {@code failureLog2} says
   */
  public Parameters(String id, int lweDimension, int glweDimension, int polynomialSize, int pbsBaseLog,
      int pbsLevel, int ksBaseLog, int ksLevel, TUniform lweNoise, TUniform glweNoise, int messageBits,
      double norm2, int failureLog2, int blockLength, int extensionLog2, boolean unrolled) {
    this.id = id;
    this.lweDimension = lweDimension;
    this.glweDimension = glweDimension;
    this.polynomialSize = polynomialSize;
    this.pbsBaseLog = pbsBaseLog;
    this.pbsLevel = pbsLevel;
    this.ksBaseLog = ksBaseLog;
    this.ksLevel = ksLevel;
    this.lweNoise = lweNoise;
    this.glweNoise = glweNoise;
    this.messageBits = messageBits;
    this.norm2 = norm2;
    this.failureLog2 = failureLog2;
    this.blockLength = blockLength;
    this.extensionLog2 = extensionLog2;
    this.unrolled = unrolled;
    ParameterChecks.requireConsistent(this);
    if (!insecure()) {
      ParameterChecks.requireSecurity(this);
      ParameterChecks.requireFailureBound(this);
    }
  }

  /** A set whose bootstrapping key holds no products. */
  public Parameters(String id, int lweDimension, int glweDimension, int polynomialSize, int pbsBaseLog,
      int pbsLevel, int ksBaseLog, int ksLevel, TUniform lweNoise, TUniform glweNoise, int messageBits,
      double norm2, int failureLog2, int blockLength, int extensionLog2) {
    this(id, lweDimension, glweDimension, polynomialSize, pbsBaseLog, pbsLevel, ksBaseLog, ksLevel, lweNoise,
        glweNoise, messageBits, norm2, failureLog2, blockLength, extensionLog2, false);
  }

  /** An ordinary set: a uniform LWE key, tables of N coefficients. */
  public Parameters(String id, int lweDimension, int glweDimension, int polynomialSize, int pbsBaseLog,
      int pbsLevel, int ksBaseLog, int ksLevel, TUniform lweNoise, TUniform glweNoise, int messageBits,
      double norm2, int failureLog2) {
    this(id, lweDimension, glweDimension, polynomialSize, pbsBaseLog, pbsLevel, ksBaseLog, ksLevel, lweNoise,
        glweNoise, messageBits, norm2, failureLog2, 1, 0);
  }

  /**
   * A set for tests: consistent, but with as little security and as much noise as the test likes.
   *
   * @param id must start with {@value #INSECURE_PREFIX}
   * @throws NightjarException when the id does not, or a field is out of range
   */
  public static Parameters insecureForTests(String id, int lweDimension, int glweDimension,
      int polynomialSize, int pbsBaseLog, int pbsLevel, int ksBaseLog, int ksLevel, TUniform lweNoise,
      TUniform glweNoise, int messageBits, double norm2, int failureLog2) {
    return insecureForTests(id, lweDimension, glweDimension, polynomialSize, pbsBaseLog, pbsLevel, ksBaseLog,
        ksLevel, lweNoise, glweNoise, messageBits, norm2, failureLog2, 1, 0, false);
  }

  /** The same with blocks, an extension and products of key bits. */
  public static Parameters insecureForTests(String id, int lweDimension, int glweDimension,
      int polynomialSize, int pbsBaseLog, int pbsLevel, int ksBaseLog, int ksLevel, TUniform lweNoise,
      TUniform glweNoise, int messageBits, double norm2, int failureLog2, int blockLength,
      int extensionLog2, boolean unrolled) {
    if (id == null || !id.startsWith(INSECURE_PREFIX)) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS,
          "the id of an insecure parameter set must start with " + INSECURE_PREFIX + ", not " + id);
    }
    return new Parameters(id, lweDimension, glweDimension, polynomialSize, pbsBaseLog, pbsLevel, ksBaseLog,
        ksLevel, lweNoise, glweNoise, messageBits, norm2, failureLog2, blockLength, extensionLog2, unrolled);
  }

  /**
   * Reads {@link #canonical()} back. Strict: exactly that form, and nothing that is insecure, because the
   * text comes from a bundle that somebody else wrote.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_PARAMETERS} for any other text and for an insecure set
   */
  public static Parameters parse(String canonical) {
    return ParameterText.parse(canonical).requireSecure();
  }

  /** One line of ASCII that holds every field; {@link #parse} reads it back. The form is stable. */
  public String canonical() {
    return ParameterText.canonical(this);
  }

  /**
   * The parameter id of all byte formats: the first 8 bytes, big-endian, of the SHA-256 of
   * {@link #canonical()} without its {@code id} field. Equal for two sets exactly when all their numbers are.
   */
  public long fingerprint() {
    return ParameterText.fingerprint(this);
  }

  /** Dimension kN of the big LWE key, under which ciphertexts travel. */
  public int bigLweDimension() {
    return glweDimension * polynomialSize;
  }

  /** Coefficients of a look-up table, {@code 2^ν N}: the modulus switch goes to multiples of 1 / twice that. */
  public int tableSize() {
    return polynomialSize << extensionLog2;
  }

  /**
   * GGSW ciphertexts of the bootstrapping key: n, and n/2 more in an unrolled set, where ciphertext {@code n + i}
   * encrypts {@code s_2i s_(2i+1)}.
   */
  public int ggswCount() {
    return unrolled ? lweDimension + lweDimension / 2 : lweDimension;
  }

  /** Whether the LWE key is made of blocks with at most one 1 each. */
  public boolean blockBinary() {
    return blockLength > 1;
  }

  /**
   * Security of the weaker of the two keys in bits, by {@link SecurityCurve#securityBits}; 0 when the curve for
   * such a key says nothing about its dimension.
   */
  public double securityBits() {
    if (!SecurityCurve.holdsFor(lweDimension, blockLength) || !SecurityCurve.holdsFor(bigLweDimension(), 1)) {
      return 0;
    }
    return Math.min(
        SecurityCurve.securityBits(lweDimension, lweNoise.standardDeviationLog2(), blockLength),
        SecurityCurve.securityBits(bigLweDimension(), glweNoise.standardDeviationLog2()));
  }

  /** Whether this set is exempt from the security check: its id says so. */
  public boolean insecure() {
    return id.startsWith(INSECURE_PREFIX);
  }

  /**
   * Refuses a test set; called wherever a set enters production code.
   *
   * @return this
   * @throws NightjarException {@link ErrorCode#INVALID_PARAMETERS} when {@link #insecure()}
   */
  public Parameters requireSecure() {
    if (insecure()) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS,
          "parameter set " + id + " is for tests only and protects nothing: use a set of ParameterCatalogue");
    }
    return this;
  }

  /**
   * Bytes of the bootstrapping key in the standard domain: {@code g (k+1)^2 ℓ N} words of 8 bytes, g being
   * {@link #ggswCount}.
   */
  public long bootstrappingKeyBytes() {
    return seededBootstrappingKeyBytes() * (glweDimension + 1);
  }

  /** Bytes of the keyswitching key in the standard domain: {@code kN ℓ' (n+1)} words of 8 bytes. */
  public long keyswitchingKeyBytes() {
    return seededKeyswitchingKeyBytes() * (lweDimension + 1);
  }

  /**
   * Bytes of the seeded evaluation key, without headers: the bodies of the bootstrapping key
   * ({@code g ℓ (k+1) N} words, g being {@link #ggswCount}), those of the keyswitching key ({@code kN ℓ'} words) and
   * two 16-byte seeds.
   */
  public long seededKeyBytes() {
    return seededBootstrappingKeyBytes() + seededKeyswitchingKeyBytes() + SEED_BYTES;
  }

  private long seededBootstrappingKeyBytes() {
    return (long) ggswCount() * pbsLevel * (glweDimension + 1) * polynomialSize * Long.BYTES;
  }

  private long seededKeyswitchingKeyBytes() {
    return (long) bigLweDimension() * ksLevel * Long.BYTES;
  }
}
