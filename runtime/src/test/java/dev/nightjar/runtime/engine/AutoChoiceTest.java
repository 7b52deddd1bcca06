package dev.nightjar.runtime.engine;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code auto} chooses, by a clock that only the engines of this test move. */
class AutoChoiceTest {
  private static final long MILLI = 1_000_000;
  private static final Parameters SET = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();

  private final List<String> events = new ArrayList<>();
  private long clock;

  /** An engine of a fixed speed that writes down what is done with it; each step can be made to fail. */
  private class Fake implements EngineProvider, Engine, EngineKey {
    private final String name;
    private final int rank;
    private final long batchNanos;
    private int batches;

    Fake(String name, int rank, long batchNanos) {
      this.name = name;
      this.rank = rank;
      this.batchNanos = batchNanos;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int apiVersion() {
      return API_VERSION;
    }

    @Override
    public int rank() {
      return rank;
    }

    @Override
    public Availability availability() {
      return Availability.yes("fine");
    }

    @Override
    public Engine create(EngineOptions options) {
      events.add(name + " starts");
      return this;
    }

    @Override
    public EngineInfo info() {
      return new EngineInfo(name, "fake", 1, List.of("a note of its own"));
    }

    @Override
    public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
      assertThat(key.parameters()).isEqualTo(SET);
      events.add(name + " loads");
      return this;
    }

    @Override
    public Parameters parameters() {
      return SET;
    }

    @Override
    public long memoryBytes() {
      return 0;
    }

    @Override
    public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
      assertThat(in.count()).isEqualTo(tableOf.length).isEqualTo(out.count());
      assertThat(in.words()).as("a trivial ciphertext is no work").doesNotContain(0);
      batches++;
      clock += in.count() * nanos(batches);
      events.add(name);
    }

    long nanos(int batch) {
      return batchNanos;
    }

