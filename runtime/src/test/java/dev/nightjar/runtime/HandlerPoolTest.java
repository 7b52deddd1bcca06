package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.extensions.PluginJars;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.DeadlineTimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerPoolTest extends RuntimeFixture {
  private final DeadlineTimer timer = new DeadlineTimer();

  @AfterEach
  void closeTheTimer() {
    timer.close();
  }

  private static final String HANG = """
      while (true) {
        try {
          Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
          // goes on
        }
      }""";

  @Test
  void aMethodThatHangsIsAnsweredAtTheDeadlineAndHoldsUpNeitherOthersNorTheEnd() throws IOException {
    Path plugins = Files.createDirectory(temp.resolve("plugins"));
    PluginJars jars = new PluginJars(temp);
    jars.handlerJar(plugins.resolve("hang.jar"), "Hang", "hang", "", HANG);
    restart(NightjarRuntime.builder().plugins(plugins).drainTime(Duration.ofMillis(200)));
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> PendingAnswer.of(timer, () -> runtime.submit(
        request("hang", Map.of(), Map.of()), Cancellation.after(Duration.ofMillis(50))), Cancellation.manual())
        .await())).contains("'hang'", "deadline");
    CompletableFuture<EndpointResponse> open = runtime.submit(request("hang", Map.of(), Map.of()));
    Uid uid = runtime.saveKey(echoKey);
    runtime.infer("echo", uid, echo.encrypt(ROWS[0]));
    runtime.close();
    assertThat(open).isNotDone();
  }

  @Test
  void threadsForMethodsAreBoundedAndComeFreeAgain() throws InterruptedException {
    CountDownLatch open = new CountDownLatch(1);
    try (HandlerPool pool = new HandlerPool(timer)) {
      List<CompletableFuture<Boolean>> running = new ArrayList<>();
      for (int i = 0; i < HandlerPool.THREADS; i++) {
        running.add(pool.submit("wait", () -> await(open), Cancellation.manual()));
      }
      refusal(ErrorCode.BUSY, () -> pool.submit("wait", () -> true, Cancellation.manual()));
      open.countDown();
      running.forEach(answer -> assertThat(answer.join()).isTrue());
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void aModelWithoutAKeyIsAnsweredWhileAllWorkersAreTaken() {
    CountDownLatch open = new CountDownLatch(1);
    Uid uid = upload(echoKey);
    engine.beforeBatch(() -> await(open));
    List<CompletableFuture<EndpointResponse.Bytes>> held = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      held.add(runtime.submit(Optional.of("echo"), Optional.of(uid), echo.encrypt(ROWS[0])));
    }
    for (int i = 0; i < 50; i++) {
      byte[] query = sum.encrypt(new double[] {7, 11});
      assertThat(sum.decrypt(query, runtime.infer("sum", query).content()).outputs()).containsExactly(46);
    }
    assertThat(held).noneMatch(CompletableFuture::isDone);
    open.countDown();
    held.forEach(CompletableFuture::join);
  }
}
