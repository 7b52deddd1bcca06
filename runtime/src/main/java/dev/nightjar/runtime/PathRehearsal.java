package dev.nightjar.runtime;

import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.keys.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A host's own way from a request to an answer: its server, its filters, its log. Handed to
 * {@link NightjarRuntime#rehearse}, it is run before the runtime says that it is warm, so that the first client does
 * not find that code interpreted where its model's is compiled.
 */
@FunctionalInterface
public interface PathRehearsal {
  /**
   * Sends the requests on that way to the stand-in, again and again, until they are as fast as they get or it is over.
   *
   * @throws Exception when the way does not work; that is logged and told, and stops nothing
   */
  void run(Trial trial) throws Exception;

  /** Listeners of the stand-in: of the kind of the runtime's own, so that their code is run and nothing is counted. */
  default List<RuntimeListener> listeners() {
    return List.of();
  }

  /**
   * What is to be run.
   *
   * @param runtime a stand-in with the same models and the same engine, and nothing else of the runtime: its keys are
   *     in memory, and it has no plugin, no host, and {@link PathRehearsal#listeners} alone. It is closed when the
   *     rehearsal has ended
   * @param requests one for each model whose key is not too large to be sent for this, of as many as find room
   * @param over whether time is spent or the runtime is closing, so that the rehearsal is to end
   */
  record Trial(NightjarRuntime runtime, List<Request> requests, BooleanSupplier over) {
    public Trial {
      requests = List.copyOf(requests);
    }
  }

  /**
   * A request of nobody: pseudorandom words, well-formed, that encrypt nothing. Not copied; do not change its bytes.
   *
   * @param model {@code NAME} or {@code NAME:VERSION}
   * @param key an encoded evaluation key to send to the stand-in's {@link KeyStore}; empty where the model needs none
   * @param query an encoded query
   */
  record Request(String model, Optional<byte[]> key, byte[] query) {
  }

  /** How far a rehearsal is. */
  enum State {
    /** None was asked for. */
    NONE,
    /** It has not ended. */
    RUNNING,
    /** It has been run. */
    DONE,
    /** It broke off, so that first requests are slower than later ones. */
    FAILED
  }

  /**
   * How far a rehearsal is, and why it broke off.
   *
   * @param detail empty but where it has failed
   */
  record Status(State state, String detail) {
  }
}
