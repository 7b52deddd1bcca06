package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.PackedBits;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.primitives.Digest128;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything that a client needs to use a model: what {@code client.zip} carries. Immutable, thread-safe, holds no
 * secret. Encoding and decoding are pure functions, so that the same code gives the clear prediction of the quantised
 * model and the encrypted one.
 *
 * @param model name of the model, as {@link ModelName} has it
 * @param kind plugin kind that made it, see {@link ModelPlugin#kind()}
 * @param parameters parameter set of keys and ciphertexts
 * @param keyParts parts of an evaluation key that the server needs; none for a model without bootstraps
 * @param quantizers one for each feature
 * @param layout packed input
 * @param results one for each ciphertext of the answer
 * @param offsets value that each score starts from; copied
 * @param task what the scores mean
 * @param privacy whether the server hides the model in its answers, for which queries then hold encryptions of zero
 * @param graphs what runs in the clear in front of the quantizers and behind the scores
 * @param shortQuery the short form in which queries travel; empty where they travel whole
 * @param claim what holds of the scores of an answer
 */
public record ClientSpec(String model, String kind, Parameters parameters, Set<KeyPart> keyParts,
    List<FeatureQuantizer> quantizers, InputLayout layout, List<ResultSpec> results, double[] offsets, Task task,
    ModelPrivacy privacy, ClientGraphs graphs, Optional<ShortQuery> shortQuery, Claim claim) {

  /** Units of an analogue result by which noise may carry it, log2: rounding to them adds next to nothing. */
  private static final int ANALOGUE_UNITS_LOG2 = 7;

  private static final String KIND = "[A-Za-z0-9-]{1,32}";

  public ClientSpec {
    new ModelName(model);
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(parameters, "parameters");
    keyParts = Set.copyOf(keyParts);
    quantizers = List.copyOf(quantizers);
    results = List.copyOf(results);
    offsets = offsets.clone();
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(privacy, "privacy");
    Objects.requireNonNull(claim, "claim");
    for (KeyPart part : keyParts) {
      require(part.isOf(parameters), "the server needs a " + part.description() + ", which keys of " + parameters.id()
          + " have not");
    }
    layout.packedBits().ifPresent(bits -> {
      require(parameters.levelled().isPresent(), "a query of bits needs a levelled set, which " + parameters.id()
          + " is not");
      require(bits.equals(PackedBits.of(parameters)), "bits are laid out as " + bits + " where " + parameters.id()
          + " has " + PackedBits.of(parameters));
    });
    for (int f : layout.feature()) {
      require(f >= 0 && f < quantizers.size(), "the layout names feature " + f + " of " + quantizers.size());
    }
    require(kind.matches(KIND), "a kind has 1 to 32 letters, digits or dashes, not " + kind);
    Objects.requireNonNull(shortQuery, "shortQuery");
    int zeros = shortQuery.map(ShortQuery::zeros).orElse(zeros(parameters, privacy));
    require(zeros == 0 == (privacy == ModelPrivacy.NONE) && zeros % Rerandomisation.zeros(parameters) == 0,
        "queries of a model whose privacy is " + privacy + " do not have " + zeros + " encryptions of zero");
    int sent = shortQuery.map(ShortQuery::words).orElse(layout.slots());
    require(sent >= layout.slots() && sent <= layout.ciphertexts(parameters.polynomialSize())
        * parameters.polynomialSize(), "queries of " + sent + " words do not hold " + layout.slots() + " slots");
    int most = PackedInput.MAX_CIPHERTEXTS - zeros;
    require(layout.ciphertexts(parameters.polynomialSize()) <= most,
        "a query of " + layout.slots() + " slots takes more than " + most + " ciphertexts");
    require(!results.isEmpty() && results.size() <= Circuit.MAX_OUTPUTS,
        "an answer has 1 to " + Circuit.MAX_OUTPUTS + " ciphertexts, not " + results.size());
    for (double offset : offsets) {
      require(Double.isFinite(offset), "a score cannot start from " + offset);
    }
    for (ResultSpec r : results) {
      require(r.score() < offsets.length, "a result adds to score " + r.score() + " of " + offsets.length);
    }
    int outputs = task.link() == Task.Link.COMPLEMENT || task.link() == Task.Link.LOGISTIC ? 1
        : task.classifier() ? task.labels().size() : offsets.length;
    require(offsets.length == outputs, "the task has " + outputs + " scores, the model " + offsets.length);
    require(graphs.features() == quantizers.size(), "the model takes " + quantizers.size()
        + " features, not the " + graphs.features() + " of its columns and prefix");
    require(graphs.scores().orElse(offsets.length) == offsets.length, "the suffix takes "
        + graphs.scores().orElse(0) + " scores, the model has " + offsets.length);
  }

  /** A client of an exact model whose queries travel whole. */
  public ClientSpec(String model, String kind, Parameters parameters, Set<KeyPart> keyParts,
      List<FeatureQuantizer> quantizers, InputLayout layout, List<ResultSpec> results, double[] offsets, Task task,
      ModelPrivacy privacy, ClientGraphs graphs) {
    this(model, kind, parameters, keyParts, quantizers, layout, results, offsets, task, privacy, graphs,
        Optional.empty(), Claim.EXACT);
  }

  /** A client of a model with nothing in front of it and behind it. */
  public ClientSpec(String model, String kind, Parameters parameters, Set<KeyPart> keyParts,
      List<FeatureQuantizer> quantizers, InputLayout layout, List<ResultSpec> results, double[] offsets, Task task,
      ModelPrivacy privacy) {
    this(model, kind, parameters, keyParts, quantizers, layout, results, offsets, task, privacy,
        ClientGraphs.none(quantizers.size()));
  }

  /** The same of which the answers are not hidden. */
  public ClientSpec(String model, String kind, Parameters parameters, Set<KeyPart> keyParts,
      List<FeatureQuantizer> quantizers, InputLayout layout, List<ResultSpec> results, double[] offsets, Task task) {
    this(model, kind, parameters, keyParts, quantizers, layout, results, offsets, task, ModelPrivacy.NONE);
  }

  /** The same but for this, with queries that travel whole. */
  public ClientSpec withPrivacy(ModelPrivacy privacy) {
    return new ClientSpec(model, kind, parameters, keyParts, quantizers, layout, results, offsets, task, privacy,
        graphs, Optional.empty(), claim);
  }

  /** The same with queries that travel in a short form, and a privacy that it has encryptions of zero for. */
  public ClientSpec withShortQuery(ModelPrivacy privacy, ShortQuery format) {
    return new ClientSpec(model, kind, parameters, keyParts, quantizers, layout, results, offsets, task, privacy,
        graphs, Optional.of(format), claim);
  }

  /** The same of which another claim holds. */
  public ClientSpec withClaim(Claim other) {
    return new ClientSpec(model, kind, parameters, keyParts, quantizers, layout, results, offsets, task, privacy,
        graphs, shortQuery, other);
  }

  /** The same core with other graphs around it. */
  public ClientSpec withGraphs(ClientGraphs graphs) {
    return new ClientSpec(model, kind, parameters, keyParts, quantizers, layout, results, offsets, task, privacy,
        graphs, shortQuery, claim);
  }

  private static int zeros(Parameters parameters, ModelPrivacy privacy) {
    return privacy == ModelPrivacy.HIDDEN ? Rerandomisation.zeros(parameters) : 0;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, message);
    }
  }

  /** The same with other quantizers. */
  public ClientSpec withQuantizers(List<FeatureQuantizer> others) {
    return new ClientSpec(model, kind, parameters, keyParts, others, layout, results, offsets, task, privacy,
        graphs, shortQuery, claim);
  }

  /** The features that queries carry, in ascending order. */
  public SortedSet<Integer> usedFeatures() {
    return Arrays.stream(layout.feature()).boxed().collect(Collectors.toCollection(TreeSet::new));
  }

  /** The value that each score starts from, a copy. */
  @Override
  public double[] offsets() {
    return offsets.clone();
  }

  /**
   * The name of this very client side in queries and answers: equal specs have equal fingerprints, and a spec that
   * differs in anything has another. It says nothing of the server's side. Computed anew with each call.
   */
  public Digest128 fingerprint() {
    return ClientSpecDigest.of(this);
  }

  /** Number of features of the core, which is that of the columns where there is no prefix. */
  public int features() {
    return quantizers.size();
  }

  /** GLWE ciphertexts in a query that hold features. */
  public int ciphertexts() {
    return layout.ciphertexts(parameters.polynomialSize());
  }

  /** GLWE encryptions of zero that follow them; 0 where answers are not hidden. */
  public int zeros() {
    return shortQuery.map(ShortQuery::zeros).orElse(zeros(parameters, privacy));
  }

  /** The integers of a row of features of the core. */
  public int[] quantize(double[] x) {
    if (x.length != features()) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "the model takes " + features() + " features, not " + x.length);
    }
    int[] q = new int[x.length];
    for (int f = 0; f < q.length; f++) {
      try {
        q[f] = quantizers.get(f).quantize(x[f]);
      } catch (NightjarException e) {
        throw new NightjarException(e.code(), name(f) + ": " + e.getMessage(), e);
      }
    }
    return q;
  }

  private String name(int feature) {
    return graphs.prefix().isPresent() ? "feature " + feature : "column " + graphs.columns().get(feature).name();
  }

  /**
   * Which values of a raw row lie outside of the range that the model was calibrated on, so that they are read as its
   * end and the prediction may be wrong. Only quantizers of equal steps have a range; those of cuts read any value as
   * the model does. Nothing of this leaves the caller; how long it takes depends on the row.
   *
   * @return {@code column NAME}, or {@code feature N} of what a prefix makes of the row, in order; empty when there are
   *     none
   * @throws NightjarException as {@link #encode(FeatureRow)}
   */
  public List<String> outside(FeatureRow row) {
    double[] x = graphs.features(row);
    return usedFeatures().stream()
        .filter(f -> quantizers.get(f).numbers() instanceof FeatureQuantizer.Uniform range && range.clips(x[f]))
        .map(this::name).toList();
  }

  /**
   * The message polynomials of a raw row of numbers, one for each column: {@code ciphertexts() * N} torus words. The
   * prefix runs first where there is one, which is not in constant time.
   */
  public long[] encode(double[] x) {
    return layout.plaintext(quantize(graphs.prefix().isPresent() ? graphs.features(FeatureRow.of(x)) : x),
        parameters.polynomialSize());
  }

  /**
   * The message polynomials of a raw row, as {@link #encode(double[])}.
   *
   * @throws NightjarException {@link ErrorCode#SHAPE_MISMATCH} for another number of cells than columns,
   *     {@link ErrorCode#MALFORMED_REQUEST} for a cell that its column, which is named, does not take
   */
  public long[] encode(FeatureRow row) {
    return layout.plaintext(quantize(graphs.features(row)), parameters.polynomialSize());
  }

  /** The integers of an answer, from the phases of its ciphertexts. */
  public long[] integers(long[] phases) {
    requireAnswer(phases.length);
    long[] v = new long[phases.length];
    for (int i = 0; i < v.length; i++) {
      v[i] = results.get(i).integer(phases[i]);
    }
    return v;
  }

  /** The scores of an answer: {@code offsets + Σ scale * integer}. */
  public double[] scores(long[] integers) {
    requireAnswer(integers.length);
    double[] s = offsets.clone();
    for (int i = 0; i < integers.length; i++) {
      ResultSpec r = results.get(i);
      s[r.score()] += r.scale() * integers[i];
    }
    return s;
  }

  /** The prediction of an answer, from its integers. */
  public Prediction predict(long[] integers) {
    double[] scores = scores(integers);
    return graphs.suffix().isPresent() ? graphs.predict(scores) : task.predict(scores);
  }

  /** The prediction of an answer, from the phases of its ciphertexts. */
  public Prediction decode(long[] phases) {
    return predict(integers(phases));
  }

  /** Requires an answer to have as many ciphertexts as the model's answers: {@code SHAPE_MISMATCH} otherwise. */
  public void requireAnswer(int ciphertexts) {
    if (ciphertexts != results.size()) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "the model answers with " + results.size() + " ciphertexts, not " + ciphertexts);
    }
  }

  /** Bits of the widest result of an answer. */
  public int resultBits() {
    return results.stream().mapToInt(result -> Long.SIZE - result.deltaLog2()).max().orElseThrow();
  }

  /**
   * For each ciphertext of the answer, the torus distance at which it is read wrongly; of an analogue model, whose
   * integers count in units that are finer than noise, 128 times that: how far noise may carry it.
   */
  public double[] outputMargins() {
    int finer = claim == Claim.ANALOGUE ? ANALOGUE_UNITS_LOG2 : 0;
    return results.stream().mapToDouble(result -> Math.scalb(result.margin(), finer)).toArray();
  }

  /**
   * The unit of an analogue result, log2 of a torus word, whose noise stays below a deviation.
   *
   * @param deviation most that noise carries it, of the torus, positive
   */
  public static int analogueDeltaLog2(double deviation) {
    return Math.max(1, Math.min(63, Long.SIZE + 1 - ANALOGUE_UNITS_LOG2
        + (int) Math.ceil(Math.log(deviation) / Math.log(2))));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClientSpec that && model.equals(that.model) && kind.equals(that.kind)
        && parameters.equals(that.parameters) && keyParts.equals(that.keyParts)
        && quantizers.equals(that.quantizers) && layout.equals(that.layout) && results.equals(that.results)
        && Arrays.equals(offsets, that.offsets) && task.equals(that.task) && privacy == that.privacy
        && shortQuery.equals(that.shortQuery) && claim == that.claim;
  }

  @Override
  public int hashCode() {
    return Objects.hash(model, kind, parameters, keyParts, quantizers, layout, results,
        Arrays.hashCode(offsets), task, privacy, shortQuery, claim);
  }
}
