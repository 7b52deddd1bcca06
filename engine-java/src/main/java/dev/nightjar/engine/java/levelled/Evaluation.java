package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.Diagram.Kind;
import dev.nightjar.engine.java.machine.Flow;
import dev.nightjar.engine.java.machine.Slots;
import dev.nightjar.engine.java.machine.Workers;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * One evaluation of a diagram: steps are tasks of a {@link Flow}, in the order of the {@link Plan}. A value's memory is
 * given back when it was read last, or becomes that of its last reader. Sums are no tasks: whoever makes a value adds
 * it to the sums that read it, so that a sum of hundreds of trees holds one ciphertext.
 */
final class Evaluation {
  private static final int NONE = -1;

  private final LevelledPool pool;
  private final Plan plan;
  private final Diagram diagram;
  private final GgswBits bits;
  private final int[] bitOf;
  private final GlweList out;
  private final Slots<long[]> values;
  private final Flow flow;

  /** For each step the place of its value. */
  private final int[] places;
  /** For each step how many of its sources are not there yet. */
  private final AtomicIntegerArray missing;
  /** For each step how many of its readers, sums aside, are not done yet. */
  private final AtomicIntegerArray unread;
  /** Outputs by step: the first of each, and the next of the same. */
  private final int[] firstOutput;
  private final int[] nextOutput;
  /** Locks of sums, several sums to each. */
  private final Object[] locks = new Object[64];

  private Evaluation(LevelledPool pool, Plan plan, GgswBits bits, int[] bitOf, GlweList out, Workers workers) {
    this.pool = pool;
    this.plan = plan;
    this.diagram = plan.diagram();
    this.bits = bits;
    this.bitOf = bitOf;
    this.out = out;
    this.values = new Slots<>(pool.words, LevelledKernel.COLUMNS * pool.stride());
    this.flow = new Flow(workers, Evaluator::new);
    this.places = new int[plan.steps()];
    this.missing = new AtomicIntegerArray(plan.steps());
    this.unread = new AtomicIntegerArray(plan.steps());
    this.firstOutput = new int[plan.steps()];
    this.nextOutput = new int[diagram.outputs()];
    Arrays.setAll(locks, i -> new Object());
  }

  /** Evaluates a diagram whose shape fits. */
  static void run(LevelledPool pool, Plan plan, GgswBits bits, int[] bitOf, GlweList out, Workers workers) {
    Evaluation evaluation = new Evaluation(pool, plan, bits, bitOf, out, workers);
    try {
      evaluation.prepare();
      evaluation.flow.run();
    } finally {
      evaluation.values.close();
    }
  }

  private void prepare() {
    for (int step = 0; step < plan.steps(); step++) {
      places[step] = NONE;
      firstOutput[step] = NONE;
      missing.setPlain(step, plan.sources(step));
      int readers = 0;
      for (int i = 0; i < plan.readers(step); i++) {
        readers += plan.isSum(plan.reader(step, i)) ? 0 : 1;
      }
      unread.setPlain(step, readers);
    }
    for (int output = diagram.outputs() - 1; output >= 0; output--) {
      int step = diagram.output(output);
      nextOutput[output] = firstOutput[step];
      firstOutput[step] = output;
      if (diagram.kind(step) == Kind.CONSTANT) {
        Products.addTo(diagram, step, cleared(output), out.bodyOffset(output));
      }
    }
    for (int step = 0; step < plan.steps(); step++) {
      if (plan.sources(step) == 0 && diagram.kind(step) != Kind.CONSTANT) {
        flow.ready(plan.position(step));
      }
    }
  }

  private long[] cleared(int output) {
    Arrays.fill(out.words(), out.offset(output), out.offset(output) + out.stride(), 0);
    return out.words();
  }

  /** One thread's part. */
  private final class Evaluator implements Flow.Worker {
    private final LevelledContext context = pool.take();
    private final LevelledKernel kernel = context.kernel;
    private final Products products = new Products(context, bits, pool.shape());
    /** Sums whose last summand was added and that nobody was told of yet. */
    private final ArrayDeque<Integer> sums = new ArrayDeque<>();

    @Override
    public void run(int position) {
      int step = plan.step(position);
      switch (diagram.kind(step)) {
        case SELECT -> select(step);
        case ROTATE -> rotate(step);
        case SHIFT -> shift(step);
        case CONSTANT, SUM -> throw new IllegalStateException("step " + step + " is no task");
      }
      done(step);
      while (!sums.isEmpty()) {
        done(sums.pop());
      }
    }

