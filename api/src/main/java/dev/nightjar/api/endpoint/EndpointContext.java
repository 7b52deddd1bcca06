package dev.nightjar.api.endpoint;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.Uid;
import java.util.Optional;
import java.util.Set;

/** What the server offers to a handler. Thread-safe. */
public interface EndpointContext {
  /** Names of the models that are served. */
  Set<String> models();

  /** Where evaluation keys lie. */
  KeyStore keys();

  /**
   * Runs a model on an encoded query, in the model's queue.
   *
   * @param model name; empty when the server has exactly one
   * @param uid key to use; empty for models without bootstraps
   * @param query an encoded {@link dev.nightjar.api.crypto.PackedInput}
   * @return the encoded answer with its headers
   * @throws NightjarException with the reason
   */
  EndpointResponse.Bytes infer(Optional<String> model, Optional<Uid> uid, byte[] query);
}
