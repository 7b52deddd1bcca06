package dev.nightjar.plugin.network;

import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.Assembly;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.network.Network;
import dev.nightjar.api.network.NetworkModel;
import dev.nightjar.api.params.CircuitNeeds;
import dev.nightjar.api.params.LookupNeed;
import dev.nightjar.api.params.OutputNeed;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compiles a network whose tables tell every integer apart that a sum can be: with the bits at which it follows the
 * float model as closely as was asked for and costs least. Used once.
 */
final class ExactCompiler {
  private static final int LEAST_BOX_BITS = 2;
  /** Bits that tables of the catalogue's sets tell apart. */
  private static final int MOST_BOX_BITS = 8;
  /** Bits up to which a refusal says how many would be needed. */
  private static final int MOST_SAID_BITS = 16;
  private static final int MOST_VALUE_BITS = 6;
  private static final int[] FEATURE_BITS = {1, 2, 3, 4, 5, 6};
  private static final int[] SCORE_BITS = {8, 10, 12};
  /** Bits of everything but sums where a refusal says how many sums would need. */
  private static final int FINE_BITS = 8;
  private static final int FINE_SCORE_BITS = 14;
  private static final int REPLY_BITS = 32;
  /** Choices for which a set is looked for. */
  private static final int MOST_COMPILED = 24;
  /** Products that all trials together may take: some seconds. */
  private static final long MOST_PRODUCTS = 3L << 30;
  private static final int MOST_CHOICES = 500;

  private final NetworkModel model;
  private final Network network;
  private final CompileRequest request;
  private final Map<Integer, Samples> samples = new HashMap<>();
  private final Map<Integer, Unfolded> forms = new HashMap<>();
  private int rows;
  /** Of the float model; the rows are the same whatever the bits are. */
  private Agreement exact;

  ExactCompiler(NetworkModel model, Network network, CompileRequest request) {
    this.model = model;
    this.network = network;
    this.request = request;
  }

  /** Bits of a choice, and how the float model is followed with them. */
  private record Choice(int featureBits, int boxBits, int valueBits, int scoreBits, double agreement) {
  }

  CompiledModel compile() {
    int[] featureBits = request.bits() == 0 ? FEATURE_BITS : new int[] {request.bits()};
    long terms = network.scores().terms() + network.layers().stream().mapToLong(l -> l.map().terms()).sum();
    rows = (int) Math.max(100, Math.min(Samples.MOST_ROWS, MOST_PRODUCTS / (terms * MOST_CHOICES)));
    exact = Agreement.with(model.task(), Arrays.stream(samples(featureBits[0]).rows()).map(model::scores)
        .toArray(double[][]::new));
    if (forms(featureBits[featureBits.length - 1]).lookups() == 0) {
      throw NetworkPlugin.refused("on the calibration rows every function of this network is affine, so that there is "
          + "nothing to look up: calibrate with the rows that it was trained on, or export a linear model");
    }
    for (int boxBits = LEAST_BOX_BITS; boxBits <= MOST_BOX_BITS; boxBits++) {
      // Boxes decide most of the cost; what is left are the sums' norms and the bits of scores.
      Optional<CompiledModel> cheapest = close(featureBits, boxBits).stream().limit(MOST_COMPILED)
          .flatMap(choice -> compiled(choice).stream())
          .min(Comparator.comparingDouble(c -> c.circuit().bootstraps()
              * ParameterCatalogue.cost(c.circuit().parameters())));
      if (cheapest.isPresent()) {
        return cheapest.get();
      }
    }
    throw refused(request.bits() == 0 ? FINE_BITS : request.bits());
  }

  /** Choices that follow the float model as closely as was asked for, the closest first. */
  private List<Choice> close(int[] featureBits, int boxBits) {
    List<Choice> close = new ArrayList<>();
    for (int bits : featureBits) {
      for (int valueBits = 1; valueBits <= Math.min(boxBits, MOST_VALUE_BITS); valueBits++) {
        for (int scoreBits : SCORE_BITS) {
          Choice choice = choice(bits, boxBits, valueBits, scoreBits);
          if (choice.agreement >= request.agreement()) {
            close.add(choice);
          }
        }
      }
    }
    close.sort(Comparator.comparingDouble(Choice::agreement).reversed());
    return close;
  }

  private Samples samples(int bits) {
    return samples.computeIfAbsent(bits, b -> Samples.of(network, request, b, rows));
  }

  private Unfolded forms(int bits) {
    return forms.computeIfAbsent(bits, b -> Unfolded.whole(network, samples(b)));
  }

  private IntegerNetwork integers(int bits, int boxBits, int valueBits, int scoreBits) {
    int[] used = forms(bits).usedFeatures();
    int[] slotOf = new int[network.features()];
    Arrays.fill(slotOf, -1);
    IntStream.range(0, used.length).forEach(s -> slotOf[used[s]] = s);
    return new ExactIntegers(forms(bits), samples(bits), boxBits, valueBits, scoreBits, slotOf,
        model.task().classifier()).build();
  }

