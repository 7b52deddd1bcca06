package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.ParameterChoice;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.SetNeeds;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a plugin is asked to compile to. Immutable but for the calibration rows, which are not copied; thread-safe as
 * long as nobody changes those.
 */
public final class CompileRequest {
  /** How features are quantised. */
  public enum Quantizer {
    /**
     * What agrees with the float model as closely as {@link #agreement()} asks for and costs least, feature by feature:
     * equal steps, quantiles, or a tree's thresholds among others that are not its own. The default. A plugin without
     * a search takes equal steps; the compiler compares what it made.
     */
    AUTO,
    /** Equal steps over the calibrated range: the client learns nothing about thresholds. */
    UNIFORM,
    /** Exactly at the model's thresholds: exact, but tells the client the thresholds. Trees only. */
    THRESHOLDS
  }

  /** The smallest bound on a wrong inference that may be asked for, log2. */
  public static final int LEAST_FAILURE_LOG2 = -256;

  /** Agreement with the float model unless the request says otherwise. */
  public static final double DEFAULT_AGREEMENT = 0.99;

  private final String name;
  private final double[][] calibration;
  private final int bits;
  private final Quantizer quantizer;
  private final RangeRule ranges;
  private final double agreement;
  private final int failureLog2;
  private final KeyFamily keys;
  private final Parameters parameters;
  private final ParameterChoice parameterChoice;
  private final ModelPrivacy modelPrivacy;
  private final String strategy;
  private final Claim claim;
  private final PluginOptions options;

  private CompileRequest(Builder builder) {
    name = new ModelName(builder.name).value();
    calibration = builder.calibration;
    bits = builder.bits;
    quantizer = builder.quantizer;
    ranges = builder.ranges;
    agreement = builder.agreement;
    failureLog2 = builder.failureLog2;
    keys = builder.keys;
    parameters = builder.parameters;
    parameterChoice = builder.parameterChoice;
    modelPrivacy = builder.modelPrivacy;
    strategy = builder.strategy;
    claim = builder.claim;
    options = new PluginOptions(builder.options);
    CalibrationRows.requireAny(calibration);
    if (bits < 0 || bits > 12) {
      throw refused("a feature has 1 to 12 bits (0: the default), not " + bits);
    }
    if (!(agreement >= 0 && agreement <= 1)) {
      throw refused("the agreement with the float model is a share from 0 to 1, not " + agreement);
    }
    if (failureLog2 > -10 || failureLog2 < LEAST_FAILURE_LOG2) {
      throw refused("the failure bound is 2^-10 to 2^-256, not 2^" + failureLog2);
    }
  }

  /**
   * A request with all defaults, to be changed.
   *
   * @param name name of the model, see {@link ModelName}
   * @param calibration rows of raw features over which quantizers are fitted; not empty, not copied
   */
  public static Builder builder(String name, double[][] calibration) {
    return new Builder(name, calibration);
  }

  /**
   * A request that says the same of other rows, to be changed.
   *
   * @param rows calibration rows instead of this request's; not empty, not copied
   */
  public Builder toBuilder(double[][] rows) {
    Builder builder = new Builder(name, rows);
    builder.options.putAll(options.values());
    builder.bits = bits;
    builder.quantizer = quantizer;
    builder.ranges = ranges;
    builder.agreement = agreement;
    builder.failureLog2 = failureLog2;
    builder.keys = keys;
    builder.parameters = parameters;
    builder.parameterChoice = parameterChoice;
    builder.modelPrivacy = modelPrivacy;
    builder.strategy = strategy;
    builder.claim = claim;
    return builder;
  }

  /** The same without calibration rows, which have to be given by {@link Builder#calibration}. */
  public static Builder builder(String name) {
    return new Builder(name, new double[0][]);
  }

  /** Collects what a request says; each method but {@link #build} returns this builder. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final Map<String, String> options = new TreeMap<>();
    private double[][] calibration;
    private int bits;
    private Quantizer quantizer = Quantizer.AUTO;
    private RangeRule ranges = RangeRule.ROUNDED;
    private double agreement = DEFAULT_AGREEMENT;
    private int failureLog2 = -64;
    private KeyFamily keys = KeyFamily.UNIFORM;
    private Parameters parameters;
    private ParameterChoice parameterChoice = ParameterCatalogue::cheapestFor;
    private ModelPrivacy modelPrivacy;
    private String strategy;
    private Claim claim;

    private Builder(String name, double[][] calibration) {
      this.name = name;
      this.calibration = Objects.requireNonNull(calibration, "calibration");
    }

    /** Rows of features over which quantizers are fitted; not empty, not copied. */
    public Builder calibration(double[][] rows) {
      calibration = Objects.requireNonNull(rows, "calibration");
      return this;
    }

