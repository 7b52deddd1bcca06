package dev.nightjar.runtime.execution;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.WireType;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.ExactProducts;
import dev.nightjar.api.engine.IntegerPolynomials;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.engine.Products;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/**
 * Runs one circuit on ciphertexts: node by node, every look-up node as one batch of the engine. The decrypted
 * answer is what {@link dev.nightjar.api.circuit.ClearEvaluator} gives, up to noise. Where the circuit is hidden, two
 * runs of one query give different answers. A wire's memory goes with its last reader, so that a deep circuit needs no
 * more than its widest neighbourhood. Thread-safe: many runs may share one.
 */
public final class CircuitExecutor {
  private final Circuit circuit;
  private final RowWorkers workers;
  private final ExpandedMemory memory;
  private final Liveness liveness;
  private final Optional<AnswerHider> hider;
  private final Optional<AnswerPacker> packer;
  private final Optional<PackedOutputs> packedOutputs;
  private final DenseSums dense;

  /**
   * What a run gave.
   *
   * @param separate the answer's ciphertexts, in the order of {@link Circuit#outputs()}, dimension kN; none when they
   *     are packed
   * @param packed the packed answer, where the circuit's answers are packed
   * @param statistics where the time went
   */
  public record Run(LweList separate, Optional<PackedAnswer> packed, ExecutionStatistics statistics) {
    /** The answer's ciphertexts; a packed answer is taken apart. */
    public LweList outputs() {
      return packed.map(PackedAnswer::extract).orElse(separate);
    }
  }

  /** An executor of a circuit, whose linear rows run on these workers, with products in plain Java. */
  public CircuitExecutor(Circuit circuit, RowWorkers workers) {
    this(circuit, workers, ExactProducts::new);
  }

  /**
   * The same with products of an engine.
   *
   * @param engine brings weights into the form of what multiplies by them, {@link ExactProducts} or what agrees with it
   */
  public CircuitExecutor(Circuit circuit, RowWorkers workers, Function<IntegerPolynomials, Products> engine) {
    this(circuit, workers, engine, new ExpandedMemory(Long.MAX_VALUE));
  }

  /** The same with bounded memory for expanded bits, which several executors may share. */
  public CircuitExecutor(Circuit circuit, RowWorkers workers, Function<IntegerPolynomials, Products> engine,
      ExpandedMemory memory) {
    this.memory = Objects.requireNonNull(memory, "memory");
    this.circuit = Objects.requireNonNull(circuit, "circuit");
    this.workers = Objects.requireNonNull(workers, "workers");
    this.liveness = new Liveness(circuit);
    this.hider = circuit.hiding().isPresent() ? Optional.of(new AnswerHider(circuit)) : Optional.empty();
    this.packer = circuit.strided().map(packing -> new AnswerPacker(circuit, engine));
    this.packedOutputs = packer.isPresent() ? Optional.empty()
        : circuit.packing().map(packing -> new PackedOutputs(circuit, packing));
    this.dense = new DenseSums(circuit, engine);
  }

  /** An engine's own products, or those in plain Java where it has none. */
  public static Function<IntegerPolynomials, Products> productsOf(Engine engine) {
    return engine.operations().contains(Operation.PRODUCTS) ? engine::products : ExactProducts::new;
  }

  /** The circuit. */
  public Circuit circuit() {
    return circuit;
  }

  /**
   * Runs the circuit.
   *
   * @param input the query
   * @param key of the query's client; null when the circuit has no look-ups
   * @param cancellation looked at before every node
   * @throws NightjarException {@code KEY_REQUIRED} without a key, {@code PARAMETER_MISMATCH} or {@code
   *     SHAPE_MISMATCH} when query or key are not for this circuit, {@code CANCELLED}
   */
  public Run run(PackedInput input, EngineKey key, Cancellation cancellation) {
    requireFit(input, key);
    try (ExpandedMemory.Lease lease = memory.take(circuit, cancellation)) {
      return new OneRun(key, cancellation).run(input);
    }
  }