  private Choice choice(int bits, int boxBits, int valueBits, int scoreBits) {
    IntegerNetwork integers = integers(bits, boxBits, valueBits, scoreBits);
    int[] used = forms(bits).usedFeatures();
    Trial trial = new Trial(integers, Trial.Noise.none(integers.layers().size()), 0);
    double[][] found = Arrays.stream(samples(bits).levels())
        .map(levels -> trial.scores(Trial.fromQuery(integers, Arrays.stream(used).map(f -> levels[f]).toArray())))
        .toArray(double[][]::new);
    return new Choice(bits, boxBits, valueBits, scoreBits, exact.of(found));
  }

  private Optional<CompiledModel> compiled(Choice choice) {
    IntegerNetwork integers = integers(choice.featureBits, choice.boxBits, choice.valueBits, choice.scoreBits);
    double margin = Math.scalb(1, -choice.boxBits - 2);
    List<LookupNeed> lookups = new ArrayList<>();
    integers.layers().forEach(layer -> layer.forEach(
        row -> lookups.add(new LookupNeed(margin, row.freshNorm(), row.bootstrappedNorm(), 0, 1))));
    List<OutputNeed> outputs = integers.scores().stream().map(row -> new OutputNeed(
        Math.scalb(1, -choice.scoreBits - 1), row.freshNorm(), row.bootstrappedNorm(), REPLY_BITS, 1)).toList();
    return request.cheapestFor(new CircuitNeeds(lookups, outputs, request.failureLog2()))
        .filter(p -> p.tableSize() >= 2 << choice.boxBits).flatMap(p -> compiled(choice, integers, p));
  }

  private Optional<CompiledModel> compiled(Choice choice, IntegerNetwork integers, Parameters p) {
    InputLayout layout = new InputLayout.Integers(integers.deltaLog2(), forms(choice.featureBits).usedFeatures());
    double margin = Math.scalb(1, -choice.boxBits - 2);
    NetworkCircuit.Written written = NetworkCircuit.write(integers,
        layout.ciphertexts(p.polynomialSize()) * p.polynomialSize(), p.tableSize(), margin);
    List<ResultSpec> results = new ArrayList<>();
    for (int o = 0; o < written.outputs().length; o++) {
      results.add(new ResultSpec(Long.SIZE - choice.scoreBits, true, o, Math.scalb(1, -choice.scoreBits)
          / integers.scoreScales()[o]));
    }
    ClientSpec client = new ClientSpec(request.name(), NetworkPlugin.KIND, p,
        written.nodes().stream().flatMap(node -> node.keyParts().stream()).collect(
            Collectors.toSet()), List.of(samples(choice.featureBits).quantizers()), layout, results,
        integers.middles(), model.task());
    return new Assembly(client, written.nodes(), written.outputs(), notes(choice, written, p))
        .withShortestAnswer(request.failureLog2()).map(m -> m.withStrategy(Strategy.NETWORK_EXACT));
  }

  private List<Map.Entry<String, String>> notes(Choice choice, NetworkCircuit.Written written, Parameters p) {
    List<Map.Entry<String, String>> notes = new ArrayList<>();
    int[] lookups = written.nodes().stream().mapToInt(Node::bootstraps).filter(count -> count > 0).toArray();
    List<Unfolded.Layer> layers = forms(choice.featureBits).layers();
    notes.add(Map.entry("look-ups", Arrays.stream(lookups).sum() + " in " + layers.size() + " batches"
        + (written.merged() > 0 ? "; " + written.merged() + " more were equal to others" : "")));
    notes.add(Map.entry("feature levels", String.valueOf(1 << choice.featureBits)));
    for (int l = 0; l < lookups.length; l++) {
      notes.add(Map.entry("layer " + layers.get(l).name(), String.format(Locale.ROOT, "%d look-ups of sums of %d bits "
          + "to values of %d bits, %.0f ms on one core of the cost model", lookups[l], choice.boxBits,
          choice.valueBits, lookups[l] * ParameterCatalogue.cost(p))));
    }
    notes.add(Map.entry("agreement of integers", String.format(Locale.ROOT, "%.4f of %d calibration rows",
        choice.agreement, samples(choice.featureBits).rows().length)));
    return notes;
  }

  /** Names the layer with the most terms in a sum and the bits at which the network would be followed. */
  private RuntimeException refused(int bits) {
    Unfolded.Layer widest = forms(bits).layers().stream().max(Comparator.comparingInt(
        layer -> layer.lookups().stream().mapToInt(l -> l.input().atom().length).max().orElse(0))).orElseThrow();
    int needed = MOST_BOX_BITS + 1;
    while (needed <= MOST_SAID_BITS
        && choice(bits, needed, FINE_BITS, FINE_SCORE_BITS).agreement < request.agreement()) {
      needed++;
    }
    return NetworkPlugin.refused("layer " + widest.name() + " of this network adds up to "
        + widest.lookups().stream().mapToInt(l -> l.input().atom().length).max().orElse(0) + " values, which takes "
        + (needed > MOST_SAID_BITS ? "more than " + MOST_SAID_BITS : "sums of " + needed) + " bits for an agreement of "
        + request.agreement() + ", where tables tell " + MOST_BOX_BITS + " bits apart at most: use the strategy "
        + Strategy.NETWORK_ANALOGUE + ", accept less with --agreement, or train it for fewer bits");
  }
}
