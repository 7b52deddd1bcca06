package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.Costs;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Prediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Tries all strategies that may apply to a model and takes the fastest that reveals nothing and loses nothing; or tries
 * the one that a request names and takes it. Used once.
 */
final class Planner {
  /** Agreement that is not told apart, beside that of a single row. */
  private static final double SAME_AGREEMENT = 0.001;

  private final ImportedModel model;
  private final Function<double[], Prediction> predict;
  private final CompileRequest request;
  private final Costs costs;
  private final Consumer<String> progress;
  private final Map<String, NightjarException> refusals = new LinkedHashMap<>();

  Planner(ImportedModel model, Function<double[], Prediction> predict, CompileRequest request, Costs costs,
      Consumer<String> progress) {
    this.model = model;
    this.predict = predict;
    this.request = request;
    this.costs = costs;
    this.progress = progress;
  }

  /**
   * The plan.
   *
   * @param strategies names, preferred ones first; at least one
   * @param compiler what compiles the model by the strategy of a request
   * @param finish what is done with a model that was compared with the float model
   * @throws NightjarException the reason of the strategy that was asked for, or else of the first, when it cannot be
   *     had or none can
   */
  Plan among(List<String> strategies, Function<CompileRequest, CompiledModel> compiler,
      UnaryOperator<CompiledModel> finish) {
    List<Candidate> candidates = new ArrayList<>();
    for (String strategy : request.strategy().map(List::of).orElse(strategies)) {
      progress.accept(strategy);
      candidates.add(tried(strategy, strategies.size() == 1, compiler, finish));
    }
    candidates.sort(Comparator.comparing((Candidate c) -> c.compiled().isEmpty())
        .thenComparingDouble(c -> Double.isNaN(c.millis()) ? Double.MAX_VALUE : c.millis()));
    if (request.strategy().isPresent()) {
      String asked = request.strategy().get();
      if (candidates.get(0).compiled().isEmpty()) {
        throw refusals.get(asked);
      }
      strategies.stream().filter(name -> !name.equals(asked))
          .forEach(name -> candidates.add(Candidate.refused(name, "not tried, since another was asked for")));
      return new Plan(candidates, 0, "as asked for", costs.origin());
    }
    if (candidates.get(0).compiled().isEmpty()) {
      throw refusals.get(strategies.get(0));
    }
    return chosen(candidates);
  }

  private Candidate tried(String strategy, boolean alone, Function<CompileRequest, CompiledModel> compiler,
      UnaryOperator<CompiledModel> finish) {
    try {
      CompileRequest.Builder asked = request.toBuilder(request.calibration());
      CompiledModel compiled = compiler.apply((alone ? asked : asked.strategy(strategy)).build());
      if (!alone && !compiled.strategy().equals(strategy)) {
        throw new NightjarException(ErrorCode.INTERNAL, "the plugin was asked for the strategy '" + strategy
            + "' and compiled by '" + compiled.strategy() + "'");
      }
      AgreementCheck check = new AgreementCheck(model, predict, compiled, request);
      return Candidate.of(finish.apply(check.passed()), costs.millis(CircuitCost.of(compiled.circuit())),
          check.agreement());
    } catch (NightjarException e) {
      refusals.put(strategy, e);
      return Candidate.refused(strategy, e.getMessage());
    }
  }

  /** The fastest of those that pass all tests; a test that none passes is left out, and the reason says so. */
  private Plan chosen(List<Candidate> candidates) {
    List<Candidate> left = candidates.stream().filter(c -> c.compiled().isPresent()).toList();
    if (left.size() == 1) {
      return plan(candidates, left.get(0), candidates.size() == 1 ? "the only way to run this model"
          : "the only one of " + candidates.size() + " that is possible");
    }
    List<String> reasons = new ArrayList<>();
    left = narrowed(left, c -> !Double.isNaN(c.millis())).orElse(left);
    Optional<List<Candidate>> secret = narrowed(left, c -> !c.revealsThresholds());
    reasons.add(secret.isPresent() ? "reveals nothing but scores" : "reveals thresholds, as all do");
    left = secret.orElse(left);
    double most = left.stream().mapToDouble(Candidate::agreement).max().orElseThrow();
    double same = Math.max(SAME_AGREEMENT, 1.0 / request.calibration().length);
    left = narrowed(left, c -> c.agreement() >= most - same).orElseThrow();
    reasons.add("loses nothing");
    return plan(candidates, left.get(0), "the fastest that " + String.join(" and ", reasons));
  }

  private static Optional<List<Candidate>> narrowed(List<Candidate> all,
      Predicate<Candidate> test) {
    return Optional.of(all.stream().filter(test).toList()).filter(some -> !some.isEmpty());
  }

  private Plan plan(List<Candidate> candidates, Candidate taken, String reason) {
    return new Plan(candidates, candidates.indexOf(taken), reason, costs.origin());
  }
}
