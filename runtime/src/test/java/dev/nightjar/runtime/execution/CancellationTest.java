package dev.nightjar.runtime.execution;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CancellationTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final DeadlineTimer timer = new DeadlineTimer();

  @AfterEach
  void closeTheTimer() {
    timer.close();
  }

  @Test
  void theDeadlineIsReachedByItsClockAlone() {
    Cancellation cancellation = Cancellation.after(Duration.ofNanos(10), now::get);
    now.addAndGet(9);
    cancellation.check();
    assertThat(cancellation.requested()).isFalse();
    now.incrementAndGet();
    assertThat(cancellation.requested()).isTrue();
    refusal(ErrorCode.CANCELLED, cancellation::check);
  }

  @ParameterizedTest
  @CsvSource({"PT2M, 120 s", "PT0.3S, 0.3 s", "PT1.5S, 1.5 s", "PT0.000000001S, 0.000000001 s", "PT1000S, 1000 s"})
  void theRefusalNamesTheDeadlineInSeconds(Duration time, String text) {
    Cancellation cancellation = Cancellation.after(time, now::get);
    now.addAndGet(time.toNanos());
    assertThat(refusal(ErrorCode.CANCELLED, cancellation::check)).isEqualTo(
        "the request ran past its deadline of " + text + "; try again when there is less load");
  }

  @Test
  void whatWasCancelledByHandSaysSo() {
    for (Cancellation cancellation
        : new Cancellation[] {Cancellation.manual(), Cancellation.after(Duration.ofDays(1))}) {
      cancellation.check();
      cancellation.cancel();
      assertThat(refusal(ErrorCode.CANCELLED, cancellation::check)).isEqualTo("the request was cancelled");
    }
  }

  @Test
  void anAnswerThatIsNotThereAtTheDeadlineIsCancelledWithTheSameWords() {
    Cancellation cancellation = Cancellation.after(Duration.ofMillis(1));
    CompletableFuture<String> computed = new CompletableFuture<>();
    CompletableFuture<String> answer = cancellation.bound(computed, timer);
    assertThatThrownBy(answer::join).cause().isInstanceOf(NightjarException.class)
        .hasMessage(refusal(ErrorCode.CANCELLED, cancellation::check));
    assertThat(computed).as("the computation's own future").isNotDone();
    assertThat(cancellation.requested()).as("what the computation sees").isTrue();
  }

  @Test
  void anAnswerBeforeTheDeadlineIsTheAnswer() {
    Cancellation cancellation = Cancellation.after(Duration.ofDays(1));
    assertThat(cancellation.bound(CompletableFuture.completedFuture("done"), timer).join()).isEqualTo("done");
    CompletableFuture<String> later = new CompletableFuture<>();
    CompletableFuture<String> answer = cancellation.bound(later, timer);
    assertThat(answer).isNotDone();
    later.complete("late");
    assertThat(answer.join()).isEqualTo("late");
  }

  @Test
  void anAnswerThatIsThereIsGivenEvenAfterTheDeadline() {
    Cancellation cancellation = Cancellation.after(Duration.ofNanos(1), now::get);
    now.addAndGet(1);
    assertThat(cancellation.bound(CompletableFuture.completedFuture("done"), timer).join()).isEqualTo("done");
  }

  @Test
  void aFailureStaysWhatItIsEvenWhenItIsATimeOut() {
    TimeoutException own = new TimeoutException("of something else");
    CompletableFuture<String> answer =
        Cancellation.after(Duration.ofDays(1)).bound(CompletableFuture.failedFuture(own), timer);
    assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class).hasCause(own);
  }

  @Test
  void aTimerThatIsClosedEndsTheWaitsThatThereAreAndTakesNoMore() {
    CompletableFuture<String> open = Cancellation.after(Duration.ofMillis(50)).bound(new CompletableFuture<>(), timer);
    timer.close();
    assertThatThrownBy(open::join).cause().isInstanceOf(NightjarException.class);
    assertThatThrownBy(Cancellation.after(Duration.ofDays(1)).bound(new CompletableFuture<>(), timer)::join).cause()
        .isInstanceOf(NightjarException.class);
  }

  @Test
  void withoutADeadlineNothingEndsTheWait() throws Exception {
    CompletableFuture<String> computed = new CompletableFuture<>();
    assertThat(Cancellation.manual().bound(computed, timer)).isSameAs(computed);
    computed.complete("done");
    assertThat(computed.get(1, TimeUnit.SECONDS)).isEqualTo("done");
  }

  @Test
  void whatIsWithinAnotherEndsWithItAndByItsOwnDeadline() {
    Cancellation outer = Cancellation.manual();
    assertThat(outer.within(Duration.ofNanos(1)).requested()).isTrue();
    assertThat(outer.requested()).isFalse();
    Cancellation inner = outer.within(Duration.ofDays(1));
    assertThat(inner.requested()).isFalse();
    outer.cancel();
    assertThat(inner.requested()).isTrue();
    assertThatThrownBy(inner::check).hasMessage("the request was cancelled");
  }
}
