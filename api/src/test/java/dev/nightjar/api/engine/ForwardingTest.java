package dev.nightjar.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.keys.Uid;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The forwarding classes hand on every method of their interfaces, those included that will be added. */
class ForwardingTest {
  /** A call that reached the delegate, and what it answered. */
  private record Call(Method method, List<Object> arguments, Object answer) {
  }

  private static final class Wrapper extends ForwardingEngine {
    Wrapper(Engine delegate) {
      super(delegate);
    }
  }

  private static final class KeyWrapper extends ForwardingEngineKey {
    KeyWrapper(EngineKey delegate) {
      super(delegate);
    }
  }

  private static final class Provider extends ForwardingEngineProvider {
    Provider() {
      super("inner");
    }

    @Override
    public String name() {
      return "outer";
    }

    @Override
    public int apiVersion() {
      return API_VERSION;
    }
  }

  /** A value of a type, different from the one before as far as the type allows. */
  private static Object sample(Class<?> type) {
    if (type == String.class) {
      return new StringBuilder("text").toString();
    }
    if (type == Set.class) {
      return Set.of(Operation.BOOTSTRAP);
    }
    if (type == List.class) {
      return List.of(new Setting("kernel", List.of(), "what it runs with"));
    }
    Map<Class<?>, Object> values = Map.of(int.class, 7, long.class, 123L, boolean.class, true, int[].class, new int[3],
        EngineInfo.class, new EngineInfo("e", "k", 1, List.of()), Availability.class, Availability.yes("fine"),
        EngineOptions.class, new EngineOptions(3), Optional.class, Optional.of(new KeyReference(new Uid(1), 2)));
    if (values.containsKey(type)) {
      return values.get(type);
    }
    return type.isInterface() ? Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
        (proxy, method, arguments) -> null) : null;
  }

  private static <T> T recording(Class<T> type, List<Call> calls) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
        (proxy, method, arguments) -> {
          Object answer = sample(method.getReturnType());
          calls.add(new Call(method, arguments == null ? List.of() : Arrays.asList(arguments), answer));
          return answer;
        }));
  }

  private static EngineProviders knowing(EngineProvider inner) {
    return new EngineProviders() {
      @Override
      public Set<String> names() {
        return Set.of("inner");
      }

      @Override
      public EngineProvider require(String name) {
        assertThat(name).isEqualTo("inner");
        return inner;
      }
    };
  }

  private static Stream<Method> methods(Class<?> type, String... but) {
    return Arrays.stream(type.getMethods()).filter(m -> !Modifier.isStatic(m.getModifiers()))
        .filter(m -> !List.of(but).contains(m.getName()));
  }

  static Stream<Method> ofEngines() {
    return methods(Engine.class).filter(m -> !(m.getName().equals("load") && m.getParameterCount() == 1));
  }

  static Stream<Method> ofKeys() {
    return methods(EngineKey.class);
  }

  static Stream<Method> ofProviders() {
    return methods(EngineProvider.class, "name", "apiVersion", "attach", "rank");
  }

  @ParameterizedTest
  @MethodSource("ofEngines")
  void everyMethodOfAnEngineIsHandedOn(Method method) throws ReflectiveOperationException {
    List<Call> calls = new ArrayList<>();
    assertHandedOn(method, new Wrapper(recording(Engine.class, calls)), calls);
  }

  @ParameterizedTest
  @MethodSource("ofKeys")
  void everyMethodOfAKeyIsHandedOn(Method method) throws ReflectiveOperationException {
    List<Call> calls = new ArrayList<>();
    assertHandedOn(method, new KeyWrapper(recording(EngineKey.class, calls)), calls);
  }

  @ParameterizedTest
  @MethodSource("ofProviders")
  void everyMethodOfAProviderButItsOwnIsHandedOn(Method method) throws ReflectiveOperationException {
    List<Call> calls = new ArrayList<>();
    Provider provider = new Provider();
    provider.attach(knowing(recording(EngineProvider.class, calls)));
    assertHandedOn(method, provider, calls);
  }

  private static void assertHandedOn(Method method, Object wrapper, List<Call> calls)
      throws ReflectiveOperationException {
    Object[] arguments = Arrays.stream(method.getParameterTypes()).map(ForwardingTest::sample).toArray();
    Object answer = method.invoke(wrapper, arguments);
    assertThat(calls).as("calls of the delegate").hasSize(1);
    Call call = calls.get(0);
    assertThat(call.method().getName()).isEqualTo(method.getName());
    assertThat(call.method().getParameterTypes()).isEqualTo(method.getParameterTypes());
    assertThat(call.arguments().toArray()).isEqualTo(arguments);
    if (method.getReturnType().isPrimitive()) {
      assertThat(answer).isEqualTo(call.answer());
    } else {
      assertThat(answer).isSameAs(call.answer());
    }
  }

  @Test
  void aKeyThatLiesInNoStoreIsLoadedByTheSameMethodOfADecorator() {
    List<Optional<KeyReference>> loads = new ArrayList<>();
    Engine decorator = new ForwardingEngine(recording(Engine.class, new ArrayList<>())) {
      @Override
      public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
        loads.add(reference);
        return super.load(reference, key);
      }
    };
    assertThat(decorator.load((EvaluationKey) null)).isNotNull();
    assertThat(loads).containsExactly(Optional.empty());
  }

  @Test
  void aDecoratorRanksAfterTheEngineThatItWraps() {
    Provider provider = new Provider();
    provider.attach(knowing(recording(EngineProvider.class, new ArrayList<>())));
    assertThat(provider.rank()).isEqualTo(8);
    assertThat(provider.name()).isEqualTo("outer");
  }

  @Test
  void aDecoratorThatWasNotAttachedSaysSo() {
    assertThatThrownBy(() -> new Provider().availability()).isInstanceOf(NightjarException.class)
        .hasMessageContaining("'outer'").hasMessageContaining("'inner'").hasMessageContaining("attach");
  }
}