    @Override
    public void close() {
      events.add(name + " closes");
    }
  }

  private Engine auto(EngineProvider... providers) {
    return registry(providers).create("auto", new EngineOptions(1), SET);
  }

  private EngineRegistry registry(EngineProvider... providers) {
    return new EngineRegistry(List.of(providers), new EngineCalibration(() -> clock), "made by the test");
  }

  private List<String> turns(String... names) {
    return events.stream().filter(List.of(names)::contains).toList();
  }

  @Test
  void theFasterEngineIsChosenWhateverItsRankAndTheOtherIsClosed() {
    Engine chosen = auto(new Fake("fast", 9, 2 * MILLI), new Fake("slow", 1, 5 * MILLI));
    assertThat(chosen.name()).isEqualTo("fast");
    assertThat(chosen.info().notes()).containsExactly("a note of its own",
        "chosen by measurement: fast 2.00 ms, slow 5.00 ms for one bootstrap of NJ1_M1_P64");
    assertThat(events).endsWith("slow closes", "fast closes", "slow closes");
    assertThat(events.stream().filter("fast closes"::equals)).as("its key alone").hasSize(1);
    chosen.close();
    assertThat(events).endsWith("fast closes");
  }

  @Test
  void theEnginesTakeTurns() {
    auto(new Fake("a", 1, MILLI), new Fake("b", 2, MILLI));
    List<String> turns = turns("a", "b");
    assertThat(turns).hasSizeGreaterThan(8);
    assertThat(IntStream.range(0, turns.size()).allMatch(i -> turns.get(i).equals(i % 2 == 0 ? "a" : "b")))
        .as(turns.toString()).isTrue();
  }

  @Test
  void aSlowStartAndSlowMomentsDoNotDecide() {
    Fake uneven = new Fake("uneven", 2, MILLI) {
      @Override
      long nanos(int batch) {
        return batch < 10 || batch % 5 == 0 ? 20 * MILLI : MILLI;
      }
    };
    assertThat(auto(new Fake("even", 1, 2 * MILLI), uneven).name()).isEqualTo("uneven");
  }

  @Test
  void calibrationEndsEvenWhenABatchTakesLong() {
    auto(new Fake("a", 1, 10_000 * MILLI), new Fake("b", 2, 20_000 * MILLI));
    assertThat(turns("a", "b")).as("one round to warm up, four to measure").hasSize(10);
  }

  /** An engine whose batches take these times in turn, in tenths of a millisecond a bootstrap. */
  private Fake spread(String name, int rank, int... tenths) {
    return new Fake(name, rank, MILLI) {
      @Override
      long nanos(int batch) {
        return tenths[batch % tenths.length] * MILLI / 10;
      }
    };
  }

  @Test
  void theLowerRankWinsWhereTimesOverlapThoughItsMedianIsLarger() {
    Engine chosen = auto(spread("inner", 1, 700, 712, 730, 760), spread("decorator", 2, 690, 700, 712, 720));
    assertThat(chosen.name()).isEqualTo("inner");
    assertThat(chosen.info().notes()).last().asString().startsWith(
        "chosen by rank, since the times of inner and decorator overlap: decorator 70.").contains(", inner 72.");
    assertThat(events).endsWith("decorator closes");
  }

  @Test
  void theFasterEngineWinsWhereItsUpperQuartileLiesBelowTheLowerOneOfTheOther() {
    Engine chosen = auto(spread("slow", 1, 780, 790, 800, 810), spread("fast", 2, 600, 700, 710, 770));
    assertThat(chosen.name()).isEqualTo("fast");
    assertThat(chosen.info().notes()).last().asString().startsWith("chosen by measurement: fast 70.");
  }

  @Test
  void ofSeveralOnlyThoseThatOverlapWithTheFastestAreChosenByRank() {
    Engine chosen = auto(spread("slow", 1, 1000), spread("second", 2, 500, 510, 520, 530),
        spread("fastest", 3, 490, 500, 510, 520));
    assertThat(chosen.name()).isEqualTo("second");
    assertThat(events).contains("slow closes", "fastest closes");
  }

  @Test
  void anEngineWithoutAnOperationThatIsNeededIsLeftOutWhereAnotherHasIt() {
    Fake linear = new Fake("linear", 1, MILLI) {
      @Override
      public Set<Operation> operations() {
        return Set.of();
      }
    };
    EngineRegistry registry = registry(linear, new Fake("whole", 2, 9 * MILLI));
    Engine chosen = registry.create("auto", new EngineOptions(1), SET, Set.of(Operation.BOOTSTRAP));
    assertThat(chosen.name()).isEqualTo("whole");
    assertThat(chosen.info().notes())
        .contains("engine linear is left out: it does not have bootstrap, which a model needs");
    assertThat(events).containsExactly("linear starts", "whole starts", "linear closes");
    assertThat(registry(linear).create("auto", new EngineOptions(1), SET, Set.of(Operation.BOOTSTRAP)).name())
        .as("better than none: keyless models can be served").isEqualTo("linear");
  }

  @Test
  void oneEngineAloneIsNotMeasuredAndHasNothingToSay() {
    Engine chosen = auto(new Fake("only", 1, MILLI));
    assertThat(chosen.info().notes()).containsExactly("a note of its own");
    assertThat(events).containsExactly("only starts");
  }

  @Test
  void anEngineThatCannotRunIsLeftOutWithItsReasonAndTheOtherIsNotMeasured() {
    Engine chosen = auto(new Fake("missing", 1, MILLI) {
      @Override
      public Availability availability() {
        return Availability.no("install the library");
      }
    }, new Fake("good", 2, MILLI));
    assertThat(chosen.name()).isEqualTo("good");
    assertThat(chosen.info().notes()).contains("engine missing is left out: install the library");
    assertThat(events).containsExactly("good starts");
  }

  @Test
  void anEngineThatFailsAtAnyStepIsLeftOutWithItsReason() {
    List<Fake> failing = List.of(
        new Fake("asked", 1, MILLI) {
          @Override
          public Availability availability() {
            throw new UnsatisfiedLinkError("wrong platform");
          }
        },
        new Fake("started", 2, MILLI) {
          @Override
          public Engine create(EngineOptions options) {
            throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE, "no threads left");
          }
        },
        new Fake("loading", 3, MILLI) {
          @Override
          public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
            throw new OutOfMemoryError("key");
          }
        },
        new Fake("running", 4, MILLI) {
          @Override
          long nanos(int batch) {
            throw new IllegalStateException("bad batch");
          }
        });
    EngineProvider[] all = new EngineProvider[5];
    failing.toArray(all);
    all[4] = new Fake("good", 9, 9 * MILLI);
    Engine chosen = auto(all);
    assertThat(chosen.name()).isEqualTo("good");
    assertThat(String.join("\n", chosen.info().notes())).contains(
        "asked is left out: it failed with java.lang.UnsatisfiedLinkError: wrong platform",
        "started is left out: no threads left",
        "loading is left out: it failed with java.lang.OutOfMemoryError: key",
        "running is left out: it failed with java.lang.IllegalStateException: bad batch");
    assertThat(events).contains("loading closes", "running closes");
    String reasons = refusal(ErrorCode.ENGINE_UNAVAILABLE,
        () -> auto(failing.toArray(EngineProvider[]::new)));
    assertThat(reasons).contains("wrong platform", "no threads left", "key", "bad batch");
  }

  @Test
  void aRealEngineBootstrapsTheBatchOfTheCalibration() {
    EngineProvider java = EngineRegistry.discover().provider("java");
    Engine chosen = auto(java, new Fake("failing", 9, MILLI) {
      @Override
      public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
        throw new IllegalStateException("so that java wins");
      }
    });
    assertThat(chosen.name()).isEqualTo("java");
    chosen.close();
  }
}
