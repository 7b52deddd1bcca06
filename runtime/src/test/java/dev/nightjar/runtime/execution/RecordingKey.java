package dev.nightjar.runtime.execution;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is asked for and answers with trivial zeros. */
final class RecordingKey implements EngineKey {
  private final Parameters parameters;
  private final List<Integer> batches = new ArrayList<>();
  private Runnable duringBootstrap = () -> { };

  RecordingKey(Parameters parameters) {
    this.parameters = parameters;
  }

  void duringBootstrap(Runnable action) {
    duringBootstrap = action;
  }

  /** Sizes of the batches so far. */
  List<Integer> batches() {
    return batches;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public long memoryBytes() {
    return 0;
  }

  @Override
  public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
    batches.add(in.count());
    duringBootstrap.run();
  }

  @Override
  public void close() {
  }
}
