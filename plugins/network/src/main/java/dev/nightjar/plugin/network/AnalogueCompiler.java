package dev.nightjar.plugin.network;

import dev.nightjar.api.circuit.AnalogueNoise;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.Assembly;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.network.Network;
import dev.nightjar.api.network.NetworkModel;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compiles a network whose tables are read as functions of noisy phases: under the cheapest parameter set with whose
 * noise the calibration rows still agree with the float model as closely as was asked for. Used once.
 */
final class AnalogueCompiler {
  static final int DEFAULT_BITS = 8;
  private static final double TYPICAL_DEVIATION = Math.scalb(1, -7);
  private static final int MOST_BOXES = 256;
  private static final long SEED = 1;
  /** Trials of each row: agreement is a mean over them. */
  private static final int DRAWS = 2;
  /** Rows of a first trial, which rules most sets out. */
  private static final int FEW_ROWS = 150;
  /** Rows over which the budgets of layers are looked for. */
  private static final int REPORT_ROWS = 300;
  /** Agreement of few rows may be this much less. */
  private static final double FEW_ROWS_SLACK = 0.02;
  /** A dearer set that is not quiet enough, too, is taken where so many more rows are expected to be as wanted. */
  private static final double WORTH = 0.002;
  /** A set that is not quiet enough is taken rather than one that takes more than so many times as long. */
  private static final double DEAREST = 3;
  /** Margins are this much more than formulas ask for: words of queries and answers are rounded after. */
  private static final double ROOM = 1.01;

  private final NetworkModel model;
  private final Network network;
  private final CompileRequest request;
  private final int bits;
  private final Samples samples;
  private final double[][] exact;
  private final Map<Long, Unfolded> unfolded = new HashMap<>();
  private IntegerNetwork tried;
  private double[][] queries;

  AnalogueCompiler(NetworkModel model, Network network, CompileRequest request) {
    this.model = model;
    this.network = network;
    this.request = request;
    bits = request.bits() == 0 ? DEFAULT_BITS : request.bits();
    samples = Samples.of(network, request, bits);
    exact = Arrays.stream(samples.rows()).map(model::scores).toArray(double[][]::new);
  }

  CompiledModel compile() {
    if (unfolded(TYPICAL_DEVIATION).lookups() == 0) {
      throw NetworkPlugin.refused("on the calibration rows every function of this network is affine, so that there is "
          + "nothing to look up: calibrate with the rows that it was trained on, or export a linear model");
    }
    Unfolded typical = unfolded(TYPICAL_DEVIATION);
    SetCandidates sets = new SetCandidates(request,
        bootstrapped -> integers(typical, typical.usedFeatures(), bootstrapped, MOST_BOXES, Integers.SHARES_LEFT[0]));
    if (sets.isEmpty()) {
      throw NetworkPlugin.refused("a network needs a parameter set for bootstraps, and none was given");
    }
    Candidate best = null;
    Candidate closest = null;
    for (Parameters p : (Iterable<Parameters>) sets.stream()::iterator) {
      if (best != null && ParameterCatalogue.cost(p) > DEAREST * ParameterCatalogue.cost(best.parameters)) {
        break;
      }
      Candidate candidate = candidate(p);
      closest = closest == null || candidate.agreement > closest.agreement ? candidate : closest;
      if (candidate.agreement < request.agreement()) {
        sets.miss(p);
        continue;
      }
      boolean steady = candidate.lacking() <= 0;
      if (!steady) {
        sets.miss(p);
      }
      if (steady || best == null || candidate.lacking() < best.lacking() - WORTH) {
        Optional<CompiledModel> compiled = compiled(candidate);
        if (steady && compiled.isPresent()) {
          return compiled.get();
        }
        best = compiled.isPresent() ? candidate : best;
      }
    }
    if (best != null) {
      return compiled(best).orElseThrow();
    }
    throw NetworkPlugin.refused(closest == null || closest.agreement >= request.agreement()
        ? "no parameter set keeps the noise of this network within a failure bound of 2^" + request.failureLog2()
            + ": accept a larger bound"
        : String.format(Locale.ROOT, "with the noise of %s this network agrees with the float model by %.4f on the "
            + "calibration rows, where %s is asked for: accept less with --agreement, or train it with noise",
            closest.parameters.id(), closest.agreement, request.agreement()));
  }