    /** Bits of a quantised feature, 1 to 12; 0, the default, leaves them to the plugin. */
    public Builder bits(int value) {
      bits = value;
      return this;
    }

    /** How features are quantised; {@link Quantizer#AUTO} by default. */
    public Builder quantizer(Quantizer value) {
      quantizer = Objects.requireNonNull(value, "quantizer");
      return this;
    }

    /** How the ranges of uniform quantizers follow from the calibration rows; {@link RangeRule#ROUNDED} by default. */
    public Builder ranges(RangeRule value) {
      ranges = Objects.requireNonNull(value, "ranges");
      return this;
    }

    /**
     * How closely the compiled model must follow the float model on the calibration rows, as {@link Agreement} measures
     * it: 0.99 by default. Below it nothing is compiled; 0 asks for nothing.
     */
    public Builder agreement(double value) {
      agreement = value;
      return this;
    }

    /** log2 of the wanted bound on a wrong inference, -256 to -10; -64 by default. */
    public Builder failureLog2(int value) {
      failureLog2 = value;
      return this;
    }

    /** Family of keys whose parameter sets may be used; {@link KeyFamily#UNIFORM} by default. */
    public Builder keys(KeyFamily value) {
      keys = Objects.requireNonNull(value, "keys");
      return this;
    }

    /**
     * The one parameter set that may be used, as where models are to share a query; by default, all those that the
     * family of keys allows.
     */
    public Builder parameters(Parameters value) {
      parameters = Objects.requireNonNull(value, "parameters");
      return this;
    }

    /**
     * Where {@link CompileRequest#cheapestFor} takes a set from; the catalogue by default, else for example a
     * {@link dev.nightjar.api.params.ParameterOptimizer}, whose sets clients have to allow.
     */
    public Builder parameterChoice(ParameterChoice value) {
      parameterChoice = Objects.requireNonNull(value, "parameterChoice");
      return this;
    }

    /** Whether answers hide the model; by default, those of a model without bootstraps do. */
    public Builder modelPrivacy(ModelPrivacy value) {
      modelPrivacy = Objects.requireNonNull(value, "modelPrivacy");
      return this;
    }

    /**
     * The only way to run the model that may be taken, one of {@link ModelPlugin#strategies}; by default, the compiler
     * chooses, and a plugin that is asked by itself.
     *
     * @throws NightjarException {@code INVALID_NAME} for what is no name of a {@link Strategy}
     */
    public Builder strategy(String value) {
      strategy = Strategy.requireName(value);
      return this;
    }

    /**
     * What must hold of answers; by default, the compiler chooses. Plugins that compile exact models alone take an
     * analogue claim, too: what is exact is more than was asked for.
     */
    public Builder claim(Claim value) {
      claim = Objects.requireNonNull(value, "claim");
      return this;
    }

    /** No strategy of those that were given so far. */
    public Builder withoutStrategy() {
      strategy = null;
      return this;
    }

    /** An option that the plugin declares, see {@link ModelPlugin#options()}; the last value of a name holds. */
    public Builder option(String name, String value) {
      options.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** Several such options. */
    public Builder options(Map<String, String> values) {
      values.forEach(this::option);
      return this;
    }

    /** None of the options that were given so far. */
    public Builder withoutOptions() {
      options.clear();
      return this;
    }

    /**
     * The request.
     *
     * @throws NightjarException {@code INVALID_NAME} for the model's name, {@code NOT_COMPILABLE} without calibration
     *     rows and for bits, an agreement or a bound that are out of range
     */
    public CompileRequest build() {
      return new CompileRequest(this);
    }
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }

  /** Name of the model. */
  public String name() {
    return name;
  }

  /** Rows of raw features over which quantizers are fitted; not a copy. */
  public double[][] calibration() {
    return calibration;
  }

  /** Bits of a quantised feature, 1 to 12; 0 for the plugin's default. */
  public int bits() {
    return bits;
  }

