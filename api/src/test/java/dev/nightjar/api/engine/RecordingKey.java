package dev.nightjar.api.engine;

import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Writes down what it is asked for. Bootstraps give trivial zeros, diagrams words that mean nothing. */
public final class RecordingKey implements EngineKey {
  private final Parameters parameters;
  private final List<Integer> batches = new ArrayList<>();
  private final List<Expansion> expansions = new ArrayList<>();
  private final List<Evaluation> evaluations = new ArrayList<>();
  private Runnable duringBootstrap = () -> { };

  /** An expansion of a query of so many ciphertexts. */
  public record Expansion(int ciphertexts, int bits) {
  }

  /** An evaluation, and what it gave. */
  public record Evaluation(Diagram diagram, int[] bitOf, GlweList outputs) {
  }

  public RecordingKey(Parameters parameters) {
    this.parameters = parameters;
  }

  /** Does something in each batch. */
  public void duringBootstrap(Runnable action) {
    duringBootstrap = action;
  }

  /** Sizes of the batches so far. */
  public List<Integer> batches() {
    return batches;
  }

  /** The expansions so far. */
  public List<Expansion> expansions() {
    return expansions;
  }

  /** The evaluations so far. */
  public List<Evaluation> evaluations() {
    return evaluations;
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
  public ExpandedBits expand(GlweList query, int bits) {
    expansions.add(new Expansion(query.count(), bits));
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
    long[] words = new SplittableRandom(evaluations.size()).longs(out.words().length).toArray();
    System.arraycopy(words, 0, out.words(), 0, words.length);
    evaluations.add(new Evaluation(diagram, bitOf.clone(), out));
  }

  @Override
  public void close() {
  }
}
