package dev.nightjar.runtime.keys;

import dev.nightjar.api.keys.ForwardingKeyStore;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreContract;
import java.time.Duration;
import java.util.SplittableRandom;

/** A store behind a decorator keeps the contract. */
class ForwardedKeyStoreTest extends KeyStoreContract {
  private static final class Decorator extends ForwardingKeyStore {
    Decorator(KeyStore delegate) {
      super(delegate);
    }
  }

  @Override
  protected KeyStore open() {
    SplittableRandom random = new SplittableRandom(2);
    return new Decorator(new InMemoryKeyStore(CAPACITY, CAPACITY, Duration.ofMinutes(10), () -> now, random::nextLong));
  }

  @Override
  protected KeyStore replica() {
    return store;
  }
}