  /** How features are quantised. */
  public Quantizer quantizer() {
    return quantizer;
  }

  /** How the ranges of uniform quantizers follow from the calibration rows. */
  public RangeRule ranges() {
    return ranges;
  }

  /** How closely the compiled model must follow the float model on the calibration rows, 0 to 1. */
  public double agreement() {
    return agreement;
  }

  /**
   * The uniform quantizer of a feature over its range in the calibration rows, as {@link #ranges()} has it. Plugins
   * take their quantizers from here, so that no model tells more of its data than was asked for.
   */
  public FeatureQuantizer.Uniform uniformQuantizer(int feature, int levels) {
    return ranges.quantizer(calibration, feature, levels);
  }

  /** The same over a range that a few rows far outside do not stretch, see {@link RangeRule#robustQuantizer}. */
  public FeatureQuantizer.Uniform robustQuantizer(int feature, int levels) {
    return ranges.robustQuantizer(calibration, feature, levels);
  }

  /** log2 of the wanted bound on a wrong inference, e.g. -64. */
  public int failureLog2() {
    return failureLog2;
  }

  /** Family of keys whose parameter sets may be used. */
  public KeyFamily keys() {
    return keys;
  }

  /** The one parameter set that may be used; empty where any that {@link #keys()} allows may be. */
  public Optional<Parameters> parameters() {
    return Optional.ofNullable(parameters);
  }

  /** The parameter sets for look-ups that may be used: {@link #parameters()}, else all of the family of keys. */
  public List<Parameters> parameterSets() {
    return parameters().map(List::of).orElseGet(() -> ParameterCatalogue.all(keys));
  }

  /**
   * The cheapest set for a circuit of such needs that may be used: {@link #parameters()} if it meets them, else what
   * {@link Builder#parameterChoice} finds for the family of keys. Empty when there is none.
   */
  public Optional<Parameters> cheapestFor(SetNeeds needs) {
    return parameters != null ? parameters().filter(needs::metBy) : parameterChoice.cheapestFor(keys, needs);
  }

  /**
   * Whether the answers of a circuit are to hide it: as the request says, else where it has no bootstraps, since its
   * answers would tell it whole. The compiler hides what a plugin leaves open; a plugin needs this only to choose a
   * circuit that leaves room for it.
   *
   * @param bootstraps of the circuit
   */
  public ModelPrivacy modelPrivacy(int bootstraps) {
    return modelPrivacy != null ? modelPrivacy : bootstraps == 0 ? ModelPrivacy.HIDDEN : ModelPrivacy.NONE;
  }

  /** The name of the only {@link Strategy} that may be taken; empty where the plugin may choose. */
  public Optional<String> strategy() {
    return Optional.ofNullable(strategy);
  }

  /** What must hold of answers; empty where the compiler, or a plugin that is asked by itself, may choose. */
  public Optional<Claim> claim() {
    return Optional.ofNullable(claim);
  }

  /** The options that were given, by name. */
  public Map<String, String> options() {
    return options.values();
  }

  /** The value of an option, if it was given. */
  public Optional<String> option(String option) {
    return options.value(option);
  }

  /**
   * The value of an option that is a whole number.
   *
   * @param fallback what holds when it was not given
   * @throws NightjarException {@code NOT_COMPILABLE} when it is no number from {@code least} to {@code most}
   */
  public int option(String option, int fallback, int least, int most) {
    return options.number(option, fallback, least, most);
  }

  /**
   * Checks the options against those that a plugin declares. The compiler does this before it calls the plugin.
   *
   * @throws NightjarException {@code NOT_COMPILABLE} with the options that there are, when the plugin does not have one
   *     of these, or not with this value
   */
  public void requireKnownOptions(ModelPlugin plugin) {
    options.requireKnown(plugin);
  }

  /**
   * Requires that calibration rows have this number of features, all of them finite numbers.
   *
   * @throws NightjarException {@code NOT_COMPILABLE} otherwise, with the remedy
   */
  public void requireFeatures(int features) {
    CalibrationRows.requireFeatures(calibration, features, false);
  }

  /**
   * The same for a kind of model that takes missing values: each feature is a finite number, or NaN.
   *
   * @throws NightjarException {@code NOT_COMPILABLE} otherwise, with the remedy
   */
  public void requireFeaturesOrMissing(int features) {
    CalibrationRows.requireFeatures(calibration, features, true);
  }
}
