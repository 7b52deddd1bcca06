package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.LevelledWork;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.engine.RecordingKey;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.cost.StandIn;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.RowWorkers;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The work that times are predicted of is the work that is asked of an engine when the circuit runs. */
class CountedWorkTest {
  /** Counts what evaluations take, by following diagrams from their outputs down. */
  private static final class Counting {
    private final Set<Integer> wordBits = new HashSet<>();
    private long products;
    private long chained;
    private long words;
    private long bodies;
    private long additions;

    private void add(RecordingKey.Evaluation evaluation) {
      Diagram diagram = evaluation.diagram();
      Map<Integer, Integer> depths = new HashMap<>();
      int deepest = 0;
      for (int o = 0; o < diagram.outputs(); o++) {
        deepest = Math.max(deepest, value(diagram, diagram.output(o), evaluation.bitOf(), depths));
      }
      chained += deepest;
    }

    /** Counts what makes a value, once, and gives how many products wait for one another for it. */
    private int value(Diagram d, int step, int[] bitOf, Map<Integer, Integer> depths) {
      if (depths.containsKey(step)) {
        return depths.get(step);
      }
      int depth = switch (d.kind(step)) {
        case CONSTANT -> 0;
        case SELECT -> Math.max(value(d, d.first(step), bitOf, depths), value(d, d.second(step), bitOf, depths))
            + product(d, step, bitOf, isWord(d, d.first(step)) && isWord(d, d.second(step))
                && place(d, d.first(step), d.second(step)) == place(d, d.second(step), d.first(step)));
        case ROTATE -> value(d, d.first(step), bitOf, depths) + product(d, step, bitOf, false);
        case SHIFT -> {
          additions++;
          yield value(d, d.first(step), bitOf, depths);
        }
        case SUM -> {
          int most = 0;
          for (int t = 0; t < d.terms(step); t++) {
            additions++;
            most = Math.max(most, value(d, d.term(step, t), bitOf, depths));
          }
          yield most;
        }
      };
      depths.put(step, depth);
      return depth;
    }

    private int product(Diagram d, int step, int[] bitOf, boolean ofWords) {
      boolean constant = d.kind(d.first(step)) == Diagram.Kind.CONSTANT
          && (d.second(step) < 0 || d.kind(d.second(step)) == Diagram.Kind.CONSTANT);
      if (!constant) {
        products++;
        return 1;
      }
      if (ofWords) {
        words++;
        wordBits.add(bitOf[d.bit(step)]);
      } else {
        bodies++;
      }
      return 0;
    }

    private static boolean isWord(Diagram d, int step) {
      return d.kind(step) == Diagram.Kind.CONSTANT && d.length(step) <= 1;
    }

    /** Where the word of a constant is; where the other's is, if it is zero. */
    private static int place(Diagram d, int step, int other) {
      return d.length(step) == 0 ? d.start(other) : d.start(step);
    }

    static LevelledWork of(RecordingKey key) {
      Counting counting = new Counting();
      key.evaluations().forEach(counting::add);
      long slots = key.expansions().stream()
          .mapToLong(e -> (long) e.bits() * key.parameters().levelled().orElseThrow().mask().level()).sum();
      return new LevelledWork(slots, counting.products, counting.chained, counting.words, counting.wordBits.size(),
          counting.bodies, counting.additions);
    }
  }

  @ParameterizedTest
  @CsvSource({"iris-logreg, keyless", "iris-tree, bootstrapped", "iris-tree, levelled-bits", "iris-tree, levelled-rank",
      "iris-forest, levelled-comparisons", "iris-forest, levelled-bits", "iris-forest, bootstrapped",
      "iris-tree, table", "width-forest, levelled-rank"})
  void whatIsPredictedOfAModelIsWhatItsCircuitAsksFor(String fixture, String strategy) throws IOException {
    CompiledModel model = ModelCompiler.create().compile(Models.fixture(fixture), CompileRequest.builder(fixture,
        Models.calibration(fixture).rows()).strategy(strategy).build());
    check(model);
  }

  @ParameterizedTest
  @CsvSource({"iris-qnn, network-analogue", "digits, ferns"})
  void thatOfTheDemosModelsToo(String name, String strategy) throws IOException {
    CsvData data = Models.data(name);
    check(ModelCompiler.create().compile(Models.demo(name), CompileRequest.builder(name,
        data.without(Models.testRows(name)).rows()).strategy(strategy).build()));
  }

  private static void check(CompiledModel model) {
    CircuitCost cost = CircuitCost.of(model.circuit());
    Parameters p = model.circuit().parameters();
    RecordingKey key = new RecordingKey(p);
    try (RowWorkers workers = new RowWorkers(1)) {
      CircuitExecutor.Run run = new CircuitExecutor(model.circuit(), workers).run(
          StandIn.query(p, cost.ciphertexts(), model.circuit().zeros()), key, Cancellation.manual());
      assertThat(key.batches()).isEqualTo(cost.bootstraps());
      assertThat(key.expansions()).allSatisfy(e -> assertThat(e.ciphertexts())
          .isEqualTo(p.levelled().orElseThrow().ciphertexts(e.bits())));
      assertThat(Counting.of(key)).isEqualTo(cost.levelled());
      assertThat(cost.answerWords()).isEqualTo(run.packed().map(CountedWorkTest::words)
          .orElseGet(() -> (long) run.separate().words().length));
      assertThat(run.statistics().bootstraps()).isEqualTo((int) cost.allBootstraps());
    }
  }

  private static long words(PackedAnswer answer) {
    return (long) answer.masks().length + answer.bodies().length;
  }
}
