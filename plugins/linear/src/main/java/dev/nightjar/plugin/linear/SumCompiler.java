package dev.nightjar.plugin.linear;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.model.Assembly;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Turns scores that are affine functions of features into circuits. Each is one integer linear combination of packed
 * coefficients: no look-up, no evaluation key. The torus word that stands for 1 follows from the proven range of the
 * sums, so that no sum can wrap around. Used once.
 */
final class SumCompiler {
  /** Bits of a weight, if they fit; at 12 bits rounding weights costs a tenth of rounding 8-bit features. */
  private static final int MOST_WEIGHT_BITS = 12;
  private static final int LEAST_WEIGHT_BITS = 8;

  /** Bits by which a sum is shorter than the words of its answer, at least: room for noise. */
  private static final int LEAST_ROOM = 9;
  /** Bits of a sum that the noise of fresh ciphertexts leaves room for, at most. */
  private static final int MOST_SUM_BITS = 30;
  /** From this length on, an answer is not made longer for the sake of ranges alone, in bytes. */
  private static final int LONG_ANSWER_BYTES = 1 << 20;
  /** How much longer queries and answers may be for the sake of wide ranges. */
  private static final double FOR_WIDE_RANGES = 1.25;

  private final String kind;
  private final Task task;
  private final Grids grids;
  private final CompileRequest request;
  private final ScorePacking packing;

  /**
   * A compilation.
   *
   * @param kind of the plugin
   * @param task what the scores mean
   * @param grids how features and weights may be rounded
   * @param packing how scores travel
   */
  SumCompiler(String kind, Task task, Grids grids, CompileRequest request, ScorePacking packing) {
    this.packing = packing;
    this.kind = kind;
    this.task = task;
    this.grids = grids;
    this.request = request;
  }

  /**
   * The widest ranges and the finest steps that the shortest words have room for; longer words where these fail. Where
   * hidden scores share masks, the grids with the shortest answers instead.
   */
  CompiledModel searched() {
    return request.modelPrivacy(0) == ModelPrivacy.NONE ? widest() : frugal().orElseGet(this::widest);
  }

  /**
   * Hidden scores that share masks: of the grids that are close enough those with the shortest traffic, but with ranges
   * as wide as they should be, or as nearly so as does not make answers much longer.
   */
  private Optional<CompiledModel> frugal() {
    Map<Grids.Choice, Optional<CompiledModel>> tried = new HashMap<>();
    Optional<CompiledModel> best = Optional.empty();
    long most = 0;
    for (int widening = 0; widening <= grids.wantedWidening(); widening++) {
      Optional<CompiledModel> found = grids.frugal(MOST_SUM_BITS, widening).stream()
          .flatMap(choice -> tried.computeIfAbsent(choice, c -> packing.shared(assemble(c))).stream())
          .min(Comparator.comparingLong(packing::traffic));
      if (found.isEmpty() || best.isPresent() && packing.traffic(found.get()) > most) {
        break;
      }
      if (best.isEmpty()) {
        most = (long) (FOR_WIDE_RANGES * packing.traffic(found.get()));
      }
      best = found;
    }
    return best;
  }

  private CompiledModel widest() {
    Optional<CompiledModel> best = Optional.empty();
    Optional<CompiledModel> poorlyHidden = Optional.empty();
    Optional<CompiledModel> unpacked = Optional.empty();
    Optional<CompiledModel> coarse = Optional.empty();
    for (int words : Circuit.OUTPUT_BITS) {
      List<Grids.Choice> failed = new ArrayList<>();
      for (Grids.Choice choice : grids.within(Math.min(words - LEAST_ROOM, MOST_SUM_BITS))) {
        // Noise grows with the weights, and the room for it shrinks with the sums.
        if (failed.stream().anyMatch(f -> choice.sumBits() >= f.sumBits() && choice.weightBits() >= f.weightBits())) {
          continue;
        }
        Optional<CompiledModel> compiled = packing.shortest(assemble(choice))
            .filter(c -> c.circuit().outputBits() <= words);
        if (compiled.isPresent() && !packing.isHiddenWell(compiled.get())) {
          poorlyHidden = compiled;
          compiled = Optional.empty();
        }
        Optional<CompiledModel> found = compiled;
        if (found.isPresent() && ScorePacking.missesPacking(found.get())) {
          if (grids.suffices(choice)) {
            unpacked = unpacked.or(() -> found);
          } else {
            coarse = found;
          }
          compiled = Optional.empty();
        }
        if (compiled.isPresent() && (grids.suffices(choice) || grids.isClose(choice)
            && (isLong(compiled.get()) || ScorePacking.isHiddenAndPacked(compiled.get())))) {
          return compiled.get();
        }
        if (compiled.isPresent()) {
          best = compiled;
          break;
        }
        failed.add(choice);
      }
    }
    // Long answers come before bad ones.
    return unpacked.or(of(best)).or(of(poorlyHidden)).or(of(coarse)).orElseThrow(this::missed);
  }

