package dev.nightjar.engine.java.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.engine.EngineState;
import dev.nightjar.engine.java.warmup.Verdict.Grade;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verdicts and the clock are made up. */
class HealingTest {
  private static final Verdict GOOD = new Verdict(Grade.GOOD, 10, "");
  private static final Verdict BAD = new Verdict(Grade.BAD, 100, "they allocate");
  private static final Verdict LATE = new Verdict(Grade.LATE, 100, "C2 is late");

  private final List<String> events = new ArrayList<>();
  private final Script script = new Script();

  /** Verdicts in their order; the last one is given again and again. */
  private final class Script implements Healing.Patient {
    private final Deque<Verdict> used = new ArrayDeque<>();
    private final Deque<Verdict> renewed = new ArrayDeque<>();
    private ReflectiveOperationException failure;
    private long seconds;
    private long interruptAfter = Long.MAX_VALUE;

    @Override
    public Verdict examine() {
      return used.size() > 1 ? used.poll() : used.peek();
    }

    @Override
    public Healing.Renewal renew() throws ReflectiveOperationException {
      if (failure != null) {
        throw failure;
      }
      Verdict verdict = renewed.size() > 1 ? renewed.poll() : renewed.peek();
      return new Healing.Renewal(verdict, () -> {
        events.add("used " + verdict.grade());
        used.clear();
        used.add(verdict);
      });
    }

    @Override
    public void pause(Duration time) {
      seconds += time.toSeconds();
      if (seconds >= interruptAfter) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<String> run(List<Verdict> used, List<Verdict> renewed) {
    script.used.addAll(used);
    script.renewed.addAll(renewed);
    new Healing(script, (EngineState state) -> events.add(state.toString())).run();
    return events;
  }

  @Test
  void kernelsThatAreCompiledWellAreReady() {
    assertThat(run(List.of(GOOD), List.of())).containsExactly("warming", "ready");
    assertThat(script.seconds).isZero();
  }

  @Test
  void aLateCompilerIsWaitedForAndNothingIsLoadedAnew() {
    assertThat(run(List.of(LATE, LATE, GOOD), List.of()))
        .containsExactly("warming", "warming: C2 is late", "warming: C2 is late", "ready");
    assertThat(script.seconds).isEqualTo(10);
  }

  @Test
  void kernelsThatWereCompiledBadlyAreLoadedAnewAndUsedWhenTheyAreWarm() {
    assertThat(run(List.of(BAD), List.of(GOOD))).containsExactly("warming",
        "healing: 1 of 3: they allocate; they are loaded anew", "used GOOD",
        "ready: vector kernels were compiled badly at first, then loaded anew, and compiled well at try 1 of 3");
    assertThat(script.seconds).isZero();
  }

  @Test
  void aTryThatDoesNotHelpIsNotUsedAndTheNextOneComesLater() {
    assertThat(run(List.of(BAD), List.of(new Verdict(Grade.BAD, 100, "no better"), GOOD))).containsExactly("warming",
        "healing: 1 of 3: they allocate; they are loaded anew", "healing: 2 of 3: they allocate; they are loaded anew",
        "used GOOD",
        "ready: vector kernels were compiled badly at first, then loaded anew, and compiled well at try 2 of 3");
    assertThat(script.seconds).isEqualTo(5);
  }

  @Test
  void kernelsThatAreOnlyBetterAreUsedWhileTheNextOnesAreTried() {
    assertThat(run(List.of(BAD), List.of(new Verdict(Grade.BAD, 50, "they allocate less"), GOOD))).containsSubsequence(
        "used BAD", "healing: 2 of 3: they allocate less; they are loaded anew", "used GOOD");
  }

  @Test
  void kernelsThatGetGoodByThemselvesBetweenTriesAreKept() {
    assertThat(run(List.of(BAD, GOOD), List.of(BAD))).containsExactly("warming",
        "healing: 1 of 3: they allocate; they are loaded anew", "healing: 2 of 3: they allocate; they are loaded anew",
        "ready: vector kernels were compiled badly at first, then compiled late, and well");
  }

  @Test
  void afterThreeTriesTheRemedyIsNamedAndTheKernelsAreLookedAtFiveTimesMore() {
    assertThat(run(List.of(BAD), List.of(BAD))).hasSize(5).last().isEqualTo(
        "slow: slow start: they allocate; restart the JVM, when the machine is less busy");
    assertThat(script.seconds).isEqualTo(5 + 20 + 30 + 60 + 120 + 300 + 600);
  }

  @Test
  void whatGetsGoodAfterTheLastTryIsReady() {
    assertThat(run(List.of(BAD, BAD, BAD, BAD, GOOD), List.of(BAD))).last().isEqualTo(
        "ready: vector kernels were compiled badly at first, then compiled late, and well");
    assertThat(script.seconds).isEqualTo(5 + 20 + 30 + 60);
  }

  @Test
  void classesThatCannotBeLoadedAnewAreSaidSo() {
    script.failure = new ClassNotFoundException("the file of class A is not there");
    assertThat(run(List.of(BAD), List.of())).last().asString().startsWith("slow: slow start: they allocate; loading"
        + " them anew failed: java.lang.ClassNotFoundException: the file of class A is not there; restart the JVM");
  }

  @Test
  void anEngineThatIsClosedIsNotHealedAnyMore() {
    script.interruptAfter = 1;
    List<String> told;
    try {
      told = run(List.of(BAD), List.of(BAD));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(told).last().asString().startsWith("healing: 2 of 3");
  }
}
