package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.params.ExpansionStep;
import dev.nightjar.engine.java.machine.Chunks;
import java.util.concurrent.ConcurrentLinkedDeque;

/** What all levelled keys of one shape share: tables, contexts of threads, and memory for bits and values. */
public final class LevelledPool {
  private final LevelledShape shape;
  private final LevelledKernel.Step[] steps;
  private final int stride;
  private volatile Contexts contexts;

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
    this.contexts = new Contexts(kernel);
    this.stride = kernel.stride();
    this.steps = new LevelledKernel.Step[shape.levelled().expansion().size()];
    for (int i = 0, doublings = 0; i < steps.length; i++) {
      ExpansionStep step = shape.levelled().expansion().get(i);
      steps[i] = kernel.step(doublings, step.arity());
      doublings += step.doublings();
    }
    this.doubles = Chunks.ofDoubles(Math.max(shape.ggswSize(), Expansion.CHILDREN * stride));
    this.words = Chunks.ofWords(Math.max(bodyRowWords(), Expansion.CHILDREN * stride));
  }

  /** Contexts of one kernel that no thread uses. */
  private static final class Contexts {
    private final LevelledKernel kernel;
    private final ConcurrentLinkedDeque<LevelledContext> idle = new ConcurrentLinkedDeque<>();

    Contexts(LevelledKernel kernel) {
      this.kernel = kernel;
    }

    LevelledContext take() {
      LevelledContext context = idle.poll();
      return context == null ? new LevelledContext(kernel.forThread()) : context;
    }
  }

  /** How a pool asks for a kernel. */
  public interface KernelSource {
    LevelledKernel make(int polynomialSize, int rows);
  }

  /** A pool with a kernel of some family. */
  public static LevelledPool of(LevelledShape shape, KernelSource source) {
    return new LevelledPool(shape, source.make(shape.polynomialSize(), shape.digitRows()));
  }

  /** Goes on with another kernel of the same layouts. */
  public void use(KernelSource source) {
    contexts = new Contexts(source.make(shape.polynomialSize(), shape.digitRows()));
  }

  LevelledShape shape() {
    return shape;
  }

  /** Words from one polynomial of a ciphertext to the next. */
  int stride() {
    return stride;
  }

  /** Words of the body rows of a bit, each a ciphertext. */
  int bodyRowWords() {
    return shape.levelled().body().level() * LevelledKernel.COLUMNS * stride;
  }

  LevelledKernel.Step step(int index) {
    return steps[index];
  }

  /** A context that no other thread uses. */
  LevelledContext take() {
    return contexts.take();
  }

  /** Gives a context back. One of a kernel that is not used any more is dropped. */
  void give(LevelledContext context) {
    Contexts now = contexts;
    if (context.kernel.getClass() == now.kernel.getClass()) {
      now.idle.push(context);
    }
  }
}
