package dev.nightjar.server;

import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.Uid;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes which methods of a key store are called about which key. */
final class WatchedKeyStore {
  private final Map<Uid, List<String>> calls = new ConcurrentHashMap<>();
  private final KeyStore watched;

  WatchedKeyStore(KeyStore store) {
    watched = (KeyStore) Proxy.newProxyInstance(KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class},
        (proxy, method, arguments) -> {
          if (arguments != null && arguments[0] instanceof Uid uid) {
            calls.computeIfAbsent(uid, u -> new CopyOnWriteArrayList<>()).add(method.getName());
          }
          try {
            return method.invoke(store, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  KeyStore store() {
    return watched;
  }

  /** The calls about a key since this was asked last, in their order. */
  List<String> takeCalls(long uid) {
    List<String> taken = calls.remove(new Uid(uid));
    return taken == null ? List.of() : List.copyOf(taken);
  }
}
