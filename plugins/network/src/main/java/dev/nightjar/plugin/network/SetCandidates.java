package dev.nightjar.plugin.network;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.params.AnalogueNeeds;
import dev.nightjar.api.params.LookupTolerance;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.OutputTolerance;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Parameter sets that an analogue network may be evaluated under, the cheapest first: those of the catalogue, and those
 * that the request's choice of sets finds for a grid of noise at look-ups and noise of bootstraps. Which of them leaves
 * the network close enough to the float model, trials tell. Sets that are noisier in every respect than one that did
 * not are left out. Not thread-safe.
 */
final class SetCandidates {
  /** Noise at look-ups that sets are asked for, log2 in halves. */
  private static final int NOISIEST = -10;
  private static final int QUIETEST = -18;
  /** Noise of bootstraps, log2. */
  private static final int NOISIEST_BOOTSTRAP = -8;
  private static final int QUIETEST_BOOTSTRAP = -14;
  private static final int WORD_BITS = 16;

  private final List<Parameters> sets;
  private final List<Parameters> missed = new ArrayList<>();

  /**
   * For a request.
   *
   * @param integers the network for a variance of bootstraps
   */
  SetCandidates(CompileRequest request, DoubleFunction<IntegerNetwork> integers) {
    Set<Parameters> found = new LinkedHashSet<>();
    request.parameterSets().stream().filter(Parameters::bootstraps).forEach(found::add);
    if (request.parameters().isEmpty()) {
      IntStream.rangeClosed(QUIETEST_BOOTSTRAP, NOISIEST_BOOTSTRAP).forEach(log2 -> {
        double bootstrapped = Math.scalb(1, 2 * log2);
        IntegerNetwork network = integers.apply(bootstrapped);
        IntStream.rangeClosed(QUIETEST, NOISIEST)
            .mapToObj(half -> needs(network, Math.pow(2, half / 2.0), bootstrapped))
            .flatMap(Optional::stream).flatMap(needs -> request.cheapestFor(needs).stream()).forEach(found::add);
      });
    }
    sets = found.stream().sorted(Comparator.comparingDouble(ParameterCatalogue::cost)
        .thenComparingLong(Parameters::seededKeyBytes)).toList();
  }

  /** What a network asks of a set at this noise; empty where its own sums leave no room for it. */
  private static Optional<AnalogueNeeds> needs(IntegerNetwork network, double deviation, double bootstrapped) {
    List<LookupTolerance> lookups = new ArrayList<>();
    for (List<IntegerRow> layer : network.layers()) {
      double fresh = layer.stream().mapToDouble(IntegerRow::freshNorm).max().orElse(0);
      double norm = layer.stream().mapToDouble(IntegerRow::bootstrappedNorm).max().orElse(0);
      if (norm * norm * bootstrapped > deviation * deviation / 2) {
        return Optional.empty();
      }
      lookups.add(new LookupTolerance(deviation, fresh, norm, 0, layer.size()));
    }
    List<OutputTolerance> outputs = new ArrayList<>();
    for (IntegerRow row : network.scores()) {
      double norm = row.bootstrappedNorm();
      double most = Math.sqrt(norm * norm * bootstrapped + Math.scalb(1, -2 * WORD_BITS + 10));
      outputs.add(new OutputTolerance(Math.min(0.25, most), row.freshNorm(), norm, Long.SIZE));
    }
    return Optional.of(new AnalogueNeeds(lookups, outputs));
  }

  boolean isEmpty() {
    return sets.isEmpty();
  }

  /** The sets that are left, the cheapest first; looked at lazily. */
  Stream<Parameters> stream() {
    return sets.stream().filter(p -> missed.stream().noneMatch(less -> isNoisier(p, less)));
  }

  /** Says that trials under a set did not come close enough. */
  void miss(Parameters p) {
    missed.add(p);
  }

  private static boolean isNoisier(Parameters p, Parameters than) {
    return NoiseModel.lookupVariance(p, 0, 0) >= NoiseModel.lookupVariance(than, 0, 0)
        && NoiseModel.bootstrapVarianceBound(p) >= NoiseModel.bootstrapVarianceBound(than);
  }
}
