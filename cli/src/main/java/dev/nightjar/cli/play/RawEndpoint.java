package dev.nightjar.cli.play;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.cli.text.Progress;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.InferenceAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Nightjar's own routes: octets, checksummed parts, the server's timing. */
public final class RawEndpoint implements Endpoint {
  /** Tries of a request that is not taken, over some 25 seconds in all. */
  private static final int ATTEMPTS = 8;

  /** From when a request is lost no more: longer than an endpoint takes to start again. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final EndpointClient client;
  private final String model;
  private final Duration patience;

  /** One model of an endpoint. */
  public RawEndpoint(EndpointSettings settings, String model) {
    this(settings, model, PATIENCE);
  }

  /**
   * The same with another patience.
   *
   * @param patience how long a request is asked anew whose answer is lost
   */
  RawEndpoint(EndpointSettings settings, String model, Duration patience) {
    this.client = new EndpointClient(settings.withAttempts(Math.max(settings.attempts(), ATTEMPTS)));
    this.model = model;
    this.patience = patience;
  }

  @Override
  public String language() {
    return "the raw routes";
  }

  @Override
  public Uid sendKey(byte[] key, Terminal terminal) {
    try (Progress progress = terminal.bytes("Sending the key")) {
      return client.uploadKey(key, progress::at);
    }
  }

  /** An inference may be asked for twice without harm, so that one whose answer is lost is asked for again. */
  @Override
  public Answer infer(Optional<Uid> uid, byte[] query) {
    InferenceAnswer answer = untilHeard(() -> client.infer(model, uid, query));
    double millis = answer.computeMillis();
    return new Answer(answer.bytes(),
        Double.isNaN(millis) ? OptionalDouble.empty() : OptionalDouble.of(millis / 1e3));
  }

  /** Where the answer is lost, the key may be forgotten when it is asked again. */
  @Override
  public void forgetKey(Uid uid) {
    AtomicInteger asked = new AtomicInteger();
    untilHeard(() -> {
      try {
        client.deleteKey(uid);
      } catch (NightjarException e) {
        if (asked.getAndIncrement() == 0 || e.code() != ErrorCode.UNKNOWN_UID) {
          throw e;
        }
      }
      return uid;
    });
  }

  /**
   * Asks until the endpoint is heard, whatever it says, or is unavailable for longer than it takes to start. One that
   * is stopped takes connections until its last moment, and a balancer before it for longer: several may be lost.
   */
  private <T> T untilHeard(Supplier<T> request) {
    long begun = System.nanoTime();
    for (Duration pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2)) {
      try {
        return request.get();
      } catch (NightjarException e) {
        if (e.code() != ErrorCode.UNAVAILABLE || System.nanoTime() - begun >= patience.toNanos()) {
          throw e;
        }
      }
      pause(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
  }

  private static void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "interrupted before a lost request was sent again", e);
    }
  }
}
