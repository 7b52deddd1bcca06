package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.SecurityCurve;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.ClientPolicy;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of commands that make or use secret keys: what their owner allows a model to ask for. What was not
 * allowed is asked for where somebody can answer, and refused elsewhere.
 */
final class PolicyChoice {
  private static final long MIB = 1 << 20;

  @Option(names = "--allow", paramLabel = "WHAT", split = ",", converter = ConsentConverter.class,
      description = "Allow what the model's parameter set may not have otherwise: unrolled or block-binary keys, "
          + "custom numbers that were found for the model, or any uncatalogued ones. SECURITY.md says what each "
          + "assumes (default: none; asked for at a terminal).")
  private Set<Consent> allowed = EnumSet.noneOf(Consent.class);

  @Option(names = "--security", paramLabel = "BITS", defaultValue = "132", converter = SecurityConverter.class,
      description = "Least security of the set's keys, 128 to 160 bits (default: ${DEFAULT-VALUE}).")
  private double security;

  @Option(names = "--max-key", paramLabel = "MIB", defaultValue = "512", converter = KeyConverter.class,
      description = "Longest evaluation key in MiB; making one takes twice that in memory (default: ${DEFAULT-VALUE}).")
  private long maxKey;

  @Option(names = "--failure", paramLabel = "LOG2", defaultValue = "-64", converter = FailureConverter.class,
      description = "log2 of the worst failure that the set or the endpoint may admit (default: ${DEFAULT-VALUE}).")
  private int failure;

  /** What a parameter set needs its owner's word for. */
  enum Consent {
    UNROLLED("unrolled", "keys that publish products of key bits, encrypted",
        policy -> policy.allowing(KeyFamily.UNROLLED)),
    BLOCK_BINARY("block-binary", "keys on an assumption that few have tried to break",
        policy -> policy.allowing(KeyFamily.BLOCK_BINARY)),
    CUSTOM("custom", "numbers that a search found for this model alone", policy -> policy.withCustomSets(true)),
    UNCATALOGUED("uncatalogued", "numbers that are not in the catalogue of this version",
        policy -> policy.withCatalogueOnly(false));

    private final String word;
    private final String meaning;
    private final Function<ClientPolicy, ClientPolicy> effect;

    Consent(String word, String meaning, Function<ClientPolicy, ClientPolicy> effect) {
      this.word = word;
      this.meaning = meaning;
      this.effect = effect;
    }

    boolean neededFor(Parameters p, ClientPolicy policy) {
      return switch (this) {
        case UNROLLED -> KeyFamily.of(p) == KeyFamily.UNROLLED && !policy.allowsFamilyOf(p);
        case BLOCK_BINARY -> KeyFamily.of(p) == KeyFamily.BLOCK_BINARY && !policy.allowsFamilyOf(p);
        case CUSTOM -> p.custom() && !policy.allowsOriginOf(p);
        case UNCATALOGUED -> !p.custom() && !policy.allowsOriginOf(p);
      };
    }
  }

  /** The policy that the options say. */
  ClientPolicy policy() {
    ClientPolicy policy = ClientPolicy.DEFAULT.withLeastSecurityBits(security).withMostKeyBytes(maxKey * MIB)
        .withWorstFailureLog2(failure);
    for (Consent consent : allowed) {
      policy = consent.effect.apply(policy);
    }
    return policy;
  }

  /**
   * Says what the model asks for, and gives the policy under which keys are made for it.
   *
   * @throws NightjarException {@link ErrorCode#REFUSED_BY_POLICY} when it needs a word that was not given, or is
   *     weaker, larger or fails more often than the options say
   */
  ClientPolicy consent(ModelChoice.Chosen model, Terminal terminal) {
    Parameters p = model.spec().parameters();
    ParameterFacts.print(p, model.claimedFailureLog2(), terminal);
    ClientPolicy policy = policy();
    for (Consent consent : Consent.values()) {
      if (consent.neededFor(p, policy)) {
        if (!terminal.confirms("The model asks for " + consent.meaning + "; see SECURITY.md. Allow it?")) {
          throw new NightjarException(ErrorCode.REFUSED_BY_POLICY, p.id() + " has " + consent.meaning
              + ", which its owner has to allow: see SECURITY.md, then give --allow " + consent.word);
        }
        policy = consent.effect.apply(policy);
      }
    }
    policy.require(p);
    model.claimedFailureLog2().ifPresent(policy::requireFailure);
    return policy;
  }

  /** What {@code --allow} takes for this set; empty when nothing is needed. */
  static String allowanceFor(Parameters p) {
    StringBuilder words = new StringBuilder();
    for (Consent consent : Consent.values()) {
      if (consent.neededFor(p, ClientPolicy.DEFAULT)) {
        words.append(words.isEmpty() ? "" : ",").append(consent.word);
      }
    }
    return words.toString();
  }

  /** Names as they are written in documents. */
  static final class ConsentConverter implements ITypeConverter<Consent> {
    @Override
    public Consent convert(String value) {
      for (Consent consent : Consent.values()) {
        if (consent.word.equals(value)) {
          return consent;
        }
      }
      throw new TypeConversionException("expected unrolled, block-binary, custom or uncatalogued, not '" + value + "'");
    }
  }

  /** Bits of security. */
  static final class SecurityConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      if (value.matches("\\d{3}(\\.\\d{1,3})?") && Double.parseDouble(value) >= SecurityCurve.FLOOR_BITS
          && Double.parseDouble(value) <= SecurityCurve.MAX_REPORTED_BITS) {
        return Double.valueOf(value);
      }
      throw new TypeConversionException("expected 128 to 160 bits, not '" + value + "'");
    }
  }

  /** A length in MiB. */
  static final class KeyConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      if (value.matches("\\d{1,6}")) {
        return Long.valueOf(value);
      }
      throw new TypeConversionException("expected a number of MiB, not '" + value + "'");
    }
  }

  /** log2 of a probability. */
  static final class FailureConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      if (value.matches("-\\d{1,4}") && Integer.parseInt(value) >= -1024 && Integer.parseInt(value) <= -1) {
        return Integer.valueOf(value);
      }
      throw new TypeConversionException("expected -1024 to -1, not '" + value + "'");
    }
  }
}
