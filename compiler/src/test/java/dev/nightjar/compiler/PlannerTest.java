package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.Costs;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.plugin.tree.TreeEnsemblePlugin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private final Pipeline iris = Pipeline.of(Models.fixture("iris-tree"));
  private final List<String> tried = new ArrayList<>();

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
      return TREES.compile(model, own.build()).withStrategy(name.equals("liar") ? "bootstrapped" : name);
    }
  }

  /** Times by the name of what was tried last. */
  private final class ByName implements Costs {
    @Override
    public String origin() {
      return "made up";
    }

    @Override
    public double millis(CircuitCost cost) {
      return switch (tried.get(tried.size() - 1)) {
        case "open" -> 1;
        case "coarse" -> 2;
        default -> 3;
      };
    }
  }

  private Plan plan(CompileRequest.Builder request, String... names) throws IOException {
    return ModelCompiler.of(List.of(new Named(List.of(names)))).plan(iris, Models.calibration("iris-tree"), request,
        new ByName(), tried::add);
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
    assertThat(plan(request(), "fine", "liar").candidates().get(1).refusal()).contains("'liar'", "'bootstrapped'");
  }

  @Test
  void aLinearModelOfFewFeaturesCanBeATableAndIsKeyless() throws IOException {
    Plan plan = ModelCompiler.create().plan(Pipeline.of(Models.fixture("iris-logreg")),
        Models.calibration("iris-logreg"), CompileRequest.builder("iris"), Costs.reference(), tried::add);
    assertThat(plan.candidates()).extracting(Candidate::strategy).containsExactly(Strategy.KEYLESS, Strategy.TABLE);
    assertThat(plan.taken().strategy()).isEqualTo(Strategy.KEYLESS);
    assertThat(plan.taken().reveals()).isEqualTo("nothing");
    assertThat(plan.taken().millis()).isPositive();
  }
}