  /** How many rows have to get the class of the clear run: noise may take half of what agreement leaves. */
  private double steadiness() {
    return model.task().classifier() ? 1 - (1 - request.agreement()) / 2 : 0;
  }

  /**
   * A network under a set.
   *
   * @param agreement with the float model in trials with noise, on calibration rows
   * @param unseen the same to be expected of unseen rows
   * @param steady agreement of noisy runs with those without noise, to be expected of unseen rows
   * @param lacking by how much more rows change than are to; not positive where the set will do
   */
  private record Candidate(Parameters parameters, Unfolded unfolded, int[] slots, IntegerNetwork integers,
      double agreement, double unseen, double steady, double lacking) {
  }

  /** The best of a set, with weights that are coarser or finer. */
  private Candidate candidate(Parameters p) {
    Candidate best = candidate(p, Integers.SHARES_LEFT[0]);
    for (int i = 1; i < Integers.SHARES_LEFT.length && best.lacking > 0; i++) {
      Candidate other = candidate(p, Integers.SHARES_LEFT[i]);
      best = other.lacking < best.lacking ? other : best;
    }
    return best;
  }

  private Candidate candidate(Parameters p, double left) {
    double deviation = Math.sqrt(NoiseModel.lookupVariance(p, 0, 0));
    Unfolded forms = unfolded(deviation);
    int[] used = forms.usedFeatures();
    IntegerNetwork integers =
        integers(forms, used, NoiseModel.bootstrapVarianceBound(p), p.tableSize() / 2, left);
    int layers = forms.layers().size();
    Trial.Noise noise = Trial.Noise.of(p, layers);
    int rows = samples.rows().length;
    double first = agreement(integers, used, noise, Math.min(rows, FEW_ROWS), 1);
    if (first < request.agreement() - FEW_ROWS_SLACK) {
      return new Candidate(p, forms, used, integers, first, first, first, 2 - first);
    }
    UnseenRows fromFloat = new UnseenRows(model.task(), exact);
    double[][] noisy = trials(integers, used, noise, rows, DRAWS);
    double seen = fromFloat.of(noisy);
    if (seen < request.agreement()) {
      return new Candidate(p, forms, used, integers, seen, seen, seen, 2 - seen);
    }
    double[][] noisier = trials(integers, used, noise.times(UnseenRows.NOISE), rows, DRAWS);
    double[][] clear = trials(integers, used, Trial.Noise.none(layers), rows, 1);
    double unseen = fromFloat.agreement(noisy, noisier);
    double steady = new UnseenRows(model.task(), clear).agreement(noisy, noisier);
    return new Candidate(p, forms, used, integers, seen, unseen, steady,
        Math.max(request.agreement() - unseen, steadiness() - steady));
  }

  private IntegerNetwork integers(Unfolded forms, int[] used, double bootstrapped, int boxes, double left) {
    int[] slotOf = new int[network.features()];
    Arrays.fill(slotOf, -1);
    IntStream.range(0, used.length).forEach(s -> slotOf[used[s]] = s);
    return new Integers(forms, samples, bootstrapped, boxes, slotOf, bits, model.task().classifier(), left)
        .build();
  }

  /** Shapes depend little on noise, so that sets with about the same share them. */
  private Unfolded unfolded(double deviation) {
    long key = Math.round(4 * Math.log(deviation) / Math.log(2));
    return unfolded.computeIfAbsent(key, k -> Unfolded.of(network, samples, Math.pow(2, k / 4.0)));
  }

  /** The agreement with the float model over evenly spread rows. */
  private double agreement(IntegerNetwork integers, int[] used, Trial.Noise noise, int rows, int draws) {
    return floatAgreement(trials(integers, used, noise, rows, draws), rows);
  }

  private double floatAgreement(double[][] scores, int rows) {
    double[][] wanted = new double[scores.length][];
    Arrays.setAll(wanted, i -> exact[row(i, rows)]);
    return Agreement.with(model.task(), wanted).of(scores);
  }

  private int row(int trial, int rows) {
    return (int) ((long) (trial % rows) * samples.rows().length / rows);
  }

