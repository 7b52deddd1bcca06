package dev.nightjar.runtime.execution;

import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.ExpandedBits;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Writes down what it is asked for. Bootstraps give trivial zeros, diagrams words that mean nothing. */
final class RecordingKey implements EngineKey {
  private final Parameters parameters;
  private final List<Integer> batches = new ArrayList<>();
  private final List<Integer> expansions = new ArrayList<>();
  private final List<GlweList> evaluated = new ArrayList<>();
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

  /** Bits of each expansion so far. */
  List<Integer> expansions() {
    return expansions;
  }

  /** Outputs of the diagrams so far. */
  List<GlweList> evaluated() {
    return evaluated;
  }

  @Override
  public ExpandedBits expand(GlweList query, int bits) {
    expansions.add(bits);
    return new ExpandedBits() {
      @Override
      public int count() {
        return bits;
      }

      @Override
      public long memoryBytes() {
        return 0;
      }

      @Override
      public void close() {
      }
    };
  }

  @Override
  public void evaluate(Diagram diagram, ExpandedBits bits, int[] bitOf, GlweList out) {
    long[] words = new SplittableRandom(evaluated.size()).longs(out.words().length).toArray();
    System.arraycopy(words, 0, out.words(), 0, words.length);
    evaluated.add(out);
  }

  @Override
  public void close() {
  }
}
