package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The named, versioned parameter sets: {@code NJ<version>_M<message bits>_P<-log2 failure>}, with {@code _N16} before
 * the {@code _P} for a second, dearer set that allows a 2-norm of 16, and at the end
 * {@value Parameters#UNROLLED_SUFFIX} for an unrolled key or {@value Parameters#BLOCK_SUFFIX} for a block-binary one. A
 * published set never changes; a better one gets a new version number, and where there is none, the older one is still
 * the best. {@code docs/parameters.md} is this catalogue as a table and says how it was made.
 *
 * <p>Sets for analogue look-ups, {@code NJ<version>_D<decision>_O<output>} with the same endings, promise noise instead
 * of boxes ({@link NoisePromise}): {@link #analogue()}. Circuits of boxes are never given one.
 *
 * <p>Levelled sets, {@code NJL<version>_<letter>}, have no look-ups: {@link #levelled()} and its neighbours name them.
 *
 * <p>Sets for look-ups are chosen from those that a {@link KeyFamily} allows, {@link KeyFamily#UNIFORM} where none is
 * named:
 * block-binary keys rest on a younger assumption, and unrolled ones make evaluation keys larger. Nobody gets either
 * without asking. Where {@link KeyFamily#UNROLLED} is allowed, a uniform set is chosen if it is cheaper or the only
 * one.
 *
 * <p>Every set of ours lies on the {@value SecurityCurve#TARGET_BITS}-bit curve with the narrowest TUniform
 * noise that it allows, and keeps one look-up {@value #RESERVE_LOG2} bits below its failure bound: the bound
 * then holds for an inference of {@code 2^8} look-ups. {@code TFHE_RS_2_2_P128} is the default set of TFHE-rs (2
 * message and 2 carry bits), for comparison; TFHE-rs allows it a 2-norm of 5, our noisier bootstraps 4.
 */
public final class ParameterCatalogue {
  /** Bits by which one look-up of our sets stays below the bound. */
  static final int RESERVE_LOG2 = 8;

  /** One canonical text a line; the order is that of {@link #all()}. */
  private static final String RESOURCE = "catalogue.txt";

  private static final String LINEAR = "NJ1_M4_P128";
  private static final String LEVELLED_M = "NJL1_M";
  private static final String LEVELLED_P = "NJL1_P";
  private static final String LEVELLED_L = "NJL1_L";
  private static final String LEVELLED_S = "NJL1_S";

  private static final List<Parameters> ALL = read();

  private ParameterCatalogue() {
  }

  private static List<Parameters> read() {
    try (InputStream in = ParameterCatalogue.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().map(Parameters::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the catalogue of parameter sets cannot be read from the api's jar", e);
    }
  }

  /**
   * Refuses other numbers under a name of the catalogue. While the catalogue itself is being read there is nothing to
   * compare its sets with.
   */
  static void requireOwnNumbers(Parameters p) {
    if (ALL != null) {
      byId(p.id()).ifPresent(own -> ParameterChecks.requireOwnNumbers(p, own));
    }
  }

  /** Every set, of all families of keys: for looking up and for measuring, not for choosing from. */
  public static List<Parameters> all() {
    return ALL;
  }

  /** Every set for look-ups of boxes, of all families of keys that have them. */
  public static List<Parameters> bootstrapped() {
    return ALL.stream().filter(p -> p.bootstraps() && p.noisePromise().isEmpty()).toList();
  }

  /** Every set for analogue look-ups alone, of all families of keys that have them. */
  public static List<Parameters> analogue() {
    return ALL.stream().filter(p -> p.noisePromise().isPresent()).toList();
  }

  /** Every set of a family but those for analogue look-ups alone. */
  public static List<Parameters> all(KeyFamily family) {
    return ALL.stream().filter(p -> p.noisePromise().isEmpty()).filter(family::contains).toList();
  }

  /** The set of a name. */
  public static Optional<Parameters> byId(String id) {
    return ALL.stream().filter(p -> p.id().equals(id)).findFirst();
  }

  /** The set of a {@link Parameters#fingerprint()}. */
  public static Optional<Parameters> byFingerprint(long fingerprint) {
    return ALL.stream().filter(p -> p.fingerprint() == fingerprint).findFirst();
  }

  /**
   * The set for circuits without look-ups, whose client needs a GLWE key and no evaluation key: 2048
   * coefficients per ciphertext, fresh noise of 2^-47.8.
   */
  public static Parameters linear() {
    return byId(LINEAR).orElseThrow();
  }

  /**
   * The levelled set with one slot a bit, at about half of the cost of {@link #levelledShallow()}: for diagrams whose
   * outputs are single bits or few, each in a coefficient of its own.
   */
  public static Parameters levelledCoarse() {
    return byId(LEVELLED_S).orElseThrow();
  }

  /** The levelled set with two slots a bit, for shallow diagrams and tables. */
  public static Parameters levelledShallow() {
    return byId(LEVELLED_M).orElseThrow();
  }

  /** The levelled set for most diagrams. */
  public static Parameters levelled() {
    return byId(LEVELLED_P).orElseThrow();
  }

  /** The levelled set with the least noise, for deep diagrams and results of many bits. */
  public static Parameters levelledDeep() {
    return byId(LEVELLED_L).orElseThrow();
  }

  /** The cheapest set with uniform keys for look-ups of {@code 2^messageBits} boxes. */
  public static Parameters choose(int messageBits, double norm2, int failureLog2) {
    return choose(KeyFamily.UNIFORM, messageBits, norm2, failureLog2);
  }

  /**
   * The cheapest set for look-ups of {@code 2^messageBits} boxes.
   *
   * @param family what allows the set ({@link KeyFamily#allows})
   * @param messageBits p, under one padding bit
   * @param norm2 2-norm over bootstrapped ciphertexts of the linear part in front of a look-up
   * @param failureLog2 log2 of the largest failure probability of one look-up
   * @throws NightjarException {@link ErrorCode#NOT_COMPILABLE} when no set is good enough
   */
  public static Parameters choose(KeyFamily family, int messageBits, double norm2, int failureLog2) {
    return bootstrapped().stream()
        .filter(family::allows)
        .filter(p -> NoiseModel.lookupFailureLog2(p, messageBits, norm2) <= failureLog2)
        .min(Comparator.comparingDouble(ParameterCatalogue::cost))
        .orElseThrow(() -> new NightjarException(ErrorCode.NOT_COMPILABLE, String.format(Locale.ROOT,
            "no parameter set looks up %d message bits at 2-norm %s with failure below 2^%d:"
                + " use fewer message bits or smaller weights", messageBits, norm2, failureLog2)));
  }

  /** The cheapest set with uniform keys that meets all needs of a circuit. */
  public static Optional<Parameters> cheapestFor(SetNeeds needs) {
    return cheapestFor(KeyFamily.UNIFORM, needs);
  }

  /**
   * The cheapest set that meets all needs of a circuit; among equally cheap ones, the one with the smallest
   * evaluation key. For a circuit without look-ups, which needs no LWE key, that is {@link #linear()} in any family.
   * Sets for analogue look-ups alone are for {@link AnalogueNeeds} alone. Empty when no set that the family allows is
   * good enough.
   *
   * @param family what allows the set ({@link KeyFamily#allows})
   */
  public static Optional<Parameters> cheapestFor(KeyFamily family, SetNeeds needs) {
    return candidates(family, needs)
        .filter(needs::metBy)
        .min(Comparator.comparingDouble(needs::costUnder).thenComparingLong(Parameters::seededKeyBytes));
  }

  /** The sets to choose from. */
  static Stream<Parameters> candidates(KeyFamily family, SetNeeds needs) {
    if (needs.lookupCount() == 0) {
      return Stream.of(linear());
    }
    Stream<Parameters> sets = needs instanceof AnalogueNeeds ? Stream.concat(analogue().stream(),
        bootstrapped().stream()) : bootstrapped().stream();
    return sets.filter(family::allows);
  }

  /**
   * Relative cost of one look-up (keyswitch and bootstrap, in a batch): milliseconds on one core of the
   * machine that the cost model was fitted on. Good for comparing sets, for example one look-up of five
   * message bits with several of two.
   */
  public static double cost(Parameters p) {
    return CostModel.lookupMillis(p);
  }
}