  /** Scores of evenly spread rows, several times each. */
  private double[][] trials(IntegerNetwork integers, int[] used, Trial.Noise noise, int rows, int draws) {
    Trial trial = new Trial(integers, noise, SEED);
    double[][] scores = new double[rows * draws][];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = trial.scores(query(integers, used, row(i, rows)));
    }
    return scores;
  }

  /** What sums have of a row: kept, since each row is tried several times. */
  private double[] query(IntegerNetwork integers, int[] used, int row) {
    if (integers != tried) {
      tried = integers;
      queries = new double[samples.rows().length][];
    }
    if (queries[row] == null) {
      int[] levels = samples.levels()[row];
      queries[row] = Trial.fromQuery(integers, Arrays.stream(used).map(f -> levels[f]).toArray());
    }
    return queries[row];
  }

  private Optional<CompiledModel> compiled(Candidate c) {
    Parameters p = c.parameters;
    InputLayout layout = new InputLayout.Integers(c.integers.deltaLog2(), c.slots);
    int inputs = layout.ciphertexts(p.polynomialSize());
    int coefficients = inputs * p.polynomialSize();
    NetworkCircuit.Written open = NetworkCircuit.write(c.integers, coefficients, p.tableSize(), new double[0][]);
    Circuit circuit = new Circuit(p, inputs, open.nodes(), open.outputs(), Long.SIZE);
    AnalogueNoise noise = AnalogueNoise.of(circuit);
    double bound = deviations(circuit.bootstraps() + open.outputs().length);
    double[][] margins = Arrays.stream(noise.decisions())
        .map(layer -> Arrays.stream(layer).map(d -> ROOM * bound * d).toArray()).toArray(double[][]::new);
    if (Arrays.stream(margins).flatMapToDouble(Arrays::stream).anyMatch(m -> m > 0.25)) {
      return Optional.empty();
    }
    NetworkCircuit.Written written = NetworkCircuit.write(c.integers, coefficients, p.tableSize(), margins);
    List<ResultSpec> results = new ArrayList<>();
    // Answers may have the shortest words.
    double rounding = NoiseModel.replyRoundingVariance(p, Circuit.OUTPUT_BITS.get(0));
    for (int o = 0; o < written.outputs().length; o++) {
      double deviation = Math.hypot(noise.results()[o], Math.sqrt(rounding));
      int deltaLog2 = ClientSpec.analogueDeltaLog2(1.1 * bound * deviation);
      results.add(new ResultSpec(deltaLog2, true, o, Math.scalb(1, deltaLog2 - Long.SIZE)
          / c.integers.scoreScales()[o]));
    }
    ClientSpec client = new ClientSpec(request.name(), NetworkPlugin.KIND, p, circuit.keyParts(),
        List.of(samples.quantizers()), layout, results, c.integers.middles(), model.task()).withClaim(Claim.ANALOGUE);
    return new Assembly(client, written.nodes(), written.outputs(), List.of())
        .withShortestAnswer(request.failureLog2())
        .map(m -> m.withStrategy(Strategy.NETWORK_ANALOGUE).withNotes(notes(m, c, margins, written)));
  }

  private List<Map.Entry<String, String>> notes(CompiledModel compiled, Candidate c, double[][] margins,
      NetworkCircuit.Written written) {
    Trial.Noise noise = Trial.Noise.of(c.parameters, c.unfolded.layers().size());
    int rows = Math.min(samples.rows().length, REPORT_ROWS);
    List<Map.Entry<String, String>> notes = new AnalogueReport(compiled, c.unfolded, samples).notes(margins, written,
        noise, other -> agreement(c.integers, c.slots, other, rows, 1), request.agreement(), c.agreement);
    if (model.task().classifier()) {
      notes.add(Map.entry("unseen rows", String.format(Locale.ROOT, "about %.4f are expected to get the class of the "
          + "clear run, and %.4f that of the float model%s", c.steady, c.unseen, c.lacking <= 0 ? ""
          : String.format(Locale.ROOT, ": fewer than the %.4f and %.4f that were wanted, since sets with less "
          + "noise do not help or take too long", steadiness(), request.agreement()))));
    }
    return notes;
  }

  /** Standard deviations that normal noise passes in none of so many places but with the wanted probability. */
  private double deviations(int places) {
    double wanted = request.failureLog2() - Math.log(places) / Math.log(2);
    double low = 1;
    double high = 64;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (NoiseModel.failureLog2OfDecision(middle, 1) > wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
