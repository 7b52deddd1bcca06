package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.SecurityCurve;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the owner of a secret key allows models to ask for. {@code client.zip} comes from a server, and with it the
 * parameter set of the keys: which form the secret has, how hard it is to find, how long the evaluation key is, and how
 * often a look-up may fail. A set that this policy does not allow is refused before a key is drawn and before memory is
 * taken for one.
 *
 * <p>{@link #DEFAULT} is used where nothing is said. What a server says of a whole inference (its failure, its
 * accuracy, that it computes the model at all) cannot be checked by a client; {@link #requireFailure} refuses what it
 * admits.
 *
 * <p>Immutable, thread-safe.
 */
public final class ClientPolicy {
  /**
   * Uniform keys without products of key bits and keys of levelled sets, {@value SecurityCurve#TARGET_BITS} bits of
   * security, sets of the catalogue, evaluation keys of at most 512 MiB, look-ups of boxes that fail with probability
   * 2^-64 at most.
   */
  public static final ClientPolicy DEFAULT =
      new ClientPolicy(EnumSet.of(KeyFamily.UNIFORM, KeyFamily.LEVELLED), SecurityCurve.TARGET_BITS, true, false,
          512L << 20, -64);

  private final Set<KeyFamily> keyFamilies;
  private final double leastSecurityBits;
  private final boolean catalogueOnly;
  private final boolean customSets;
  private final long mostKeyBytes;
  private final int worstFailureLog2;

  private ClientPolicy(EnumSet<KeyFamily> keyFamilies, double leastSecurityBits, boolean catalogueOnly,
      boolean customSets, long mostKeyBytes, int worstFailureLog2) {
    this.keyFamilies = Collections.unmodifiableSet(keyFamilies);
    this.leastSecurityBits = leastSecurityBits;
    this.catalogueOnly = catalogueOnly;
    this.customSets = customSets;
    this.mostKeyBytes = mostKeyBytes;
    this.worstFailureLog2 = worstFailureLog2;
  }

  /** Families of keys that models may ask for. */
  public Set<KeyFamily> keyFamilies() {
    return keyFamilies;
  }

  /** Least security of the weaker key, in bits by {@link Parameters#securityBits}. */
  public double leastSecurityBits() {
    return leastSecurityBits;
  }

  /** Whether only sets of {@link ParameterCatalogue} are allowed, and {@link #customSets()} where those are. */
  public boolean catalogueOnly() {
    return catalogueOnly;
  }

  /**
   * Whether {@link Parameters#custom()} sets are allowed, too: numbers that a search found for one circuit, whose name
   * says nothing else, and whose keys are both on the {@value SecurityCurve#TARGET_BITS}-bit curve.
   */
  public boolean customSets() {
    return customSets;
  }

  /** Most bytes of an encoded evaluation key; making one takes about twice that in memory. */
  public long mostKeyBytes() {
    return mostKeyBytes;
  }

  /**
   * log2 of the largest failure probability of one look-up that a set may promise. A set that promises the noise of
   * analogue look-ups says nothing of failures: its models do.
   */
  public int worstFailureLog2() {
    return worstFailureLog2;
  }

  /** The same, allowing these families of keys and no others. */
  public ClientPolicy withKeyFamilies(KeyFamily first, KeyFamily... more) {
    return new ClientPolicy(EnumSet.of(first, more), leastSecurityBits, catalogueOnly, customSets,
        mostKeyBytes, worstFailureLog2);
  }

  /** The same, allowing one more family of keys. */
  public ClientPolicy allowing(KeyFamily family) {
    EnumSet<KeyFamily> families = EnumSet.of(family);
    families.addAll(keyFamilies);
    return new ClientPolicy(families, leastSecurityBits, catalogueOnly, customSets, mostKeyBytes,
        worstFailureLog2);
  }

  /**
   * The same with another least security.
   *
   * @param bits {@value SecurityCurve#FLOOR_BITS}, below which no set can be made, to 160, above which none is reported
   * @throws IllegalArgumentException when out of range
   */
  public ClientPolicy withLeastSecurityBits(double bits) {
    if (!(bits >= SecurityCurve.FLOOR_BITS && bits <= SecurityCurve.MAX_REPORTED_BITS)) {
      throw new IllegalArgumentException("the least security is " + SecurityCurve.FLOOR_BITS + " to "
          + (int) SecurityCurve.MAX_REPORTED_BITS + " bits, not " + bits);
    }
    return new ClientPolicy(EnumSet.copyOf(keyFamilies), bits, catalogueOnly, customSets, mostKeyBytes,
        worstFailureLog2);
  }

  /** The same, with or without sets that are not in the catalogue. */
  public ClientPolicy withCatalogueOnly(boolean only) {
    return new ClientPolicy(EnumSet.copyOf(keyFamilies), leastSecurityBits, only, customSets, mostKeyBytes,
        worstFailureLog2);
  }

  /** The same, with or without custom sets. */
  public ClientPolicy withCustomSets(boolean allowed) {
    return new ClientPolicy(EnumSet.copyOf(keyFamilies), leastSecurityBits, catalogueOnly, allowed, mostKeyBytes,
        worstFailureLog2);
  }

  /**
   * The same with another bound on evaluation keys.
   *
   * @param bytes at least 0
   * @throws IllegalArgumentException when negative
   */
  public ClientPolicy withMostKeyBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("an evaluation key has 0 bytes or more, not " + bytes);
    }
    return new ClientPolicy(EnumSet.copyOf(keyFamilies), leastSecurityBits, catalogueOnly, customSets, bytes,
        worstFailureLog2);
  }

  /**
   * The same with another bound on failures.
   *
   * @param failureLog2 log2 of a probability, -1024 to -1
   * @throws IllegalArgumentException when out of range
   */
  public ClientPolicy withWorstFailureLog2(int failureLog2) {
    if (failureLog2 < -1024 || failureLog2 > -1) {
      throw new IllegalArgumentException("log2 of the worst failure is -1024 to -1, not " + failureLog2);
    }
    return new ClientPolicy(EnumSet.copyOf(keyFamilies), leastSecurityBits, catalogueOnly, customSets, mostKeyBytes,
        failureLog2);
  }

  /** Whether sets with keys of this set's family are allowed. */
  public boolean allowsFamilyOf(Parameters parameters) {
    return keyFamilies.contains(KeyFamily.of(parameters));
  }

  /** Whether sets from where this set comes from are allowed: the catalogue, a search, or elsewhere. */
  public boolean allowsOriginOf(Parameters parameters) {
    return !catalogueOnly || parameters.custom() && customSets || ParameterCatalogue.all().contains(parameters);
  }

  /**
   * Refuses a parameter set that this policy does not allow. Takes no memory.
   *
   * @throws NightjarException {@link ErrorCode#REFUSED_BY_POLICY} with what is not allowed and what to do, {@link
   *     ErrorCode#INVALID_PARAMETERS} for a set for tests
   */
  public void require(Parameters parameters) {
    parameters.requireSecure();
    String id = parameters.id();
    if (!allowsFamilyOf(parameters)) {
      throw refused(id + " has " + name(KeyFamily.of(parameters)) + " keys, and only "
          + keyFamilies.stream().map(ClientPolicy::name).collect(Collectors.joining(" and ")) + " ones are allowed;"
          + " SECURITY.md says what it assumes: allow the family by name, or take a model that was compiled for"
          + " another");
    }
    if (!allowsOriginOf(parameters)) {
      throw refused(parameters.custom() ? id + " was made for one circuit, and only sets of the catalogue are allowed:"
          + " SECURITY.md says what that assumes: allow custom sets, or take a model that was compiled without"
          : id + " is not in the catalogue of this version, and only sets of the catalogue are allowed:"
          + " take a newer version if it has the set, or allow uncatalogued sets if you trust who chose these numbers");
    }
    if (parameters.securityBits() < leastSecurityBits) {
      throw refused(String.format(Locale.ROOT, "%s has %.1f bits of security, and %s are asked for: take a model with a"
          + " stronger set, or lower the least security", id, Math.floor(parameters.securityBits() * 10) / 10,
          bits(leastSecurityBits)));
    }
    long bytes = EvaluationKeyCodec.encodedBytes(parameters,
        parameters.bootstraps() ? KeyPart.FOR_BOOTSTRAPS : KeyPart.FOR_LEVELLED);
    if (bytes > mostKeyBytes) {
      throw refused(id + " takes an evaluation key of " + bytes + " bytes, and at most " + mostKeyBytes
          + " are allowed: take a model with a smaller set, or raise the bound if this machine has twice the memory");
    }
    if (parameters.bootstraps() && parameters.noisePromise().isEmpty()
        && parameters.failureLog2() > worstFailureLog2) {
      throw refused(id + " promises look-ups that fail with probability 2^" + parameters.failureLog2() + " at most, and"
          + " 2^" + worstFailureLog2 + " is asked for: take a model that was compiled with a lower failure");
    }
  }

  /**
   * Refuses a model whose server admits a worse failure than the policy allows. That a server claims a good one proves
   * nothing: only it knows the circuit.
   *
   * @param claimedLog2 log2 of the largest probability that an inference goes wrong, as the server says
   * @throws NightjarException {@link ErrorCode#REFUSED_BY_POLICY}
   */
  public void requireFailure(double claimedLog2) {
    if (!(claimedLog2 <= worstFailureLog2)) {
      throw refused(String.format(Locale.ROOT, "the server says that an inference fails with probability 2^%.1f, and"
          + " 2^%d is asked for: take a model that was compiled with a lower failure", claimedLog2, worstFailureLog2));
    }
  }

  private static String name(KeyFamily family) {
    return family.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String bits(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.REFUSED_BY_POLICY, message);
  }

  /** What is allowed. */
  @Override
  public String toString() {
    return "ClientPolicy[" + keyFamilies + ", at least " + bits(leastSecurityBits) + " bits, "
        + (catalogueOnly ? customSets ? "catalogue and custom sets" : "catalogue only" : "any set")
        + ", keys of at most " + mostKeyBytes + " bytes, failure 2^"
        + worstFailureLog2 + " at most]";
  }
}
