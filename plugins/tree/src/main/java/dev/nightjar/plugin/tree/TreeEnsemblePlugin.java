package dev.nightjar.plugin.tree;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.Compilation;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compiles {@link TreeEnsemble}s: kind {@code tree-ensemble}. Stateless and thread-safe.
 *
 * <p>Features are thermometers, so that every test is read off the query; a look-up is made only where a
 * tree's value changes and more than one feature decides it. The number of conditions that a look-up counts,
 * the parameter set and whether scores share look-ups are searched for the least total cost under the failure
 * bound.
 */
public final class TreeEnsemblePlugin implements ModelPlugin {
  /** Bits of a feature unless the request says otherwise. */
  public static final int DEFAULT_BITS = 6;

  @Override
  public String kind() {
    return "tree-ensemble";
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public boolean supports(ImportedModel model) {
    return model instanceof TreeEnsemble;
  }

  /** Those that tell a client nothing of the thresholds come first. */
  @Override
  public List<String> strategies(ImportedModel model) {
    List<String> names = new ArrayList<>(List.of(Strategy.LEVELLED_BITS, Strategy.BOOTSTRAPPED,
        Strategy.LEVELLED_RANK, Strategy.LEVELLED_COMPARISONS));
    if (model instanceof TreeEnsemble ensemble && ObliviousTrees.all(ensemble)) {
      names.add(1, Strategy.FERNS);
    }
    return names;
  }

  @Override
  public CompiledModel compile(ImportedModel model, CompileRequest request) {
    return compilation(model).compile(request);
  }

  @Override
  public Compilation compilation(ImportedModel model) {
    if (!(model instanceof TreeEnsemble ensemble)) {
      throw refused("the plugin " + kind() + " compiles tree ensembles, not a " + model.description());
    }
    return new TreeCompilation(this, ensemble);
  }

  CompiledModel assemble(TreeEnsemble model, CompileRequest request, Quantisation quantised, PlanSearch search,
      Choice choice) {
    FeatureGrid grid = quantised.grid();
    LeafScale[] scales = quantised.scales();
    InputLayout.Unary layout = layout(grid, choice.plan().trees());
    if (layout.ciphertexts(choice.parameters().polynomialSize()) > PackedInput.MAX_CIPHERTEXTS) {
      throw refused("the thermometers of this model take " + layout.slots() + " coefficients, more than "
          + PackedInput.MAX_CIPHERTEXTS + " ciphertexts hold: use fewer bits");
    }
    Circuit circuit = CircuitWriter.write(choice, layout);
    double[] offsets = model.base();
    for (int o = 0; o < offsets.length; o++) {
      offsets[o] += Arrays.stream(scales[o].anchor()).sum();
    }
    List<ResultSpec> results = new ArrayList<>();
    for (ResultGroup g : choice.answer().groups()) {
      // A result counts from the lowest sum of its group; a sum that never varies is no result.
      offsets[g.score()] += scales[g.score()].step() * g.lowest();
      if (g.varies()) {
        results.add(new ResultSpec(g.deltaLog2(), false, g.score(), scales[g.score()].step()));
      }
    }
    ClientSpec client = new ClientSpec(request.name(), kind(), choice.parameters(),
        circuit.keyParts(), grid.quantizers(), layout, results, offsets, model.task());
    CompiledModel compiled = new CompiledModel(client, circuit, Notes.of(model, quantised, choice, search, layout));
    if (compiled.failure().failureLog2() > request.failureLog2()) {
      throw new NightjarException(ErrorCode.INTERNAL, "the circuit misses the bound it was planned for: 2^"
          + compiled.failure().failureLog2() + " where 2^" + request.failureLog2() + " was asked for");
    }
    return compiled;
  }

  /** Hidden thresholds: the whole window of each feature that is used. Otherwise the tests that occur. */
  private static InputLayout.Unary layout(FeatureGrid grid, List<GridTree> trees) {
    record Slot(int feature, int level) {
    }
    List<Slot> slots = new ArrayList<>();
    int[][] ends = grid.ends(trees);
    for (int f = 0; f < ends.length; f++) {
      int feature = f;
      IntStream levels = !grid.hidesThresholds() || ends[f].length == 0 ? Arrays.stream(ends[f])
          : IntStream.range(0, grid.levels(f) - 1);
      levels.forEach(t -> slots.add(new Slot(feature, t)));
    }
    return new InputLayout.Unary(Lookup.DELTA_LOG2,
        slots.stream().mapToInt(Slot::feature).toArray(), slots.stream().mapToInt(Slot::level).toArray());
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
