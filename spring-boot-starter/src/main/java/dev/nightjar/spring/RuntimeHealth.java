package dev.nightjar.spring;

import dev.nightjar.runtime.ModelStatus;
import dev.nightjar.runtime.NightjarRuntime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a health indicator tells of a runtime.
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

  /** Those of a state, each with what it is or why it cannot be served. */
  private static Map<String, String> names(NightjarRuntime runtime, ModelStatus.State state) {
    Map<String, String> names = new TreeMap<>();
    runtime.registry().statuses().stream().filter(status -> status.state() == state)
        .forEach(status -> names.put(status.name(), status.detail()));
    return names;
  }
}
