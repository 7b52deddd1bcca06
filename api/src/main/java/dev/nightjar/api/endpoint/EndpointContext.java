package dev.nightjar.api.endpoint;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.Uid;
import java.util.Optional;
import java.util.Set;

/** What the server offers to a handler. Thread-safe. */
public interface EndpointContext {
  /** Names of the models that are served. */
  Set<String> models();

  /**
   * Where evaluation keys lie, as a caller sees them: what the caller begins is the caller's, and a uid of somebody
   * else's key is as unknown as one that was never drawn. {@link KeyStore#close} does nothing.
   */
  KeyStore keys(Caller caller);

  /** The keys as a caller of whom nothing is known sees them. */
  default KeyStore keys() {
    return keys(Caller.ANONYMOUS);
  }

  /**
   * Runs a model on an encoded query, in the model's queue.
   *
   * @param caller who asks, and whose key {@code uid} must be
   * @param model name; empty when the server has exactly one
   * @param uid key to use; empty for models without bootstraps
   * @param query an encoded {@link dev.nightjar.api.crypto.PackedInput}
   * @return the encoded answer with its headers
   * @throws NightjarException with the reason
   */
  EndpointResponse.Bytes infer(Caller caller, Optional<String> model, Optional<Uid> uid, byte[] query);

  /** The same for a caller of whom nothing is known. */
  default EndpointResponse.Bytes infer(Optional<String> model, Optional<Uid> uid, byte[] query) {
    return infer(Caller.ANONYMOUS, model, uid, query);
  }
}
