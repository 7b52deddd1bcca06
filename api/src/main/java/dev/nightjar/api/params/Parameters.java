package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Objects;
import java.util.Optional;

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
 * <p>A set is checked on construction: it is consistent, its evaluation key fits one frame, a set with a name of
 * {@link ParameterCatalogue} has the numbers that the catalogue gives it, both of its keys have at least
 * {@value SecurityCurve#FLOOR_BITS} bits of security on {@link SecurityCurve}, and by {@link NoiseModel} a
 * look-up of {@code 2^messageBits} boxes fails with probability at most {@code 2^failureLog2}, or has no more noise
 * than its {@link NoisePromise}. A set whose id
 * starts with {@value #INSECURE_PREFIX} is exempt from the last two and is good for tests only; every
 * production entry calls {@link #requireSecure()}.
 *
 * <p>It is composed of parts that check themselves: {@link GlweKeyParameters}, {@link Bootstrapping} with its
 * {@link LweKeyParameters} and {@link Gadget}s, and the {@link Promise}. Immutable, thread-safe.
 */
public final class Parameters {
  /** The one length of blocks that was estimated well enough to be offered. */
  public static final int BLOCK_LENGTH = 3;

  /** How the id of every block-binary set ends, and of no other: the name of such a set states the assumption. */
  public static final String BLOCK_SUFFIX = "-block" + BLOCK_LENGTH;

  /** How the id of every unrolled set ends, and of no other. */
  public static final String UNROLLED_SUFFIX = "-unrolled";

  /** How the id of every set begins that is exempt from the security check. */
  public static final String INSECURE_PREFIX = "insecure-";

  private final String id;
  private final GlweKeyParameters glweKey;
  private final Bootstrapping bootstrapping;
  private final Promise promise;
  private final NoisePromise noisePromise;
  private final Levelled levelled;

  /**
   * A set, checked.
   *
   * @param id name, {@code [A-Za-z0-9][A-Za-z0-9._-]{0,31}}
   * @throws NightjarException {@link ErrorCode#INVALID_PARAMETERS} when the parts do not fit each other, the
   *     evaluation key does not fit a frame, the name is one of the catalogue and the numbers are others, a key is
   *     below 128 bits or a look-up fails more often than the promise says
   */
  public Parameters(String id, GlweKeyParameters glweKey, Bootstrapping bootstrapping, Promise promise) {
    this(id, glweKey, bootstrapping, promise, null);
    if (!insecure()) {
      ParameterChecks.requireFailureBound(this);
    }
  }

  /** A set for analogue look-ups, checked as the others: its noise is held to what it promises, instead of boxes. */
  public Parameters(String id, GlweKeyParameters glweKey, Bootstrapping bootstrapping, NoisePromise promise) {
    this(id, glweKey, bootstrapping, null, promise);
    if (!insecure()) {
      ParameterChecks.requireNoise(this, promise);
    }
  }

  private Parameters(String id, GlweKeyParameters glweKey, Bootstrapping bootstrapping, Promise promise,
      NoisePromise noisePromise) {
    this.id = id;
    this.glweKey = glweKey;
    this.bootstrapping = bootstrapping;
    this.promise = promise;
    this.noisePromise = noisePromise;
    this.levelled = null;
    ParameterChecks.requireConsistent(this);
    ParameterChecks.requireGiven("bootstrapping part", bootstrapping);
    ParameterChecks.requireGiven("promise", promise != null ? promise : noisePromise);
    ParameterChecks.requireConsistentBootstraps(this);
    CustomSets.requireDerivedId(this);
    ParameterCatalogue.requireOwnNumbers(this);
    if (!insecure()) {
      ParameterChecks.requireSecurity(this);
    }
  }

  /** A levelled set, checked as the others, but that it promises nothing: its circuits are bounded one by one. */
  public Parameters(String id, GlweKeyParameters glweKey, Levelled levelled) {
    this.id = id;
    this.glweKey = glweKey;
    this.bootstrapping = null;
    this.promise = null;
    this.noisePromise = null;
    this.levelled = levelled;
    ParameterChecks.requireConsistent(this);
    ParameterChecks.requireGiven("levelled part", levelled);
    ParameterChecks.requireConsistentLevels(this);
    CustomSets.requireDerivedId(this);
    ParameterCatalogue.requireOwnNumbers(this);
    if (!insecure()) {
      ParameterChecks.requireSecurity(this);
    }
  }

  /** A builder for a set with this id. */
  public static ParametersBuilder builder(String id) {
    return new ParametersBuilder(id);
  }

  /**
   * Reads {@link #canonical()} back. Strict: exactly that form, nothing that is insecure, and no other numbers under a
   * name of the catalogue, because the text comes from a bundle that somebody else wrote.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_PARAMETERS} for any other text and for such sets
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

  /** The name. */
  public String id() {
    return id;
  }

  /** The GLWE key. */
  public GlweKeyParameters glweKey() {
    return glweKey;
  }

  /** Whether look-ups by bootstraps can be computed under this set; if not, it is {@link #levelled()}. */
  public boolean bootstraps() {
    return levelled == null;
  }

  /** What levelled computation needs; empty for a set that {@link #bootstraps()}. */
  public Optional<Levelled> levelled() {
    return Optional.ofNullable(levelled);
  }

  /**
   * What bootstraps need. This and all that follows from it is refused by a levelled set.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_PARAMETERS} unless this set {@link #bootstraps()}
   */
  public Bootstrapping bootstrapping() {
    return ParameterChecks.requireBootstraps(this, bootstrapping);
  }

  /**
   * What is promised of a look-up of boxes; refused as {@link #bootstrapping()} is, and for a set that has a
   * {@link #noisePromise()}. So are {@link #messageBits()}, {@link #norm2()} and {@link #failureLog2()}, which are
   * parts of it.
   */
  public Promise promise() {
    return ParameterChecks.requireBoxes(this, ParameterChecks.requireBootstraps(this, promise));
  }

  /** What is promised of an analogue look-up; empty for a set that promises boxes, and for a levelled one. */
  public Optional<NoisePromise> noisePromise() {
    return Optional.ofNullable(noisePromise);
  }

  /**
   * Whether the numbers were found by a {@link ParameterOptimizer} for a circuit: the id is then derived from them, and
   * both keys have {@value SecurityCurve#TARGET_BITS} bits of security, or the set cannot be made.
   */
  public boolean custom() {
    return CustomSets.hasPrefix(id);
  }

  /** n, coefficients of the small LWE key. */
  public int lweDimension() {
    return bootstrapping().lweKey().dimension();
  }

  /** k, polynomials of the GLWE key. */
  public int glweDimension() {
    return glweKey.dimension();
  }

  /** N, coefficients of a polynomial. */
  public int polynomialSize() {
    return glweKey.polynomialSize();
  }

  /** log2 of the decomposition base B of the bootstrapping key. */
  public int pbsBaseLog() {
    return bootstrapping().gadget().baseLog();
  }

  /** Decomposition levels ℓ of the bootstrapping key. */
  public int pbsLevel() {
    return bootstrapping().gadget().level();
  }

  /** log2 of the decomposition base β of the keyswitching key. */
  public int ksBaseLog() {
    return bootstrapping().keyswitchGadget().baseLog();
  }

  /** Decomposition levels ℓ' of the keyswitching key. */
  public int ksLevel() {
    return bootstrapping().keyswitchGadget().level();
  }

  /** Noise under the small LWE key. */
  public TUniform lweNoise() {
    return bootstrapping().lweKey().noise();
  }

  /** Noise under the GLWE key. */
  public TUniform glweNoise() {
    return glweKey.noise();
  }

  /** p: a look-up has {@code 2^p} boxes under one padding bit. */
  public int messageBits() {
    return promise().messageBits();
  }

  /** Largest 2-norm, over bootstrapped ciphertexts, of the linear part in front of a look-up. */
  public double norm2() {
    return promise().norm2();
  }

  /** log2 of the largest failure probability of one look-up. */
  public int failureLog2() {
    return promise().failureLog2();
  }

  /** d, coefficients in a block of the LWE key; 1 for a uniform key. */
  public int blockLength() {
    return bootstrapping().lweKey().blockLength();
  }

  /** ν: a look-up table has {@code 2^ν N} coefficients. */
  public int extensionLog2() {
    return bootstrapping().extensionLog2();
  }

  /** Whether the bootstrapping key holds the products of neighbouring key bits, too. */
  public boolean unrolled() {
    return bootstraps() && bootstrapping.unrolled();
  }

  /** Dimension kN of the big LWE key, under which ciphertexts travel. */
  public int bigLweDimension() {
    return glweKey.lweDimension();
  }

  /** Coefficients of a look-up table, {@code 2^ν N}: the modulus switch goes to multiples of 1 / twice that. */
  public int tableSize() {
    return polynomialSize() << extensionLog2();
  }

  /** GGSW ciphertexts of the bootstrapping key, see {@link Bootstrapping#ggswCount}. */
  public int ggswCount() {
    return bootstrapping().ggswCount();
  }

  /** Whether the LWE key is made of blocks with at most one 1 each. */
  public boolean blockBinary() {
    return bootstraps() && bootstrapping.lweKey().blockBinary();
  }

  /**
   * Security of the weaker of the keys in bits, by {@link SecurityCurve#securityBits}; 0 when the curve for such a key
   * says nothing about its dimension. A ternary key counts as a binary one: it has more entropy and a larger variance,
   * and no known attack is cheaper on it.
   */
  public double securityBits() {
    return SecurityCurve.securityBits(this);
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
    return KeySizes.bootstrappingKey(this);
  }

  /** Bytes of the keyswitching key in the standard domain: {@code kN ℓ' (n+1)} words of 8 bytes. */
  public long keyswitchingKeyBytes() {
    return KeySizes.keyswitchingKey(this);
  }

  /**
   * Bytes of the seeded evaluation key, without headers: the bodies of the bootstrapping key, {@code g ℓ (k+1) N}
   * words, g being {@link #ggswCount}, those of the keyswitching key, {@code kN ℓ'} words, and two 16-byte seeds; of
   * a levelled set N words for each row of its automorphism and scheme-switching keys, and two seeds.
   */
  public long seededKeyBytes() {
    return KeySizes.seededKey(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Parameters that && id.equals(that.id) && glweKey.equals(that.glweKey)
        && Objects.equals(bootstrapping, that.bootstrapping) && Objects.equals(promise, that.promise)
        && Objects.equals(noisePromise, that.noisePromise) && Objects.equals(levelled, that.levelled);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, glweKey, bootstrapping, promise, noisePromise, levelled);
  }

  /** The canonical text. */
  @Override
  public String toString() {
    return canonical();
  }
}
