package dev.nightjar.engine.java.warmup;

import dev.nightjar.api.engine.EngineState;
import dev.nightjar.api.engine.EngineState.Phase;
import dev.nightjar.engine.java.warmup.Verdict.Grade;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What becomes of kernels from the start of an engine on: they are warmed; where C2 is late, they are waited for; where
 * it compiled them badly, they are loaded anew, warmed and taken into use, a few times at most, with time in between
 * for a busy machine to calm down. An interrupt ends it.
 */
public final class Healing {
  /** Before each try, in seconds. */
  private static final List<Integer> PAUSES = List.of(0, 5, 20);

  /** After the last try: whether it got better by itself, in seconds. */
  private static final List<Integer> LOOKS = List.of(30, 60, 120, 300, 600);

  /** Between looks at kernels that a late compiler has not done with, in seconds, and the number of looks. */
  private static final int LATE_PAUSE = 5;
  private static final int LATE_LOOKS = 60;

  private static final String REMEDY = "restart the JVM, when the machine is less busy";

  /** What is warmed and healed. */
  public interface Patient {
    /** Warms the kernels that are in use, and judges them. */
    Verdict examine();

    /** Loads kernels anew, warms and judges them. Nobody uses them yet. */
    Renewal renew() throws ReflectiveOperationException;

    /** Sleeps; returns early, and the thread stays interrupted, when it is interrupted. */
    void pause(Duration time);
  }

  /**
   * Kernels that were loaded anew.
   *
   * @param use takes them into use
   */
  public record Renewal(Verdict verdict, Runnable use) {}

  private final Patient patient;
  private final Consumer<EngineState> news;

  /**
   * A course of healing.
   *
   * @param news is told each new state
   */
  public Healing(Patient patient, Consumer<EngineState> news) {
    this.patient = patient;
    this.news = news;
  }

  /** Warms the kernels, and heals them if they need it. Returns when there is nothing left to do. */
  public void run() {
    news.accept(new EngineState(Phase.WARMING, ""));
    Verdict verdict = awaitCompiler(patient.examine());
    if (verdict.good()) {
      news.accept(EngineState.READY);
    } else if (verdict.grade() != Grade.UNKNOWN) {
      heal(verdict);
    }
  }

  private Verdict awaitCompiler(Verdict first) {
    Verdict verdict = first;
    for (int look = 0; look < LATE_LOOKS && verdict.grade() == Grade.LATE; look++) {
      news.accept(new EngineState(Phase.WARMING, verdict.text()));
      verdict = again(LATE_PAUSE);
    }
    return verdict;
  }

  /** What becomes of the kernels in use after a pause. */
  private Verdict again(int seconds) {
    patient.pause(Duration.ofSeconds(seconds));
    return interrupted() ? new Verdict(Grade.UNKNOWN, 0, "") : patient.examine();
  }

  private static boolean interrupted() {
    return Thread.currentThread().isInterrupted();
  }

  private void heal(Verdict first) {
    Verdict used = first;
    String trouble = "";
    for (int i = 0; i < PAUSES.size(); i++) {
      String which = (i + 1) + " of " + PAUSES.size();
      news.accept(new EngineState(Phase.HEALING, which + ": " + used.text() + "; they are loaded anew"));
      if (i > 0) {
        used = again(PAUSES.get(i));
        if (ended(used, "compiled late, and well")) {
          return;
        }
      }
      try {
        Renewal renewal = patient.renew();
        if (renewal.verdict.grade() != Grade.UNKNOWN && renewal.verdict.better(used)) {
          renewal.use.run();
          used = renewal.verdict;
        }
      } catch (ReflectiveOperationException | LinkageError | SecurityException e) {
        trouble = "; loading them anew failed: " + e;
        break;
      }
      if (ended(used, "loaded anew, and compiled well at try " + which)) {
        return;
      }
    }
    news.accept(new EngineState(Phase.SLOW, "slow start: " + used.text() + trouble + "; " + REMEDY));
    for (int seconds : LOOKS) {
      if (ended(again(seconds), "compiled late, and well")) {
        return;
      }
    }
  }

  /** Whether nothing is left to do, which is told. */
  private boolean ended(Verdict verdict, String how) {
    if (verdict.good() && !interrupted()) {
      news.accept(new EngineState(Phase.READY, "vector kernels were compiled badly at first, then " + how));
    }
    return verdict.good() || interrupted();
  }
}
