package dev.nightjar.api.endpoint;

import dev.nightjar.api.Extension;

/**
 * Is told what happens in a runtime, for metrics, logs and traces; found as any {@link Extension} is, or given to the
 * runtime by its host. Every method does nothing unless it is overridden.
 *
 * <p>Events say who was concerned only as far as whether the host knew the caller: never a uid, a token, a name or an
 * address.
 *
 * <p>Called by many threads at once, by those that serve requests, so that a method returns at once and waits for
 * nothing. What it throws is contained: the runtime goes on, and logs the first throw of each listener.
 */
public interface RuntimeListener extends Extension {
  /** A model can be asked: at the start of the runtime each one, and later whatever comes or is replaced. */
  default void modelServed(RuntimeEvent.ModelServed event) {
  }

  /** A model cannot be asked any more, and what was asked of it has ended; not told of a bundle that is replaced. */
  default void modelRemoved(RuntimeEvent.ModelRemoved event) {
  }

  /** An inference has been checked and taken; {@link #inferenceFinished} follows once, whatever becomes of it. */
  default void inferenceStarted(RuntimeEvent.InferenceStarted event) {
  }

  /** An inference that was started has its answer, or has failed. */
  default void inferenceFinished(RuntimeEvent.InferenceFinished event) {
  }

  /** A request was refused; one that is refused in several places is told once. */
  default void requestRefused(RuntimeEvent.RequestRefused event) {
  }

  /**
   * A request over HTTP has been answered, whatever it was and whoever refused it: what the runtime refused of it is
   * told by {@link #requestRefused}, too. Told by hosts that speak HTTP through {@code handler-servlet}.
   */
  default void requestAnswered(RuntimeEvent.RequestAnswered event) {
  }

  /** The upload of an evaluation key was announced and has a uid. */
  default void uploadBegun(RuntimeEvent.UploadBegun event) {
  }

  /** An evaluation key was verified and stored, and can be used from now on. */
  default void keyStored(RuntimeEvent.KeyStored event) {
  }

  /** A stored evaluation key was deleted by this runtime; what other replicas delete is not told. */
  default void keyDeleted(RuntimeEvent.KeyDeleted event) {
  }
}
