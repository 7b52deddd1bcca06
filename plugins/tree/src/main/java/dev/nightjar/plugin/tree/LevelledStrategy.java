package dev.nightjar.plugin.tree;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.plugin.tree.internal.levelled.Coding;
import dev.nightjar.plugin.tree.internal.levelled.Forest;
import dev.nightjar.plugin.tree.internal.levelled.LevelledCompiler;
import dev.nightjar.plugin.tree.internal.levelled.LevelledModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Ways to evaluate trees without bootstraps: as decision diagrams over encrypted bits of the features. */
enum LevelledStrategy {
  /** Digits of the features: the client learns nothing of the thresholds but what the grid tells. */
  BITS(Strategy.LEVELLED_BITS),
  /** Digits of the features' ranks among the thresholds, which the client learns. */
  RANK(Strategy.LEVELLED_RANK),
  /** A bit for each threshold, which the client learns. */
  COMPARISONS(Strategy.LEVELLED_COMPARISONS),
  /** The same, and every tree is a table that bits rotate: for oblivious trees. */
  FERNS(Strategy.FERNS);

  private final String id;

  LevelledStrategy(String id) {
    this.id = id;
  }

  /** The strategy of a name; empty when there is none. */
  static Optional<LevelledStrategy> of(String id) {
    return Arrays.stream(values()).filter(s -> s.id.equals(id)).findFirst();
  }

  /** Its name. */
  String id() {
    return id;
  }

  /**
   * Compiles an ensemble whose paths are short enough to be walked.
   *
   * @param first its quantisation as the request asks for it
   */
  CompiledModel compile(TreeEnsemble model, CompileRequest request, Quantisation first) {
    List<Parameters> sets = request.parameters().map(List::of)
        .orElseGet(() -> ParameterCatalogue.all(KeyFamily.LEVELLED));
    if (sets.stream().anyMatch(p -> p.levelled().isEmpty())) {
      throw refused("the strategy " + id + " needs a levelled parameter set, which " + sets.get(0).id() + " is not");
    }
    Optional<Quantisation> next = Optional.of(first);
    while (next.isPresent()) {
      Quantisation hidden = next.get();
      if (hidden.trees().stream().allMatch(t -> t.size() == 1)) {
        throw refused("after quantisation the model gives every input the same answer: use the"
            + " quantizer auto, more bits or calibration data that the model was trained on");
      }
      boolean tells = tells(hidden);
      Quantisation quantised = tells && hidden.grid().hidesThresholds() ? hidden.ranked() : hidden;
      Forest forest = new Forest(quantised.trees(),
          IntStream.range(0, model.features()).map(quantised.grid()::levels).toArray(), model.base().length);
      Optional<LevelledModel> found = new LevelledCompiler(forest, coding(quantised), request.failureLog2())
          .compile(sets, this == FERNS);
      if (found.isPresent()) {
        return assemble(model, request, quantised, found.get());
      }
      next = hidden.withCoarserLeaves(model);
    }
    throw refused(this == FERNS ? "not every tree of this " + model.description() + " is cheaper as a table of its "
        + "tests, or no parameter set keeps the failure bound of 2^" + request.failureLog2() + ": use another strategy"
        : "no levelled parameter set evaluates this " + model.description() + " with a failure bound of 2^"
        + request.failureLog2() + ": train shallower trees or accept a larger bound");
  }

  /** Whether the client learns the cuts of the model. */
  private boolean tells(Quantisation quantised) {
    return this != BITS && !(this == FERNS && binary(quantised));
  }

  /** Whether each feature that is tested has two levels, which one digit tells apart. */
  private static boolean binary(Quantisation quantised) {
    int[][] ends = quantised.grid().ends(quantised.trees());
    return IntStream.range(0, ends.length).allMatch(f -> ends[f].length == 0 || quantised.grid().levels(f) == 2);
  }

  private Coding coding(Quantisation quantised) {
    return switch (this) {
      case BITS, RANK -> quantised.grid().hidesThresholds() ? Coding.DIGITS : Coding.RANKS;
      case COMPARISONS -> Coding.COMPARISONS;
      case FERNS -> quantised.grid().hidesThresholds() ? Coding.DIGITS : Coding.COMPARISONS;
    };
  }

  private CompiledModel assemble(TreeEnsemble model, CompileRequest request, Quantisation quantised,
      LevelledModel levelled) {
    LeafScale[] scales = quantised.scales();
    double[] offsets = model.base();
    for (int o = 0; o < offsets.length; o++) {
      offsets[o] += Arrays.stream(scales[o].anchor()).sum() + scales[o].step() * levelled.lowest()[o];
    }
    List<ResultSpec> results = levelled.results().stream()
        .map(r -> new ResultSpec(r.deltaLog2(), false, r.score(), scales[r.score()].step() * r.weight())).toList();
    ClientSpec client = new ClientSpec(request.name(), "tree-ensemble", levelled.circuit().parameters(),
        levelled.circuit().keyParts(), quantised.grid().quantizers(), levelled.layout(), results, offsets,
        model.task());
    List<Map.Entry<String, String>> notes = new ArrayList<>(Notes.of(model, quantised));
    notes.addAll(levelled.notes());
    return new CompiledModel(client, levelled.circuit(), id, notes);
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
