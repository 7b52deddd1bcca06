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
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Compiles {@link LinearModel}s: kind {@code linear}. Stateless and thread-safe.
 *
 * <p>Each score is one integer linear combination of packed coefficients: no look-up, no evaluation key. The
 * torus word that stands for 1 follows from the proven range of the sums, so that no sum can wrap around. Where answers
 * are not hidden, many scores travel packed, see {@link ScorePacking}.
 */
public final class LinearPlugin implements ModelPlugin {
  /** Bits of a feature unless the request says otherwise. */
  public static final int DEFAULT_BITS = 8;

  /** Bits of a weight, if they fit; at 12 bits rounding weights costs a tenth of rounding 8-bit features. */
  private static final int MOST_WEIGHT_BITS = 12;
  private static final int LEAST_WEIGHT_BITS = 8;

  /** Bits by which a sum is shorter than the words of its answer, at least: room for noise. */
  private static final int LEAST_ROOM = 9;
  /** Bits of a sum that the noise of fresh ciphertexts leaves room for, at most. */
  private static final int MOST_SUM_BITS = 30;
  /** From this length on, an answer is not made longer for the sake of ranges alone, in bytes. */
  private static final int LONG_ANSWER_BYTES = 1 << 20;

  @Override
  public String kind() {
    return "linear";
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public boolean supports(ImportedModel model) {
    return model instanceof LinearModel;
  }

  @Override
  public CompiledModel compile(ImportedModel model, CompileRequest request) {
    if (!(model instanceof LinearModel linear)) {
      throw refused("the plugin " + kind() + " compiles linear models, not a " + model.description());
    }
    if (request.quantizer() == CompileRequest.Quantizer.THRESHOLDS) {
      throw refused("a linear model has no thresholds to quantise at: use the quantizer auto or uniform");
    }
    request.requireFeatures(linear.features());
    if (Arrays.stream(linear.weights()).allMatch(row -> Arrays.stream(row).allMatch(w -> w == 0))) {
      throw refused("every weight of this model is zero: there is nothing to compute on encrypted data");
    }
    return request.quantizer() == CompileRequest.Quantizer.AUTO ? searched(linear, request) : uniform(linear, request);
  }

  /** The widest ranges and the finest steps that the shortest words have room for; longer words where these fail. */
  private CompiledModel searched(LinearModel model, CompileRequest request) {
    LinearGrids grids = new LinearGrids(model, request);
    Optional<CompiledModel> best = Optional.empty();
    Optional<CompiledModel> poorlyHidden = Optional.empty();
    Optional<CompiledModel> unpacked = Optional.empty();
    Optional<CompiledModel> coarse = Optional.empty();
    for (int words : Circuit.OUTPUT_BITS) {
      List<LinearGrids.Choice> failed = new ArrayList<>();
      for (LinearGrids.Choice choice : grids.within(Math.min(words - LEAST_ROOM, MOST_SUM_BITS))) {
        // Noise grows with the weights, and the room for it shrinks with the sums.
        if (failed.stream().anyMatch(f -> choice.sumBits() >= f.sumBits() && choice.weightBits() >= f.weightBits())) {
          continue;
        }
        IntegerModel integers = IntegerModel.of(model, grids.quantizers(choice), choice.weightBits());
        Assembly assembly = assemble(model, request, integers.exactAt(grids.mean(), model), choice.weightBits(),
            List.of(Map.entry("ranges widened", (1 << choice.wideningLog2()) + " times")));
        Optional<CompiledModel> compiled = ScorePacking.shortest(assembly, request)
            .filter(c -> c.circuit().outputBits() <= words);
        if (compiled.isPresent() && !ScorePacking.isHiddenWell(compiled.get())) {
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
    return unpacked.or(of(best)).or(of(poorlyHidden)).or(of(coarse)).orElseThrow(() -> missed(request));
  }

  private static Supplier<Optional<CompiledModel>> of(Optional<CompiledModel> model) {
    return () -> model;
  }

  private CompiledModel uniform(LinearModel linear, CompileRequest request) {
    FeatureQuantizer.Uniform[] quantizers =
        quantizers(request, linear.features(), request.bits() == 0 ? DEFAULT_BITS : request.bits());
    for (int weightBits = MOST_WEIGHT_BITS; weightBits >= LEAST_WEIGHT_BITS; weightBits--) {
      IntegerModel integers = IntegerModel.of(linear, quantizers, weightBits);
      Optional<CompiledModel> compiled = ScorePacking.shortest(
          assemble(linear, request, integers, weightBits, List.of()), request);
      if (compiled.isPresent()) {
        return compiled.get();
      }
    }
    throw missed(request);
  }

  /** Whether words twice as long, for wider ranges, would cost more than they are worth. */
  private static boolean isLong(CompiledModel compiled) {
    return EncryptedResultCodec.encodedBytes(compiled.circuit()) >= LONG_ANSWER_BYTES;
  }

  private static NightjarException missed(CompileRequest request) {
    return refused("the sums of this model do not keep a failure bound of 2^" + request.failureLog2()
        + (request.modelPrivacy(0) == ModelPrivacy.NONE ? "" : " with hidden answers")
        + ": use fewer bits or accept a larger bound");
  }

  private static FeatureQuantizer.Uniform[] quantizers(CompileRequest request, int features, int bits) {
    FeatureQuantizer.Uniform[] out = new FeatureQuantizer.Uniform[features];
    Arrays.setAll(out, f -> request.uniformQuantizer(f, 1 << bits));
    return out;
  }

  private Assembly assemble(LinearModel model, CompileRequest request, IntegerModel integers, int weightBits,
      List<Map.Entry<String, String>> more) {
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
    ClientSpec client = new ClientSpec(request.name(), kind(), parameters, Set.of(), List.of(quantizers), layout,
        results, offsets, model.task());
    int[] outputs = IntStream.range(0, map.rows()).toArray();
    List<Map.Entry<String, String>> notes = new ArrayList<>(List.of(
        Map.entry("used features", used.length + " of " + quantizers.length),
        Map.entry("weight bits", String.valueOf(weightBits)),
        Map.entry("feature levels", String.valueOf(quantizers[0].levels())),
        Map.entry("bits of a sum", String.valueOf(integers.rangeBits()))));
    notes.addAll(more);
    return new Assembly(client, List.of(new Node.Extract(map)), outputs, notes);
  }

  private static void addRow(SparseMap.Builder rows, long[] weights, int[] used, long constant) {
    int[] slots = IntStream.range(0, used.length).filter(s -> weights[used[s]] != 0).toArray();
    rows.row(slots, Arrays.stream(slots).mapToLong(s -> weights[used[s]]).toArray(), constant);
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