  private void requireFit(PackedInput input, EngineKey key) {
    long fingerprint = circuit.parameters().fingerprint();
    if (input.parameters().fingerprint() != fingerprint) {
      throw new NightjarException(ErrorCode.PARAMETER_MISMATCH, "the query was encrypted under "
          + input.parameters().id() + " where the model uses " + circuit.parameters().id());
    }
    if (input.count() - input.zeros() != circuit.inputs()) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "the query has " + (input.count() - input.zeros())
          + " ciphertexts where the model takes " + circuit.inputs());
    }
    if (input.zeros() < circuit.zeros()) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "the query has " + input.zeros()
          + " encryptions of zero where the model's answers are hidden with " + circuit.zeros());
    }
    if (circuit.keyParts().isEmpty()) {
      return;
    }
    if (key == null) {
      throw new NightjarException(ErrorCode.KEY_REQUIRED, "the model needs an evaluation key, and there is none");
    }
    if (key.parameters().fingerprint() != fingerprint) {
      throw new NightjarException(ErrorCode.PARAMETER_MISMATCH, "the evaluation key is for "
          + key.parameters().id() + " where the model uses " + circuit.parameters().id());
    }
  }

  /** The state of one run. */
  private final class OneRun {
    private final EngineKey key;
    private final Cancellation cancellation;
    private final long[][] wires = new long[circuit.wires()][];
    private int held;
    private int peak;
    private long extractNanos;
    private long linearNanos;
    private long lookupNanos;
    private long levelledNanos;
    private long hideNanos;
    private final Long[] nodeNanos = new Long[circuit.nodes().size()];
    private final LevelledWires levelled;
    private final Optional<PackedAnswer> packed = packedOutputs.map(PackedOutputs::begin);

    OneRun(EngineKey key, Cancellation cancellation) {
      this.key = key;
      this.cancellation = cancellation;
      this.levelled = new LevelledWires(circuit.parameters(), key);
    }

    Run run(PackedInput input) {
      cancellation.check();
      long start = System.nanoTime();
      long[] query = input.expand();
      PackedCoefficients coefficients = new PackedCoefficients(input, query);
      final long expandNanos = System.nanoTime() - start;
      if (packer.isPresent()) {
        return packed(packer.get(), coefficients, query, expandNanos);
      }
      try (levelled) {
        runNodes(coefficients, query);
      }
      LweList outputs = packed.isPresent() ? none() : outputs();
      hide(query, outputs.count(), (hiding, i) -> hiding.hide(i, outputs.words(), outputs.offset(i)));
      return new Run(outputs, packed,
          new ExecutionStatistics(expandNanos, extractNanos, linearNanos, lookupNanos, levelledNanos, hideNanos,
              circuit.bootstraps(), peak, List.of(nodeNanos)));
    }

    private void runNodes(PackedCoefficients coefficients, long[] query) {
      List<Node> nodes = circuit.nodes();
      int next = 0;
      for (int i = 0; i < nodes.size(); i++) {
        cancellation.check();
        Node node = nodes.get(i);
        long begun = System.nanoTime();
        node.match(new Step(coefficients, query, next));
        nodeNanos[i] = System.nanoTime() - begun;
        next += node.width();
        free(liveness.lastReadBy(i));
      }
    }

    private Run packed(AnswerPacker packing, PackedCoefficients coefficients, long[] query, long expandNanos) {
      long begun = System.nanoTime();
      PackedAnswer answer = packing.answer(coefficients, workers);
      extractNanos = System.nanoTime() - begun;
      hide(query, answer.ciphertexts(), (hiding, g) -> hiding.hide(g, answer));
      return new Run(none(), Optional.of(answer),
          new ExecutionStatistics(expandNanos, extractNanos, 0, 0, 0, hideNanos, 0, answer.ciphertexts(),
              List.of(extractNanos)));
    }

    /** Runs one node, whose first wire is {@code next}, and adds its time to that of its kind. */
    private final class Step implements Node.Cases<Void> {
      private final PackedCoefficients coefficients;
      private final long[] query;
      private final int next;
      private final long begun = System.nanoTime();

      Step(PackedCoefficients coefficients, long[] query, int next) {
        this.coefficients = coefficients;
        this.query = query;
        this.next = next;
      }

      @Override
      public Void extract(Node.Extract node) {
        OneRun.this.extract(node, coefficients, next);
        extractNanos += System.nanoTime() - begun;
        return null;
      }

      @Override
      public Void linear(Node.Linear node) {
        OneRun.this.linear(node, next);
        linearNanos += System.nanoTime() - begun;
        return null;
      }

      @Override
      public Void lookup(Node.Lookup node) {
        lookUp(node, next);
        lookupNanos += System.nanoTime() - begun;
        return null;
      }

      @Override
      public Void expand(Node.Expand node) {
        levelled.expand(query, circuit.inputs(), node, next);
        levelledNanos += System.nanoTime() - begun;
        return null;
      }

      @Override
      public Void evaluate(Node.Evaluate node) {
        GlweList outputs = levelled.evaluate(node);
        for (int o = 0; o < outputs.count(); o++) {
          if (liveness.isRead(next + o)) {
            wires[next + o] = Arrays.copyOfRange(outputs.words(), outputs.offset(o),
                outputs.offset(o) + outputs.stride());
          }
        }
        hold(next, node.width(), node.width());
        levelledNanos += System.nanoTime() - begun;
        return null;
      }

      @Override
      public Void sampleExtract(Node.SampleExtract node) {
        int[] from = node.wires();
        int[] coefficient = node.coefficients();
        packed.ifPresent(answer -> {
          for (int i = 0; i < from.length; i++) {
            packedOutputs.get().write(answer, next + i, wires[from[i]], coefficient[i]);
          }
        });
        workers.forEach(from.length, 0, (i, scratch) -> {
          if (packed.isPresent() ? liveness.isReadByNode(next + i) : liveness.isRead(next + i)) {
            wires[next + i] = levelled.extract(wires[from[i]], coefficient[i]);
          }
        });
        hold(next, node.width(), 0);
        levelledNanos += System.nanoTime() - begun;
        return null;
      }
    }

    private void extract(Node.Extract node, PackedCoefficients coefficients, int next) {
      Optional<RowProducts> products = dense.of(node);
      long[] masks = products.map(rows -> rows.masks(coefficients)).orElse(null);
      var map = node.map();
      int words = circuit.type(next).words();
      workers.forEach(map.rows(), words, (r, scratch) -> {
        if (!liveness.isRead(next + r)) {
          return;
        }
        if (products.isPresent() && products.get().has(r)) {
          wires[next + r] = products.get().extract(coefficients, masks, r);
          return;
        }
        long[] sum = trivial(circuit.type(next + r), map.constant(r));
        for (int t = map.start(r); t < map.start(r + 1); t++) {
          coefficients.addMultiple(map.column(t), map.weight(t), sum, scratch);
        }
        wires[next + r] = sum;
      });
      hold(next, node.width(), 0);
    }

    private void linear(Node.Linear node, int next) {
      var map = node.map();
      workers.forEach(map.rows(), 0, (r, scratch) -> {
        if (liveness.isRead(next + r)) {
          long[] sum = trivial(circuit.type(next + r), map.constant(r));
          for (int t = map.start(r); t < map.start(r + 1); t++) {
            TorusWords.addMultiple(wires[map.column(t)], map.weight(t), sum);
          }
          wires[next + r] = sum;
        }
      });
      hold(next, node.width(), 0);
    }

    private void lookUp(Node.Lookup node, int next) {
      int[] inputs = node.inputs();
      LweList in = allocate(circuit.type(inputs[0]), inputs.length);
      for (int i = 0; i < inputs.length; i++) {
        System.arraycopy(wires[inputs[i]], 0, in.words(), in.offset(i), in.stride());
      }
      LweList out = allocate(circuit.type(next), node.width());
      key.bootstrap(in, node.tables(), node.tableOf(), out);
      for (int w = 0; w < node.width(); w++) {
        if (liveness.isRead(next + w)) {
          long[] wire = new long[out.stride()];
          System.arraycopy(out.words(), out.offset(w), wire, 0, wire.length);
          wires[next + w] = wire;
        }
      }
      hold(next, node.width(), inputs.length + node.width());
    }

    /** The trivial ciphertext of a torus word: zero mask. */
    private static long[] trivial(WireType type, long word) {
      long[] ciphertext = new long[type.words()];
      ciphertext[ciphertext.length - 1] = word;
      return ciphertext;
    }

    private static LweList allocate(WireType type, int count) {
      return LweList.allocate(type.words() - 1, count);
    }

    private void hold(int first, int width, int batch) {
      for (int w = first; w < first + width; w++) {
        held += wires[w] != null ? 1 : 0;
      }
      peak = Math.max(peak, held + batch);
    }

    private void free(int[] dead) {
      for (int wire : dead) {
        held -= wires[wire] != null ? 1 : 0;
        wires[wire] = null;
      }
    }

    private void hide(long[] query, int masks, ObjIntConsumer<AnswerHider.OneAnswer> hide) {
      long begun = System.nanoTime();
      hider.ifPresent(hiding -> {
        int first = query.length / (circuit.inputs() + circuit.zeros()) * circuit.inputs();
        try (AnswerHider.OneAnswer answer = hiding.begin(query, first)) {
          workers.forEach(masks, 0, (i, none) -> hide.accept(answer, i));
        }
      });
      hideNanos = System.nanoTime() - begun;
    }

    private LweList none() {
      return allocate(circuit.answerType(), 0);
    }

    private LweList outputs() {
      int[] outputs = circuit.outputs();
      LweList answer = allocate(circuit.answerType(), outputs.length);
      for (int i = 0; i < outputs.length; i++) {
        System.arraycopy(wires[outputs[i]], 0, answer.words(), answer.offset(i), answer.stride());
      }
      return answer;
    }
  }
}