    private void select(int step) {
      int bit = bitOf[diagram.bit(step)];
      int first = diagram.first(step);
      int second = diagram.second(step);
      if (diagram.isTrivialProduct(step)) {
        int place = place(step, values.take());
        products.selectConstants(bit, diagram, step, values.array(place), values.at(place));
        return;
      }
      Products.Operand zero = operand(0, first);
      Products.Operand one = operand(1, second);
      int place = place(step, outPlace(first, second));
      products.select(bit, zero, one, values.array(place), values.at(place));
      read(0, first, place);
      read(1, second, place);
    }

    private void rotate(int step) {
      int bit = bitOf[diagram.bit(step)];
      int source = diagram.first(step);
      if (diagram.isTrivialProduct(step)) {
        int place = place(step, values.take());
        products.rotateConstant(bit, diagram, source, diagram.amount(step), values.array(place), values.at(place));
        return;
      }
      int place = place(step, outPlace(source, source));
      products.rotate(bit, operand(0, source), diagram.amount(step), values.array(place), values.at(place));
      read(0, source, place);
    }

    private void shift(int step) {
      int source = diagram.first(step);
      int place = place(step, values.take());
      Products.Operand from = operand(0, source);
      for (int column = 0; column < LevelledKernel.COLUMNS; column++) {
        int at = column * context.stride;
        kernel.rotate(from.words(), from.at() + at, diagram.amount(step), values.array(place), values.at(place) + at);
      }
      read(0, source, place);
    }

    private int place(int step, int place) {
      places[step] = place;
      return place;
    }

    /** The place of a source that nobody else reads any more, or a new one. */
    private int outPlace(int first, int second) {
      if (diagram.kind(first) != Kind.CONSTANT && unread.get(first) == 1) {
        return places[first];
      }
      if (diagram.kind(second) != Kind.CONSTANT && unread.get(second) == 1) {
        return places[second];
      }
      return values.take();
    }

    private Products.Operand operand(int which, int step) {
      return diagram.kind(step) == Kind.CONSTANT ? products.trivial(which, diagram, step)
          : new Products.Operand(values.array(places[step]), values.at(places[step]));
    }

    /** A source was read; {@code kept} is the place of the reader's own value. */
    private void read(int which, int step, int kept) {
      if (diagram.kind(step) == Kind.CONSTANT) {
        products.clear(which, diagram, step);
      } else if (unread.decrementAndGet(step) == 0 && places[step] != kept) {
        values.give(places[step]);
      }
    }

    /** A value is there: writes outputs, adds it to sums, and tells its other readers. */
    private void done(int step) {
      int place = places[step];
      long[] words = values.array(place);
      int at = values.at(place);
      for (int output = firstOutput[step]; output != NONE; output = nextOutput[output]) {
        int n = diagram.polynomialSize();
        System.arraycopy(words, at, out.words(), out.offset(output), n);
        System.arraycopy(words, at + context.stride, out.words(), out.bodyOffset(output), n);
      }
      boolean isRead = unread.get(step) > 0;
      for (int i = 0; i < plan.readers(step); i++) {
        if (plan.isSum(plan.reader(step, i))) {
          add(plan.reader(step, i), words, at);
        }
      }
      if (!isRead) {
        values.give(place);
        return;
      }
      for (int i = 0; i < plan.readers(step); i++) {
        int reader = plan.reader(step, i);
        if (!plan.isSum(reader) && missing.decrementAndGet(reader) == 0) {
          flow.ready(plan.position(reader));
        }
      }
    }

    /** Adds a value to a sum; whoever adds the last one has made the sum. */
    private void add(int sum, long[] words, int at) {
      synchronized (locks[sum % locks.length]) {
        if (places[sum] == NONE) {
          start(sum, words, at);
        } else {
          long[] to = values.array(places[sum]);
          kernel.add(words, at, to, values.at(places[sum]));
          kernel.add(words, at + context.stride, to, values.at(places[sum]) + context.stride);
        }
      }
      if (missing.decrementAndGet(sum) == 0) {
        sums.push(sum);
      }
    }

    private void start(int sum, long[] words, int at) {
      int place = place(sum, values.take());
      System.arraycopy(words, at, values.array(place), values.at(place), LevelledKernel.COLUMNS * context.stride);
      for (int i = 0; i < diagram.terms(sum); i++) {
        int term = diagram.term(sum, i);
        if (diagram.kind(term) == Kind.CONSTANT) {
          Products.addTo(diagram, term, values.array(place), values.at(place) + context.stride);
        }
      }
    }

    @Override
    public void close() {
      pool.give(context);
    }
  }

}
