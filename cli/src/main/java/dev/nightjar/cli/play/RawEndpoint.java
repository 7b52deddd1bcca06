package dev.nightjar.cli.play;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.cli.text.Progress;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.InferenceAnswer;
import java.util.Optional;
import java.util.OptionalDouble;

/** Nightjar's own routes: octets, checksummed parts, the server's timing. */
public final class RawEndpoint implements Endpoint {
  /** Tries of a request, over some 25 seconds in all: longer than an endpoint takes to start again. */
  private static final int ATTEMPTS = 8;

  private final EndpointClient client;
  private final String model;

  /** One model of an endpoint. */
  public RawEndpoint(EndpointSettings settings, String model) {
    this.client = new EndpointClient(settings.withAttempts(Math.max(settings.attempts(), ATTEMPTS)));
    this.model = model;
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

  /** An answer that was lost, as where the endpoint was stopped in its middle, is asked for once more. */
  @Override
  public Answer infer(Optional<Uid> uid, byte[] query) {
    InferenceAnswer answer;
    try {
      answer = client.infer(model, uid, query);
    } catch (NightjarException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      answer = client.infer(model, uid, query);
    }
    double millis = answer.computeMillis();
    return new Answer(answer.bytes(),
        Double.isNaN(millis) ? OptionalDouble.empty() : OptionalDouble.of(millis / 1e3));
  }

  @Override
  public void forgetKey(Uid uid) {
    client.deleteKey(uid);
  }
}
