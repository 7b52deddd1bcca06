package dev.nightjar.cli.play;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.cli.text.Terminal;
import java.util.Optional;
import java.util.OptionalDouble;

/** A model at the other end of a network. Sees public bytes only: secrets stay with the {@link Player}. */
public interface Endpoint {
  /**
   * An answer to a query.
   *
   * @param result an encoded result
   * @param serverSeconds how long the server says that it computed; empty when it does not say
   */
  record Answer(byte[] result, OptionalDouble serverSeconds) {
  }

  /** How the endpoint is spoken to, for the report. */
  String language();

  /** Sends an evaluation key, shows how that comes along, and gives the uid under which it lies. */
  Uid sendKey(byte[] key, Terminal terminal);

  /**
   * Asks about one encrypted row.
   *
   * @param uid of the key; empty for a model that needs none
   */
  Answer infer(Optional<Uid> uid, byte[] query);

  /** Makes the endpoint forget a key; does nothing where it cannot. */
  void forgetKey(Uid uid);
}
