package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.params.ExpansionStep;
import dev.nightjar.engine.java.machine.Chunks;
import java.util.concurrent.ConcurrentLinkedDeque;

/** What all levelled keys of one shape share: tables, contexts of threads, and memory for bits and values. */
public final class LevelledPool {
  private final LevelledShape shape;
  private final LevelledKernel kernel;
  private final LevelledKernel.Step[] steps;
  private final ConcurrentLinkedDeque<LevelledContext> contexts = new ConcurrentLinkedDeque<>();

  /** Memory for GGSW ciphertexts and for spectra of the expansion. */
  final Chunks<double[]> doubles;

  /** Memory for words. */
  final Chunks<long[]> words;

  /**
   * A pool without contexts.
   *
   * @param kernel with room for {@link LevelledShape#digitRows} rows
   */
  LevelledPool(LevelledShape shape, LevelledKernel kernel) {
    this.shape = shape;
    this.kernel = kernel;
    this.steps = new LevelledKernel.Step[shape.levelled().expansion().size()];
    for (int i = 0, doublings = 0; i < steps.length; i++) {
      ExpansionStep step = shape.levelled().expansion().get(i);
      steps[i] = kernel.step(doublings, step.arity());
      doublings += step.doublings();
    }
    this.doubles = Chunks.ofDoubles(Math.max(shape.ggswSize(), Expansion.CHILDREN * kernel.stride()));
    this.words = Chunks.ofWords(Expansion.CHILDREN * kernel.stride());
  }

  /** How a pool asks for a kernel. */
  public interface KernelSource {
    LevelledKernel make(int polynomialSize, int rows);
  }

  /** A pool with a kernel of some family. */
  public static LevelledPool of(LevelledShape shape, KernelSource source) {
    return new LevelledPool(shape, source.make(shape.polynomialSize(), shape.digitRows()));
  }

  LevelledShape shape() {
    return shape;
  }

  /** Words from one polynomial of a ciphertext to the next. */
  int stride() {
    return kernel.stride();
  }

  LevelledKernel.Step step(int index) {
    return steps[index];
  }

  /** A context that no other thread uses. */
  LevelledContext take() {
    LevelledContext context = contexts.poll();
    return context == null ? new LevelledContext(kernel.forThread()) : context;
  }

  /** Gives a context back. */
  void give(LevelledContext context) {
    contexts.push(context);
  }
}
