package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.Costs;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.Compilation;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.plugin.tree.TreeEnsemblePlugin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private final Pipeline iris = Pipeline.of(Models.fixture("iris-tree"));
  private static final int MANY = 999;
  private static final double LONG = 500;

  private final List<String> tried = new ArrayList<>();
  private final List<String> measured = new ArrayList<>();

  PlannerTest() throws IOException {
  }

  /** Compiles trees under names of its own: how a strategy quantises follows from its name. */
  private record Named(List<String> names) implements ModelPlugin {
    private static final ModelPlugin TREES = new TreeEnsemblePlugin();

    @Override
    public String kind() {
      return "named";
    }

    @Override
    public int apiVersion() {
      return API_VERSION;
    }

    @Override
    public boolean supports(ImportedModel model) {
      return TREES.supports(model);
    }

    @Override
    public List<String> strategies(ImportedModel model) {
      return names;
    }

    @Override
    public CompiledModel compile(ImportedModel model, CompileRequest request) {
      String name = request.strategy().orElse(names.get(0));
      if (name.startsWith("never")) {
        throw new NightjarException(ErrorCode.NOT_COMPILABLE, "there is no way by " + name);
      }
      CompileRequest.Builder own = request.toBuilder(request.calibration()).withoutStrategy()
          .quantizer(name.startsWith("open") ? Quantizer.THRESHOLDS : request.quantizer());
      if (name.startsWith("coarse")) {
        own.quantizer(Quantizer.UNIFORM).bits(2);
      }
      CompiledModel compiled = TREES.compile(model, own.build())
          .withStrategy(name.equals("liar") ? "bootstrapped" : name);
      return name.startsWith("noisy") ? compiled.withClient(compiled.client().withClaim(Claim.ANALOGUE)) : compiled;
    }

    @Override
    public Compilation compilation(ImportedModel model) {
      return new Compilation() {
        @Override
        public CompiledModel compile(CompileRequest request) {
          return Named.this.compile(model, request);
        }

        /** Of "many", more work than any other takes. */
        @Override
        public Optional<CircuitCost> leastWork(CompileRequest request) {
          return request.strategy().filter("many"::equals).map(name -> CircuitCost.ofBootstraps(
              ParameterCatalogue.linear(), List.of(MANY)));
        }
      };
    }
  }

  /** Times by the name of what was tried last, which are rough until they are measured. */
  private final class ByName implements Costs {
    @Override
    public Estimate estimate(CircuitCost cost) {
      return cost.allBootstraps() == MANY ? new Estimate(LONG, true) : new Estimate(millisOf(), true);
    }

    @Override
    public String origin() {
      return "made up";
    }

    @Override
    public double millis(CircuitCost cost) {
      measured.add(tried.get(tried.size() - 1));
      return millisOf();
    }

    private double millisOf() {
      return switch (tried.get(tried.size() - 1)) {
        case "open" -> 1;
        case "coarse" -> 2;
        case "noisy" -> 1.6;
        case "noisy-fast" -> 1.4;
        case "slow" -> 10;
        case "many" -> LONG;
        default -> 3;
      };
    }
  }

  private Plan plan(CompileRequest.Builder request, String... names) throws IOException {
    return plan(PlanScope.CHOICE, request, names);
  }

  private Plan plan(PlanScope scope, CompileRequest.Builder request, String... names) throws IOException {
    return ModelCompiler.of(List.of(new Named(List.of(names)))).plan(iris, Models.calibration("iris-tree"), request,
        scope, new ByName(), tried::add);
  }

  private static CompileRequest.Builder request() {
    return CompileRequest.builder("iris").agreement(0.5).quantizer(Quantizer.UNIFORM);
  }

  @Test
  void theFastestThatRevealsNothingAndLosesNothingIsTaken() throws IOException {
    Plan plan = plan(request(), "fine", "open", "coarse", "never");
    assertThat(tried).containsExactly("fine", "open", "coarse", "never");
    assertThat(plan.candidates()).extracting(Candidate::strategy).containsExactlyInAnyOrder("fine", "open", "coarse",
        "never").endsWith("never");
    Candidate taken = plan.taken();
    assertThat(taken.strategy()).isEqualTo("fine");
    assertThat(taken.agreement()).isGreaterThan(0.95);
    assertThat(plan.reason()).contains("reveals nothing", "loses nothing");
    Map<String, Candidate> all = plan.candidates().stream().collect(Collectors.toMap(Candidate::strategy, c -> c));
    assertThat(all.get("open").millis()).isLessThan(taken.millis());
    assertThat(all.get("open").reveals()).isEqualTo("thresholds");
    assertThat(all.get("coarse").millis()).isLessThan(taken.millis());
    assertThat(all.get("coarse").agreement()).isLessThan(taken.agreement());
    assertThat(all.get("never").refusal()).isEqualTo("there is no way by never");
    assertThat(all.get("never").keyBytes()).isZero();
  }

  @Test
  void whatWasAskedForIsTakenAndNoneOfTheOthersIsTried() throws IOException {
    Plan plan = plan(request().strategy("open"), "fine", "open");
    assertThat(plan.taken().strategy()).isEqualTo("open");
    assertThat(plan.reason()).isEqualTo("as asked for");
    assertThat(plan.compiled().strategy()).isEqualTo("open");
    assertThat(tried).containsExactly("open");
    assertThat(plan.candidates()).extracting(Candidate::strategy).containsExactly("open", "fine");
    assertThat(measured).as("there is nothing to choose").isEmpty();
    assertThat(plan.taken().estimated()).isTrue();
    assertThat(plan.notes()).anySatisfy(note -> assertThat(note.getValue()).contains("nothing to choose"));
    assertThat(plan.candidates().get(1).refusal()).contains("not tried");
  }

  @Test
  void theModelCarriesTheTable() throws IOException {
    CompiledModel compiled = plan(request(), "fine", "never").compiled();
    Map<String, String> notes = compiled.notes().stream().collect(Collectors.toMap(Map.Entry::getKey,
        Map.Entry::getValue));
    assertThat(notes.get("strategy")).startsWith("fine: the only one of 2");
    assertThat(notes.get("strategies")).contains("server", "key", "query", "answer", "agree", "reveals");
    assertThat(notes.get("strategy 1")).startsWith("fine").contains("ms");
    assertThat(notes.get("strategy 2")).startsWith("never").contains("no: there is no way by never");
    assertThat(notes.get("server times")).isEqualTo("made up");
  }

  @Test
  void aStrategyThatIsNotPossibleIsRefusedWithItsReason() {
    assertThatThrownBy(() -> plan(request().strategy("never"), "fine", "never"))
        .isInstanceOf(NightjarException.class).hasMessageContaining("no way by never");
    assertThatThrownBy(() -> plan(request(), "never", "never-ever"))
        .isInstanceOf(NightjarException.class).hasMessageContaining("no way by never");
    assertThatThrownBy(() -> plan(request().strategy("ferns"), "fine"))
        .isInstanceOf(NightjarException.class).hasMessageContainingAll("'ferns'", "fine");
  }

  @Test
  void aPluginThatCompilesByAnotherStrategyIsFoundOut() throws IOException {
    assertThat(plan(request(), "fine", "liar").candidates().get(1).refusal()).contains("'liar'", "'bootstrapped'",
        "the plugin for 'named' (" + Named.class.getName(), "ModelPlugin.strategies must return");
    for (String[] names : new String[][] {{"fine", "liar"}, {"liar"}}) {
      assertThatThrownBy(() -> plan(request().strategy("liar"), names))
          .isInstanceOfSatisfying(NightjarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
          .hasMessageContaining("was asked for the strategy 'liar'");
    }
    assertThat(plan(request(), "liar").taken().strategy()).as("nobody asked").isEqualTo("bootstrapped");
  }

  @Test
  void aTreeThatNeedsNoBootstrapIsKeylessWhereItWasToBeBootstrapped() throws IOException {
    CsvData rows = Models.petalWidths();
    Tree stump = new Tree.Branch(0, 5.8, new Tree.Leaf(new double[] {1}), new Tree.Leaf(new double[] {3}));
    Pipeline one = Pipeline.of(new TreeEnsemble(3, new double[1], List.of(stump), Task.regression()));
    Plan plan = ModelCompiler.create().plan(one, rows, CompileRequest.builder("stump"), PlanScope.ALL,
        Costs.reference(), tried::add);
    assertThat(tried).contains(Strategy.BOOTSTRAPPED);
    assertThat(plan.candidates()).filteredOn(c -> c.strategy().equals(Strategy.KEYLESS)).singleElement()
        .satisfies(c -> assertThat(c.keyBytes()).isZero());
    assertThat(ModelCompiler.create().compile(one, rows,
        CompileRequest.builder("stump").strategy(Strategy.BOOTSTRAPPED)).strategy()).isEqualTo(Strategy.KEYLESS);
  }

  @Test
  void aPluginThatNamesNoStrategyOrWhatIsNoNameIsFoundOut() {
    for (String[] names : new String[][] {{}, {"Mine!"}}) {
      assertThatThrownBy(() -> plan(request(), names))
          .isInstanceOfSatisfying(NightjarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
          .hasMessageContainingAll("the plugin for 'named'", "names ", "ModelPlugin.strategies must return");
    }
  }

  @Test
  void aLinearModelOfFewFeaturesCanBeATableAndIsKeyless() throws IOException {
    Plan plan = ModelCompiler.create().plan(Pipeline.of(Models.fixture("iris-logreg")),
        Models.calibration("iris-logreg"), CompileRequest.builder("iris"), PlanScope.ALL, Costs.reference(),
        tried::add);
    assertThat(plan.candidates()).extracting(Candidate::strategy).containsExactly(Strategy.KEYLESS, Strategy.TABLE);
    assertThat(plan.taken().strategy()).isEqualTo(Strategy.KEYLESS);
    assertThat(plan.taken().reveals()).isEqualTo("nothing");
    assertThat(plan.taken().millis()).isPositive();
  }

  /** Agrees with the float model on every row, as a plan must that nothing can better. */
  private static CompileRequest.Builder exactRequest() {
    return CompileRequest.builder("iris").agreement(1).quantizer(Quantizer.THRESHOLDS);
  }

  /** Trees on a grid that hides thresholds and loses nothing. */
  private static CompileRequest.Builder hidingRequest() {
    return CompileRequest.builder("iris").agreement(0.9).quantizer(Quantizer.UNIFORM).bits(8);
  }

  @Test
  void whatTellsThresholdsIsNotTriedBesideWhatHidesThem() throws IOException {
    Plan plan = plan(hidingRequest(), Strategy.LEVELLED_RANK, "fine");
    assertThat(plan.taken().agreement()).isEqualTo(1);
    assertThat(tried).containsExactly("fine");
    assertThat(plan.candidates().get(1).strategy()).isEqualTo(Strategy.LEVELLED_RANK);
    assertThat(plan.candidates().get(1).refusal()).contains("not tried", "thresholds", "--plan all");
    assertThat(plan.reason()).contains("reveals nothing", "loses nothing");
    tried.clear();
    plan(PlanScope.ALL, hidingRequest(), Strategy.LEVELLED_RANK, "fine");
    assertThat(tried).containsExactly("fine", Strategy.LEVELLED_RANK);
    tried.clear();
    plan(exactRequest(), Strategy.LEVELLED_RANK, "open");
    assertThat(tried).as("nothing hides thresholds").containsExactly("open", Strategy.LEVELLED_RANK);
  }

  @Test
  void whatTakesFarLongerAtLeastIsNotTried() throws IOException {
    Plan plan = plan(hidingRequest(), "fine", "many");
    assertThat(tried).containsExactly("fine");
    assertThat(plan.candidates().get(1).refusal()).contains("at least about 500 ms", "fine takes 3");
    tried.clear();
    assertThat(plan(hidingRequest(), "many", "fine").taken().strategy()).isEqualTo("fine");
    assertThat(tried).as("nothing to compare with yet").containsExactly("many", "fine");
  }

  @Test
  void whatTakesFarLongerByAnEstimateIsNotMeasuredAndMarked() throws IOException {
    Plan plan = plan(hidingRequest().agreement(0.5), "fine", "slow", "coarse");
    assertThat(measured).containsExactly("fine", "coarse");
    Candidate slow = plan.candidates().get(2);
    assertThat(slow.strategy()).isEqualTo("slow");
    assertThat(slow.estimated()).isTrue();
    Map<String, String> notes = plan.notes().stream().collect(Collectors.toMap(Map.Entry::getKey,
        Map.Entry::getValue));
    assertThat(notes.get("strategy 3")).contains("~10.0 ms");
    assertThat(notes.get("server times")).contains("~ are estimates");
    measured.clear();
    assertThat(plan(PlanScope.ALL, hidingRequest(), "fine", "slow").candidates()).noneMatch(Candidate::estimated);
    assertThat(measured).containsExactly("fine", "slow");
  }

  @Test
  void exactAnswersAreTakenWhereTheyTakeLessThanTwiceAsLong() throws IOException {
    Plan worth = plan(hidingRequest(), "fine", "noisy");
    assertThat(worth.taken().strategy()).isEqualTo("fine");
    assertThat(worth.reason()).contains("exact", "less than twice");
    Plan fast = plan(hidingRequest(), "fine", "noisy-fast");
    assertThat(fast.taken().strategy()).isEqualTo("noisy-fast");
    assertThat(fast.taken().claim()).isEqualTo(Claim.ANALOGUE);
    assertThat(fast.reason()).contains("--claim exact");
    assertThat(fast.notes()).anySatisfy(note -> assertThat(note.getValue()).contains("noisy-fast", "analogue"));
  }

  @Test
  void aClaimThatIsAskedForDecides() throws IOException {
    Plan exact = plan(hidingRequest().claim(Claim.EXACT), "fine", "noisy-fast");
    assertThat(exact.taken().strategy()).isEqualTo("fine");
    assertThat(exact.candidates().get(1).refusal()).contains("analogue, and exact ones are asked for");
    assertThat(plan(hidingRequest().claim(Claim.ANALOGUE), "fine", "noisy").taken().strategy()).isEqualTo("noisy");
    assertThat(plan(hidingRequest().claim(Claim.ANALOGUE), "fine", "noisy", "coarse").taken().claim())
        .as("the fastest that loses nothing").isEqualTo(Claim.ANALOGUE);
    assertThatThrownBy(() -> plan(hidingRequest().claim(Claim.EXACT), "noisy"))
        .isInstanceOf(NightjarException.class).hasMessageContaining("exact ones are asked for");
  }
}