  private static Supplier<Optional<CompiledModel>> of(Optional<CompiledModel> model) {
    return () -> model;
  }

  /** Equal steps over the ranges of the calibration rows. */
  CompiledModel uniform() {
    FeatureQuantizer.Uniform[] quantizers = new FeatureQuantizer.Uniform[request.calibration()[0].length];
    int levels = 1 << (request.bits() == 0 ? LinearPlugin.DEFAULT_BITS : request.bits());
    Arrays.setAll(quantizers, f -> request.uniformQuantizer(f, levels));
    for (int weightBits = MOST_WEIGHT_BITS; weightBits >= LEAST_WEIGHT_BITS; weightBits--) {
      Optional<CompiledModel> compiled = packing.shortest(
          assemble(grids.rounded(quantizers, weightBits), weightBits, List.of()));
      if (compiled.isPresent()) {
        return compiled.get();
      }
    }
    throw missed();
  }

  /** Whether words twice as long, for wider ranges, would cost more than they are worth. */
  private static boolean isLong(CompiledModel compiled) {
    return EncryptedResultCodec.encodedBytes(compiled.circuit()) >= LONG_ANSWER_BYTES;
  }

  private NightjarException missed() {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, "the sums of this model do not keep a failure bound of 2^"
        + request.failureLog2() + (request.modelPrivacy(0) == ModelPrivacy.NONE ? "" : " with hidden answers")
        + ": use fewer bits or accept a larger bound");
  }

  private Assembly assemble(Grids.Choice choice) {
    return assemble(grids.integers(choice), choice.weightBits(),
        List.of(Map.entry("ranges widened", (1 << choice.wideningLog2()) + " times")));
  }

  private Assembly assemble(IntegerModel integers, int weightBits, List<Map.Entry<String, String>> more) {
    FeatureQuantizer.Uniform[] quantizers = integers.quantizers();
    Parameters parameters = request.parameters().orElseGet(ParameterCatalogue::linear);
    int deltaLog2 = Long.SIZE - integers.rangeBits();
    int[] used = IntStream.range(0, quantizers.length).filter(integers::uses).toArray();
    InputLayout layout = new InputLayout.Integers(deltaLog2, used);
    int inputs = layout.ciphertexts(parameters.polynomialSize());
    SparseMap.Builder rows = SparseMap.builder(inputs * parameters.polynomialSize());
    List<ResultSpec> results = new ArrayList<>();
    double[] offsets = integers.offsets().clone();
    for (int o = 0; o < offsets.length; o++) {
      if (integers.varies(o)) {
        // The sum is shifted to begin at 0, which uses the range fully, and the client shifts it back.
        addRow(rows, integers.weights()[o], used, -integers.lowest()[o] << deltaLog2);
        results.add(new ResultSpec(deltaLog2, false, o, integers.steps()[o]));
        offsets[o] += integers.steps()[o] * integers.lowest()[o];
      }
    }
    SparseMap map = rows.build();
    ClientSpec client = new ClientSpec(request.name(), kind, parameters, Set.of(), List.of(quantizers), layout,
        results, offsets, task);
    int[] outputs = IntStream.range(0, map.rows()).toArray();
    List<Map.Entry<String, String>> notes = new ArrayList<>(List.of(
        Map.entry("used features", used.length + " of " + quantizers.length),
        Map.entry("weight bits", String.valueOf(weightBits)),
        Map.entry("feature levels", String.valueOf(
            Arrays.stream(quantizers).mapToInt(FeatureQuantizer.Uniform::levels).max().orElseThrow())),
        Map.entry("bits of a sum", String.valueOf(integers.rangeBits()))));
    notes.addAll(more);
    return new Assembly(client, List.of(new Node.Extract(map)), outputs, notes);
  }

  private static void addRow(SparseMap.Builder rows, long[] weights, int[] used, long constant) {
    int[] slots = IntStream.range(0, used.length).filter(s -> weights[used[s]] != 0).toArray();
    rows.row(slots, Arrays.stream(slots).mapToLong(s -> weights[used[s]]).toArray(), constant);
  }
}
