package dev.nightjar.runtime;

import dev.nightjar.api.endpoint.RuntimeEvent.Inference;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceFinished;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceStarted;
import dev.nightjar.api.endpoint.RuntimeListener;
import java.util.Optional;

/** The times of one inference, for listeners. Each method is called by one thread at a time. */
final class InferenceWatch {
  private final Listeners listeners;
  private final Inference inference;
  private final long started = System.nanoTime();
  private volatile long taken;
  private volatile long keyed;

  InferenceWatch(Listeners listeners, Inference inference) {
    this.listeners = listeners;
    this.inference = inference;
  }

  /** It has been taken. */
  void started() {
    listeners.tell(RuntimeListener::inferenceStarted, () -> new InferenceStarted(inference));
  }

  /** A worker has it now. */
  void taken() {
    taken = System.nanoTime();
  }

  /** Its key is there. */
  void keyed() {
    keyed = System.nanoTime();
  }

  /** It has ended; without a failure it has its answer. */
  void finished(Throwable failure) {
    long now = System.nanoTime();
    long begun = taken == 0 ? now : taken;
    long computing = taken == 0 ? now : keyed == 0 ? now : keyed;
    listeners.tell(RuntimeListener::inferenceFinished, () -> new InferenceFinished(inference,
        Math.max(0, begun - started), Math.max(0, computing - begun), Math.max(0, now - computing),
        Optional.ofNullable(failure).map(PendingAnswer::codeOf)));
  }
}
