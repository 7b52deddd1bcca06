package dev.nightjar.runtime.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Models and the clock are made up. */
class ModelWarmUpTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<String> events = new ArrayList<>();
  private long nanos;

  /** Takes what a script says. */
  private final class Scripted implements Rehearsal {
    private final String name;
    private final String kind;
    private final IntToLongFunction millis;
    private RuntimeException failure;
    private int runs;
    private int unsettled;

    Scripted(String name, String kind, IntToLongFunction millis) {
      this.name = name;
      this.kind = kind;
      this.millis = millis;
    }

    @Override
    public String model() {
      return name;
    }

    @Override
    public String kind() {
      return kind;
    }

    @Override
    public boolean settled() {
      return unsettled-- <= 0;
    }

    @Override
    public void prepare() {
      events.add("prepare " + name);
      nanos += TimeUnit.SECONDS.toNanos(1);
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void run() {
      nanos += TimeUnit.MILLISECONDS.toNanos(millis.applyAsLong(runs++));
    }

    @Override
    public void close() {
      events.add("close " + name + " after " + runs);
    }
  }

  private void pause() {
    events.add("pause");
    nanos += TimeUnit.SECONDS.toNanos(10);
  }

  private ModelWarmUp run(Duration longest, Rehearsal... rehearsals) {
    ModelWarmUp warmUp = new ModelWarmUp(List.of(rehearsals), longest, () -> nanos, this::pause);
    assertThat(warmUp.done()).isEqualTo(rehearsals.length == 0);
    warmUp.run();
    return warmUp;
  }

  @Test
  void aModelIsRunUntilItIsSteadyAndItsKeyIsGivenBack() {
    assertThat(run(LONG, new Scripted("a", "k", run -> run < 8 ? 100 : 10)).done()).isTrue();
    assertThat(events).containsExactly("prepare a", "close a after 78");
  }

  @Test
  void anEngineThatIsWarmingIsWaitedForFirstAndNotForEver() {
    Scripted model = new Scripted("a", "k", run -> 10);
    model.unsettled = 2;
    run(LONG, model);
    assertThat(events).containsExactly("pause", "pause", "prepare a", "close a after 150");
    events.clear();
    Scripted never = new Scripted("b", "k", run -> 10);
    never.unsettled = 1000;
    run(LONG, never);
    assertThat(events).hasSize(8).endsWith("prepare b", "close b after 0");
  }

  @Test
  void aModelWhoseCodeAnotherOneHasRunTakesLess() {
    run(LONG, new Scripted("a", "k", run -> 10), new Scripted("b", "k", run -> 10), new Scripted("c", "l", run -> 10));
    assertThat(events).containsExactly("prepare a", "close a after 150", "prepare b", "close b after 20", "prepare c",
        "close c after 150");
  }

  @Test
  void theTimeIsSharedAndWhatOneModelLeavesTheOthersHave() {
    run(Duration.ofSeconds(20), new Scripted("a", "k", run -> 3000), new Scripted("b", "k", run -> 3000));
    assertThat(events).containsExactly("prepare a", "close a after 3", "prepare b", "close b after 3");
    events.clear();
    run(Duration.ofSeconds(20), new Scripted("a", "k", run -> 10), new Scripted("b", "l", run -> 3000));
    assertThat(events).contains("close b after 6");
  }

  @Test
  void aModelThatCannotBeRunIsLeftOutAndTheOthersAreRun() {
    Scripted broken = new Scripted("a", "k", run -> 10);
    broken.failure = new NightjarException(ErrorCode.UNAVAILABLE, "no");
    Scripted defective = new Scripted("b", "k", run -> 10);
    defective.failure = new IllegalStateException("no");
    assertThat(run(LONG, broken, defective, new Scripted("c", "l", run -> 10)).done()).isTrue();
    assertThat(events).containsExactly("prepare a", "close a after 0", "prepare b", "close b after 0", "prepare c",
        "close c after 150");
  }

  @Test
  void nothingToRunIsWarmAtOnce() throws InterruptedException {
    ModelWarmUp none = run(LONG);
    none.start();
    assertThat(none.await(Duration.ZERO)).isTrue();
  }

  @Test
  void closingEndsItAfterTheRunThatHasBegun() throws InterruptedException {
    ModelWarmUp[] itself = new ModelWarmUp[1];
    Scripted endless = new Scripted("a", "k", run -> {
      if (run == 2) {
        itself[0].close();
      }
      return 10_000 - run;
    });
    itself[0] = new ModelWarmUp(List.of(endless), Duration.ofDays(1), () -> nanos, this::pause);
    itself[0].start();
    assertThat(itself[0].await(Duration.ofMinutes(1))).isTrue();
    itself[0].join();
    assertThat(events).containsExactly("prepare a", "close a after 3");
  }
}
