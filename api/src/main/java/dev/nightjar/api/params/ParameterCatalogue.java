package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
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
 * <p>Sets are chosen from those that a {@link KeyFamily} allows, {@link KeyFamily#UNIFORM} where none is named:
 * block-binary keys rest on a younger assumption, and unrolled ones make evaluation keys larger. Nobody gets either
 * without asking. Whoever allows {@link KeyFamily#UNROLLED} gets a uniform set where that is cheaper or the only one.
 *
 * <p>Every set of ours lies on the {@value SecurityCurve#TARGET_BITS}-bit curve with the narrowest TUniform
 * noise that it allows, and keeps one look-up {@value #RESERVE_LOG2} bits below its failure bound: the bound
 * then holds for an inference of {@code 2^8} look-ups. {@code TFHE_RS_2_2_P128} is the default set of TFHE-rs (2
 * message and 2 carry bits), for comparison; TFHE-rs allows it a 2-norm of 5, our noisier bootstraps 4.
 */
public final class ParameterCatalogue {
  /** Bits by which one look-up of our sets stays below the bound. */
  static final int RESERVE_LOG2 = 8;

  private static final Parameters M4_P128 =
      new Parameters("NJ1_M4_P128", 862, 1, 2048, 23, 1, 2, 8, tUniform(46), tUniform(17), 4, 5, -128);

  private static final List<Parameters> ALL = List.of(
      new Parameters("NJ1_M1_P64", 702, 3, 512, 17, 1, 2, 6, tUniform(50), tUniform(30), 1, 4, -64),
      new Parameters("NJ1_M2_P64", 702, 2, 1024, 23, 1, 2, 6, tUniform(50), tUniform(17), 2, 16, -64),
      new Parameters("NJ1_M3_P64", 782, 2, 1024, 23, 1, 3, 5, tUniform(48), tUniform(17), 3, 16, -64),
      new Parameters("NJ1_M4_P64", 822, 1, 2048, 23, 1, 3, 5, tUniform(47), tUniform(17), 4, 8, -64),
      new Parameters("NJ1_M5_P64", 902, 1, 4096, 23, 1, 3, 6, tUniform(45), tUniform(3), 5, 5, -64),
      new Parameters("NJ1_M1_P128", 702, 2, 1024, 23, 1, 3, 4, tUniform(50), tUniform(17), 1, 16, -128),
      new Parameters("NJ1_M2_P128", 742, 2, 1024, 23, 1, 2, 6, tUniform(49), tUniform(17), 2, 16, -128),
      new Parameters("NJ1_M3_P128", 822, 2, 1024, 23, 1, 2, 8, tUniform(47), tUniform(17), 3, 16, -128),
      M4_P128,
      new Parameters("NJ1_M5_P128", 943, 1, 4096, 15, 2, 2, 9, tUniform(44), tUniform(3), 5, 5, -128),
      new Parameters("NJ2_M1_N16_P64", 661, 7, 256, 20, 1, 2, 6, tUniform(51), tUniform(23), 1, 16, -64),
      new Parameters("NJ2_M2_P64", 742, 3, 512, 17, 1, 3, 4, tUniform(49), tUniform(30), 2, 1, -64),
      new Parameters("NJ2_M5_P64", 862, 1, 2048, 23, 1, 2, 8, tUniform(46), tUniform(17), 5, 9, -64, 1, 1),
      new Parameters("NJ2_M5_N16_P64", 862, 1, 4096, 15, 2, 2, 8, tUniform(46), tUniform(3), 5, 16, -64),
      new Parameters("NJ2_M6_P64", 943, 1, 2048, 23, 1, 2, 9, tUniform(44), tUniform(17), 6, 5, -64, 1, 2),
      new Parameters("NJ2_M6_N16_P64", 902, 1, 2048, 15, 2, 3, 6, tUniform(45),
          tUniform(17), 6, 16, -64, 1, 2),
      new Parameters("NJ2_M7_P64", 943, 1, 2048, 23, 1, 2, 9, tUniform(44), tUniform(17), 7, 2, -64, 1, 3),
      new Parameters("NJ2_M7_N16_P64", 943, 1, 2048, 15, 2, 3, 6, tUniform(44),
          tUniform(17), 7, 16, -64, 1, 3),
      new Parameters("NJ2_M8_P64", 1023, 1, 2048, 23, 1, 3, 7, tUniform(42), tUniform(17), 8, 1, -64, 1, 4),
      new Parameters("NJ2_M8_N16_P64", 983, 1, 2048, 15, 2, 2, 9, tUniform(43),
          tUniform(17), 8, 16, -64, 1, 4),
      new Parameters("NJ2_M1_P128", 702, 3, 512, 17, 1, 2, 6, tUniform(50), tUniform(30), 1, 2, -128),
      new Parameters("NJ2_M1_N16_P128", 702, 4, 512, 23, 1, 3, 4, tUniform(50), tUniform(17), 1, 16, -128),
      new Parameters("NJ2_M4_N16_P128", 862, 1, 2048, 15, 2, 2, 8, tUniform(46), tUniform(17), 4, 16, -128),
      new Parameters("NJ2_M5_P128", 943, 1, 2048, 23, 1, 2, 9, tUniform(44), tUniform(17), 5, 3, -128, 1, 1),
      new Parameters("NJ2_M6_P128", 983, 1, 2048, 23, 1, 2, 9, tUniform(43), tUniform(17), 6, 1, -128, 1, 2),
      new Parameters("NJ2_M6_N16_P128", 943, 1, 2048, 15, 2, 2, 9, tUniform(44),
          tUniform(17), 6, 16, -128, 1, 2),
      new Parameters("NJ2_M7_P128", 1023, 1, 2048, 15, 2, 2, 10, tUniform(42),
          tUniform(17), 7, 16, -128, 1, 3),
      new Parameters("NJ2_M8_P128", 1023, 1, 2048, 23, 1, 2, 10, tUniform(42),
          tUniform(17), 8, 1, -128, 1, 5),
      new Parameters("NJ2_M8_N16_P128", 983, 1, 2048, 15, 2, 2, 9, tUniform(43),
          tUniform(17), 8, 16, -128, 1, 5),
      new Parameters("NJ2_M1_P64-unrolled", 702, 3, 512, 17, 1, 3, 4, tUniform(50),
          tUniform(30), 1, 3, -64, 1, 0, true),
      new Parameters("NJ2_M1_N16_P64-unrolled", 662, 2, 1024, 23, 1, 2, 5, tUniform(51),
          tUniform(17), 1, 16, -64, 1, 0, true),
      new Parameters("NJ2_M2_P64-unrolled", 742, 3, 512, 17, 1, 3, 4, tUniform(49),
          tUniform(30), 2, 1, -64, 1, 0, true),
      new Parameters("NJ2_M2_N16_P64-unrolled", 702, 2, 1024, 23, 1, 2, 6, tUniform(50),
          tUniform(17), 2, 16, -64, 1, 0, true),
      new Parameters("NJ2_M3_P64-unrolled", 782, 2, 1024, 23, 1, 3, 5, tUniform(48),
          tUniform(17), 3, 16, -64, 1, 0, true),
      new Parameters("NJ2_M4_P64-unrolled", 822, 1, 2048, 23, 1, 3, 5, tUniform(47),
          tUniform(17), 4, 9, -64, 1, 0, true),
      new Parameters("NJ2_M5_P64-unrolled", 902, 1, 4096, 22, 1, 2, 8, tUniform(45),
          tUniform(3), 5, 5, -64, 1, 0, true),
      new Parameters("NJ2_M5_N16_P64-unrolled", 862, 1, 4096, 15, 2, 2, 8, tUniform(46),
          tUniform(3), 5, 16, -64, 1, 0, true),
      new Parameters("NJ2_M1_P128-unrolled", 702, 3, 512, 17, 1, 2, 6, tUniform(50),
          tUniform(30), 1, 2, -128, 1, 0, true),
      new Parameters("NJ2_M1_N16_P128-unrolled", 702, 2, 1024, 23, 1, 3, 4, tUniform(50),
          tUniform(17), 1, 16, -128, 1, 0, true),
      new Parameters("NJ2_M2_P128-unrolled", 742, 2, 1024, 23, 1, 3, 5, tUniform(49),
          tUniform(17), 2, 6, -128, 1, 0, true),
      new Parameters("NJ2_M3_P128-unrolled", 822, 2, 1024, 23, 1, 3, 5, tUniform(47),
          tUniform(17), 3, 5, -128, 1, 0, true),
      new Parameters("NJ2_M3_N16_P128-unrolled", 782, 1, 2048, 23, 1, 2, 7, tUniform(48),
          tUniform(17), 3, 16, -128, 1, 0, true),
      new Parameters("NJ2_M4_P128-unrolled", 862, 1, 2048, 23, 1, 2, 8, tUniform(46),
          tUniform(17), 4, 5, -128, 1, 0, true),
      new Parameters("NJ2_M4_N16_P128-unrolled", 862, 1, 2048, 15, 2, 2, 8, tUniform(46),
          tUniform(17), 4, 16, -128, 1, 0, true),
      new Parameters("NJ2_M5_P128-unrolled", 984, 1, 4096, 22, 1, 3, 6, tUniform(43),
          tUniform(3), 5, 1, -128, 1, 0, true),
      new Parameters("NJ2_M5_N16_P128-unrolled", 944, 1, 4096, 15, 2, 2, 9, tUniform(44),
          tUniform(3), 5, 16, -128, 1, 0, true),
      new Parameters("NJ2_M1_P64-block3", 837, 3, 512, 17, 1, 4, 3, tUniform(49),
          tUniform(30), 1, 4, -64, 3, 0),
      new Parameters("NJ2_M1_N16_P64-block3", 759, 2, 1024, 23, 1, 2, 5, tUniform(51),
          tUniform(17), 1, 16, -64, 3, 0),
      new Parameters("NJ2_M2_P64-block3", 837, 3, 512, 17, 1, 3, 4, tUniform(49),
          tUniform(30), 2, 1, -64, 3, 0),
      new Parameters("NJ2_M2_N16_P64-block3", 837, 2, 1024, 23, 1, 3, 4, tUniform(49),
          tUniform(17), 2, 16, -64, 3, 0),
      new Parameters("NJ2_M3_P64-block3", 837, 2, 1024, 23, 1, 2, 7, tUniform(49),
          tUniform(17), 3, 10, -64, 3, 0),
      new Parameters("NJ2_M4_P64-block3", 918, 1, 2048, 23, 1, 3, 5, tUniform(47),
          tUniform(17), 4, 15, -64, 3, 0),
      new Parameters("NJ2_M5_P64-block3", 957, 1, 2048, 23, 1, 3, 5, tUniform(46),
          tUniform(17), 5, 5, -64, 3, 1),
      new Parameters("NJ2_M5_N16_P64-block3", 957, 1, 4096, 15, 2, 2, 8, tUniform(46),
          tUniform(3), 5, 16, -64, 3, 0),
      new Parameters("NJ2_M6_P64-block3", 996, 1, 2048, 23, 1, 2, 9, tUniform(45),
          tUniform(17), 6, 5, -64, 3, 2),
      new Parameters("NJ2_M6_N16_P64-block3", 996, 1, 2048, 15, 2, 3, 6, tUniform(45),
          tUniform(17), 6, 16, -64, 3, 2),
      new Parameters("NJ2_M1_P128-block3", 837, 3, 512, 17, 1, 2, 6, tUniform(49),
          tUniform(30), 1, 3, -128, 3, 0),
      new Parameters("NJ2_M1_N16_P128-block3", 798, 2, 1024, 23, 1, 3, 4, tUniform(50),
          tUniform(17), 1, 16, -128, 3, 0),
      new Parameters("NJ2_M2_P128-block3", 879, 2, 1024, 23, 1, 4, 3, tUniform(48),
          tUniform(17), 2, 16, -128, 3, 0),
      new Parameters("NJ2_M3_P128-block3", 918, 2, 1024, 23, 1, 3, 5, tUniform(47),
          tUniform(17), 3, 16, -128, 3, 0),
      new Parameters("NJ2_M4_P128-block3", 957, 1, 2048, 23, 1, 3, 5, tUniform(46),
          tUniform(17), 4, 6, -128, 3, 0),
      new Parameters("NJ2_M4_N16_P128-block3", 957, 1, 2048, 15, 2, 3, 5, tUniform(46),
          tUniform(17), 4, 16, -128, 3, 0),
      new Parameters("NJ2_M5_P128-block3", 996, 1, 2048, 23, 1, 2, 9, tUniform(45),
          tUniform(17), 5, 5, -128, 3, 1),
      new Parameters("NJ2_M5_N16_P128-block3", 996, 1, 4096, 15, 2, 2, 8, tUniform(45),
          tUniform(3), 5, 16, -128, 3, 0),
      new Parameters("NJ2_M6_P128-block3", 1038, 1, 2048, 23, 1, 2, 9, tUniform(44),
          tUniform(17), 6, 2, -128, 3, 2),
      new Parameters("NJ2_M6_N16_P128-block3", 1038, 1, 2048, 15, 2, 3, 6, tUniform(44),
          tUniform(17), 6, 16, -128, 3, 2),
      new Parameters("TFHE_RS_2_2_P128", 918, 1, 2048, 23, 1, 4, 4, tUniform(45), tUniform(17), 4, 4, -128));

  private static TUniform tUniform(int boundLog2) {
    return new TUniform(boundLog2);
  }

  private ParameterCatalogue() {}

  /** Every set, of all families of keys: for looking up and for measuring, not for choosing from. */
  public static List<Parameters> all() {
    return ALL;
  }

  /** Every set of a family. */
  public static List<Parameters> all(KeyFamily family) {
    return ALL.stream().filter(family::contains).toList();
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
    return M4_P128;
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
    return ALL.stream()
        .filter(family::allows)
        .filter(p -> NoiseModel.lookUpFailureLog2(p, messageBits, norm2) <= failureLog2)
        .min(Comparator.comparingDouble(ParameterCatalogue::cost))
        .orElseThrow(() -> new NightjarException(ErrorCode.NOT_COMPILABLE, String.format(Locale.ROOT,
            "no parameter set looks up %d message bits at 2-norm %s with failure below 2^%d:"
                + " use fewer message bits or smaller weights", messageBits, norm2, failureLog2)));
  }

  /** The cheapest set with uniform keys that meets all needs of a circuit. */
  public static Optional<Parameters> cheapestFor(CircuitNeeds needs) {
    return cheapestFor(KeyFamily.UNIFORM, needs);
  }

  /**
   * The cheapest set that meets all needs of a circuit; among equally cheap ones, the one with the smallest
   * evaluation key. For a circuit without look-ups, which needs no LWE key, that is {@link #linear()} in any family.
   * Empty when no set that the family allows is good enough.
   *
   * @param family what allows the set ({@link KeyFamily#allows})
   */
  public static Optional<Parameters> cheapestFor(KeyFamily family, CircuitNeeds needs) {
    Stream<Parameters> candidates =
        needs.lookUps().isEmpty() ? Stream.of(linear()) : ALL.stream().filter(family::allows);
    return candidates
        .filter(needs::metBy)
        .min(Comparator.comparingDouble(needs::costUnder).thenComparingLong(Parameters::seededKeyBytes));
  }

  /**
   * Relative cost of one look-up (keyswitch and bootstrap, in a batch): milliseconds on one core of the
   * machine that the cost model was fitted on. Good for comparing sets, for example one look-up of five
   * message bits with several of two.
   */
  public static double cost(Parameters p) {
    return CostModel.lookUpMillis(p);
  }
}
