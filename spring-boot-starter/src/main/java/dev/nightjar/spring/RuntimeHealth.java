package dev.nightjar.spring;

import dev.nightjar.runtime.ModelStatus;
import dev.nightjar.runtime.NightjarRuntime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What a health indicator tells of a runtime: up when queries are welcome and the models are warm, else out of service,
 * which is a matter of readiness and not of life.
 *
 * @param ready whether new queries are welcome and will be about as fast as all after them
 * @param details by name
 */
record RuntimeHealth(boolean ready, Map<String, Object> details) {
  static RuntimeHealth of(NightjarRuntime runtime) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", !runtime.ready() ? "draining" : runtime.warm() ? "ok" : "warming");
    details.put("engine", runtime.engine().engine());
    details.put("kernel", runtime.engine().kernel());
    details.put("models", names(runtime, ModelStatus.State.SERVED));
    details.put("failed_models", names(runtime, ModelStatus.State.FAILED));
    return new RuntimeHealth(runtime.ready() && runtime.warm(), details);
  }

  /** The same in types of Spring Boot, which are others in each of its generations. */
  <T> T in(Supplier<T> up, Supplier<T> outOfService, BiFunction<T, Map<String, ?>, T> withDetails) {
    return withDetails.apply((ready ? up : outOfService).get(), details);
  }

  /** Those of a state, each with what it is or why it cannot be served. */
  private static Map<String, String> names(NightjarRuntime runtime, ModelStatus.State state) {
    Map<String, String> names = new TreeMap<>();
    runtime.registry().statuses().stream().filter(status -> status.state() == state)
        .forEach(status -> names.put(status.name(), status.detail()));
    return names;
  }
}
