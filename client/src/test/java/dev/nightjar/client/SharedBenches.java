package dev.nightjar.client;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.params.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;

/** Benches under keys of the mean weight that the tests of a class share: one for each set, of many the last ones. */
final class SharedBenches implements AutoCloseable {
  /** What classes with benches lock, so that no two of them have theirs at once. */
  static final String MEMORY = "benches";

  /** A loaded key takes up to 200 MB. */
  private static final int MOST = 8;

  private final Engine engine;
  private final String label;
  private final Map<Parameters, BootstrapBench> benches = new LinkedHashMap<>(MOST, 0.75f, true);

  /**
   * No benches yet.
   *
   * @param label what their keys and inputs follow from, beside their sets
   */
  SharedBenches(Engine engine, String label) {
    this.engine = engine;
    this.label = label;
  }

  /** The bench of a set, not to be closed. */
  BootstrapBench of(Parameters p) {
    if (!benches.containsKey(p) && benches.size() == MOST) {
      benches.remove(benches.keySet().iterator().next()).close();
    }
    return benches.computeIfAbsent(p, set -> BootstrapBench.balanced(engine, set, label));
  }

  @Override
  public void close() {
    benches.values().forEach(BootstrapBench::close);
  }
}
