package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.function.Supplier;

/** Puts a parameter set together; {@link Parameters#builder} makes one. Not thread-safe. */
public final class ParametersBuilder {
  private final String id;
  private Supplier<GlweKeyParameters> glweKey = () -> null;
  private Supplier<Gadget> gadget = () -> null;
  private Supplier<Gadget> keyswitchGadget = () -> null;
  private Supplier<Promise> promise = () -> null;
  private Supplier<NoisePromise> noisePromise = () -> null;
  private int lweDimension;
  private TUniform lweNoise;
  private int blockLength = LweKeyParameters.UNIFORM;
  private int extensionLog2;
  private boolean unrolled;
  private Levelled levelled;

  ParametersBuilder(String id) {
    this.id = id;
  }

  /** The GLWE key, binary: dimension k, polynomial size N, noise. */
  public ParametersBuilder glweKey(int dimension, int polynomialSize, TUniform noise) {
    return glweKey(dimension, polynomialSize, noise, SecretDistribution.BINARY);
  }

  /** The GLWE key: dimension k, polynomial size N, noise, distribution of its coefficients. */
  public ParametersBuilder glweKey(int dimension, int polynomialSize, TUniform noise, SecretDistribution secret) {
    glweKey = () -> new GlweKeyParameters(dimension, polynomialSize, noise, secret);
    return this;
  }

  /** Makes this a levelled set, which has a GLWE key and nothing that bootstraps need. */
  public ParametersBuilder levelled(Levelled newLevelled) {
    levelled = newLevelled;
    return this;
  }

  /** The small LWE key: dimension n, noise; uniform unless {@link #blockLength} says otherwise. */
  public ParametersBuilder lweKey(int dimension, TUniform noise) {
    lweDimension = dimension;
    lweNoise = noise;
    return this;
  }

  /** Coefficients in a block of the LWE key; 1, a uniform key, unless set. */
  public ParametersBuilder blockLength(int coefficients) {
    blockLength = coefficients;
    return this;
  }

  /** Decomposition of the bootstrapping key: log2 of the base, levels. */
  public ParametersBuilder bootstrap(int baseLog, int level) {
    gadget = () -> new Gadget(baseLog, level);
    return this;
  }

  /** Decomposition of the keyswitching key: log2 of the base, levels. */
  public ParametersBuilder keyswitch(int baseLog, int level) {
    keyswitchGadget = () -> new Gadget(baseLog, level);
    return this;
  }

  /** log2 of the polynomials of a look-up table; 0, ordinary bootstraps, unless set. */
  public ParametersBuilder extensionLog2(int newExtensionLog2) {
    extensionLog2 = newExtensionLog2;
    return this;
  }

  /** Whether the bootstrapping key holds products of neighbouring key bits; not unless set. */
  public ParametersBuilder unrolled(boolean newUnrolled) {
    unrolled = newUnrolled;
    return this;
  }

  /** What a look-up is promised to do: message bits, largest 2-norm, log2 of the largest failure probability. */
  public ParametersBuilder promise(int messageBits, double norm2, int failureLog2) {
    promise = () -> new Promise(messageBits, norm2, failureLog2);
    return this;
  }

  /**
   * What an analogue look-up is promised to do, instead: log2 of the noise at its decision, largest 2-norm in front of
   * it, log2 of its output's noise.
   */
  public ParametersBuilder noisePromise(int decisionLog2, double norm2, int outputLog2) {
    noisePromise = () -> new NoisePromise(decisionLog2, norm2, outputLog2);
    return this;
  }

  /**
   * The set, checked.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_PARAMETERS} when a part is missing or out of range, a key is
   *     below 128 bits, or a look-up fails more often or is noisier than the promise says
   */
  public Parameters build() {
    GlweKeyParameters glwe = part("", glweKey);
    if (levelled != null) {
      requireNoBootstrap();
      return new Parameters(id, glwe, levelled);
    }
    Gadget pbs = part("PBS: ", gadget);
    Gadget ks = part("keyswitch: ", keyswitchGadget);
    Bootstrapping bootstrapping = part("", () -> new Bootstrapping(
        new LweKeyParameters(lweDimension, lweNoise, blockLength), pbs, ks, extensionLog2, unrolled));
    Promise boxes = part("", promise);
    NoisePromise noise = part("", noisePromise);
    if (boxes != null && noise != null) {
      throw ParameterChecks.refused(id + ": a set promises boxes or noise, not both: leave out one promise");
    }
    return noise != null ? new Parameters(id, glwe, bootstrapping, noise)
        : new Parameters(id, glwe, bootstrapping, boxes);
  }

  private void requireNoBootstrap() {
    if (lweNoise != null || part("", gadget) != null || part("", keyswitchGadget) != null
        || part("", promise) != null || part("", noisePromise) != null) {
      throw ParameterChecks.refused(id + ": a levelled set has a GLWE key alone: leave out the LWE key, the"
          + " decompositions for bootstraps and the promise");
    }
  }

  /** A part, whose refusal names the set. */
  private <T> T part(String name, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (NightjarException e) {
      throw new NightjarException(e.code(), id + ": " + name + e.getMessage(), e);
    }
  }

  /**
   * A set for tests: consistent, but with as little security and as much noise as the test likes.
   *
   * @throws NightjarException when the id does not start with {@value Parameters#INSECURE_PREFIX}, a part is missing
   *     or out of range
   */
  public Parameters buildInsecureForTests() {
    if (id == null || !id.startsWith(Parameters.INSECURE_PREFIX)) {
      throw ParameterChecks.refused("the id of an insecure parameter set must start with "
          + Parameters.INSECURE_PREFIX + ", not " + id);
    }
    return build();
  }
}
