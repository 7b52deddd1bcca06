package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.Costs;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.Compilation;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Tries the strategies that may be the best for a model and takes the fastest that reveals nothing and loses nothing;
 * or tries the one that a request names and takes it. Used once.
 *
 * <p>Strategies that hide a model's thresholds are tried first: once one of them loses nothing, those that tell
 * thresholds cannot be taken, and neither can those whose work, as far as it is known before they are compiled, takes
 * {@value #FAR} times as long. What was compiled is measured only where it may be the fastest.
 */
final class Planner {
  /** Agreement that is not told apart, beside that of a single row. */
  private static final double SAME_AGREEMENT = 0.001;

  /** How many times longer than another's a time must be, by a rough estimate, so that nothing is measured. */
  private static final double FAR = 3;

  /** Exact answers are taken where they take less than so many times as long as analogue ones. */
  private static final double EXACT_WORTH = 2;

  private final ImportedModel model;
  private final Function<double[], Prediction> predict;
  private final CompileRequest request;
  private final PlanScope scope;
  private final Costs costs;
  private final Consumer<String> progress;
  private final Map<String, NightjarException> refusals = new LinkedHashMap<>();
  private final List<Candidate> candidates = new ArrayList<>();

  Planner(ImportedModel model, Function<double[], Prediction> predict, CompileRequest request, PlanScope scope,
      Costs costs, Consumer<String> progress) {
    this.model = model;
    this.predict = predict;
    this.request = request;
    this.scope = scope;
    this.costs = costs;
    this.progress = progress;
  }

  /**
   * The plan.
   *
   * @param strategies names, preferred ones first; at least one
   * @param compilation what compiles the model by the strategy of a request
   * @param finish what is done with a model that was compared with the float model
   * @throws NightjarException the reason of the strategy that was asked for, or else of the first, when it cannot be
   *     had or none can
   */
  Plan among(List<String> strategies, Compilation compilation, UnaryOperator<CompiledModel> finish) {
    List<String> hidingFirst = strategies.stream().sorted(Comparator.comparing(Strategy::tellsThresholds)).toList();
    for (String strategy : request.strategy().map(List::of).orElse(hidingFirst)) {
      candidates.add(tried(strategy, strategies.size() == 1, compilation, finish));
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
      return plan(candidates.get(0), "as asked for");
    }
    if (candidates.get(0).compiled().isEmpty()) {
      throw refusals.get(strategies.get(0));
    }
    return chosen();
  }

  /** Why a strategy cannot be taken, if that is known before it is compiled. */
  private Optional<String> hopeless(String strategy, Compilation compilation) {
    Optional<Candidate> rival = rival();
    if (rival.isEmpty() || scope == PlanScope.ALL) {
      return Optional.empty();
    }
    String name = rival.get().strategy();
    if (Strategy.tellsThresholds(strategy)) {
      return Optional.of("not tried, since it tells clients thresholds, which " + name + " hides; --plan all tries it");
    }
    return compilation.leastWork(request(strategy)).map(costs::estimate)
        .filter(least -> isFar(least.millis(), rival.get())).map(least -> String.format(Locale.ROOT,
            "not tried, since it takes at least about %.0f ms, and %s takes %.3g; --plan all tries it", least.millis(),
            name, rival.get().millis()));
  }

  /** The fastest of those compiled so far that are sure to lose nothing, to reveal no threshold and to be exact. */
  private Optional<Candidate> rival() {
    return candidates.stream()
        .filter(c -> c.compiled().isPresent() && !Double.isNaN(c.millis()) && !c.revealsThresholds()
            && c.claim() == Claim.EXACT && c.agreement() >= 1 - same())
        .min(Comparator.comparingDouble(Candidate::millis));
  }

  private static boolean isFar(double millis, Candidate rival) {
    return millis > FAR * rival.millis();
  }

  private CompileRequest request(String strategy) {
    return request.toBuilder(request.calibration()).strategy(strategy).build();
  }

  private Candidate tried(String strategy, boolean alone, Compilation compilation,
      UnaryOperator<CompiledModel> finish) {
    try {
      Optional<String> hopeless = hopeless(strategy, compilation);
      if (hopeless.isPresent()) {
        return Candidate.refused(strategy, hopeless.get());
      }
      progress.accept(strategy);
      CompiledModel compiled = compilation.compile(alone ? request : request(strategy));
      if (request.claim().equals(Optional.of(Claim.EXACT)) && compiled.claim() == Claim.ANALOGUE) {
        throw new NightjarException(ErrorCode.NOT_COMPILABLE, "its answers are analogue, and exact ones are asked for");
      }
      AgreementCheck check = new AgreementCheck(model, predict, compiled, request);
      CompiledModel passed = finish.apply(check.passed());
      return Candidate.of(passed, time(CircuitCost.of(compiled.circuit()), alone), check.agreement());
    } catch (NightjarException e) {
      refusals.put(strategy, e);
      return Candidate.refused(strategy, e.getMessage());
    }
  }

  /** Measured, but where there is nothing to choose, or an estimate says that another strategy is far faster. */
  private Costs.Estimate time(CircuitCost work, boolean alone) {
    Costs.Estimate estimate = costs.estimate(work);
    boolean needless = scope != PlanScope.ALL
        && (alone || request.strategy().isPresent() || rival().filter(r -> isFar(estimate.millis(), r)).isPresent());
    return needless || !estimate.rough() ? estimate : new Costs.Estimate(costs.millis(work), false);
  }

  /** How much less agreement is none that is told apart. */
  private double same() {
    return Math.max(SAME_AGREEMENT, 1.0 / request.calibration().length);
  }

  /** The fastest of those that pass all tests; a test that none passes is left out, and the reason says so. */
  private Plan chosen() {
    List<Candidate> left = candidates.stream().filter(c -> c.compiled().isPresent()).toList();
    if (left.size() == 1) {
      boolean allTried = candidates.size() == refusals.size() + 1;
      return plan(left.get(0), candidates.size() == 1 ? "the only way to run this model"
          : allTried ? "the only one of " + candidates.size() + " that is possible"
              : "the fastest that reveals nothing but scores and loses nothing");
    }
    List<String> reasons = new ArrayList<>();
    left = narrowed(left, c -> !Double.isNaN(c.millis())).orElse(left);
    Optional<List<Candidate>> secret = narrowed(left, c -> !c.revealsThresholds());
    reasons.add(secret.isPresent() ? "reveals nothing but scores" : "reveals thresholds, as all do");
    left = secret.orElse(left);
    double most = left.stream().mapToDouble(Candidate::agreement).max().orElseThrow();
    left = narrowed(left, c -> c.agreement() >= most - same()).orElseThrow();
    reasons.add("loses nothing");
    Candidate fastest = left.get(0);
    Optional<Candidate> exact = left.stream().filter(c -> c.claim() == Claim.EXACT).findFirst();
    if (fastest.claim() == Claim.EXACT || request.claim().isPresent() || exact.isEmpty()) {
      return plan(fastest, "the fastest that " + String.join(" and ", reasons));
    }
    boolean worth = exact.get().millis() < EXACT_WORTH * fastest.millis();
    return plan(worth ? exact.get() : fastest, "the fastest that " + String.join(" and ", reasons) + (worth
        ? " and is exact, in less than twice the time of " + fastest.strategy()
        : "; exact answers would take at least twice as long, and --claim exact asks for them"));
  }

  private static Optional<List<Candidate>> narrowed(List<Candidate> all,
      Predicate<Candidate> test) {
    return Optional.of(all.stream().filter(test).toList()).filter(some -> !some.isEmpty());
  }

  private Plan plan(Candidate taken, String reason) {
    return new Plan(candidates, candidates.indexOf(taken), reason, costs.origin());
  }
}
