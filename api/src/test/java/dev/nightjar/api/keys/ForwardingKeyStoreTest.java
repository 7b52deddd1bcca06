package dev.nightjar.api.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of a key store is handed on, those included that will be added. */
class ForwardingKeyStoreTest {
  private static final Map<Class<?>, Object> SAMPLES = Map.of(Uid.class, new Uid(5), NewKey.class, NewKey.of(9),
      long.class, 123L, int.class, 7, boolean.class, true, ByteBuffer.class, ByteBuffer.allocate(3), Instant.class,
      Instant.EPOCH, List.class, List.of(new Uid(1)));

  static List<Method> methods() {
    return Arrays.asList(KeyStore.class.getMethods());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aCallReachesTheDelegateWithItsArgumentsAndComesBack(Method method) throws ReflectiveOperationException {
    List<Object> seen = new ArrayList<>();
    KeyStore delegate = (KeyStore) Proxy.newProxyInstance(KeyStore.class.getClassLoader(),
        new Class<?>[] {KeyStore.class}, (proxy, called, arguments) -> {
          seen.add(called);
          seen.addAll(arguments == null ? List.of() : Arrays.asList(arguments));
          return SAMPLES.get(called.getReturnType());
        });
    Object[] arguments = Arrays.stream(method.getParameterTypes()).map(SAMPLES::get).toArray();
    Object answer = method.invoke(new ForwardingKeyStore(delegate) { }, arguments);
    List<Object> expected = new ArrayList<>(List.of(method));
    expected.addAll(Arrays.asList(arguments));
    assertThat(seen).isEqualTo(expected);
    assertThat(answer).isEqualTo(SAMPLES.get(method.getReturnType()));
  }
}
