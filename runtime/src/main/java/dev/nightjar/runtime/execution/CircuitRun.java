package dev.nightjar.runtime.execution;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.WireType;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.engine.EngineKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/** One run of a circuit: its wires, and where the time went. Not thread-safe. */
final class CircuitRun {
  private final Prepared prepared;
  private final Circuit circuit;
  private final RowWorkers workers;
  private final Liveness liveness;
  private final EngineKey key;
  private final Cancellation cancellation;
  private final long[][] wires;
  private int held;
  private int peak;
  private long extractNanos;
  private long linearNanos;
  private long lookupNanos;
  private long levelledNanos;
  private long hideNanos;
  private final Long[] nodeNanos;
  private final LevelledWires levelled;
  private final Optional<PackedAnswer> packed;
  /** Of the query; null where no node extracts them. */
  private PackedCoefficients coefficients;

  /**
   * What all runs of a circuit share. Immutable and thread-safe.
   *
   * @param workers on which rows run
   * @param liveness when a wire's memory goes
   * @param hider where the circuit is hidden in its answers
   * @param packer where the answer is one product
   * @param outputs where outputs are coefficients of GLWE wires
   * @param dense rows that are computed as products
   * @param memory for what no run keeps
   */
  record Prepared(Circuit circuit, RowWorkers workers, Liveness liveness, Optional<AnswerHider> hider,
      Optional<AnswerPacker> packer, Optional<PackedOutputs> outputs, DenseSums dense, WordMemory memory) {
  }

  CircuitRun(Prepared prepared, EngineKey key, Cancellation cancellation) {
    this.prepared = prepared;
    this.circuit = prepared.circuit;
    this.workers = prepared.workers;
    this.liveness = prepared.liveness;
    this.key = key;
    this.cancellation = cancellation;
    this.wires = new long[circuit.wires()][];
    this.nodeNanos = new Long[circuit.nodes().size()];
    this.packed = prepared.outputs.map(PackedOutputs::begin);
    this.levelled = new LevelledWires(circuit.parameters(), key);
  }

  CircuitExecutor.Run run(PackedInput input) {
    cancellation.check();
    long start = System.nanoTime();
    WordMemory memory = prepared.memory;
    long[] query = memory.take(input.expandedWords());
    input.expand(query);
    if (prepared.dense.readCoefficients()) {
      coefficients = new PackedCoefficients(input, query, memory);
    }
    CircuitExecutor.Run done = run(query, System.nanoTime() - start);
    // After a failure they are left to the collector: an engine that gave up may still read them.
    memory.give(query);
    if (coefficients != null) {
      coefficients.giveBack(memory);
    }
    return done;
  }

  private CircuitExecutor.Run run(long[] query, long expandNanos) {
    if (prepared.packer.isPresent()) {
      return packed(prepared.packer.get(), query, expandNanos);
    }
    try (levelled) {
      runNodes(query);
    }
    LweList outputs = packed.isPresent() ? none() : outputs();
    hide(query, outputs.count(), (hiding, i) -> hiding.hide(i, outputs.words(), outputs.offset(i)));
    return new CircuitExecutor.Run(outputs, packed,
        new ExecutionStatistics(expandNanos, extractNanos, linearNanos, lookupNanos, levelledNanos, hideNanos,
            circuit.bootstraps(), peak, List.of(nodeNanos)));
  }

  private void runNodes(long[] query) {
    List<Node> nodes = circuit.nodes();
    int next = 0;
    for (int i = 0; i < nodes.size(); i++) {
      cancellation.check();
      Node node = nodes.get(i);
      long begun = System.nanoTime();
      node.match(new Step(query, next));
      nodeNanos[i] = System.nanoTime() - begun;
      next += node.width();
      free(liveness.lastReadBy(i));
    }
  }

  private CircuitExecutor.Run packed(AnswerPacker packing, long[] query, long expandNanos) {
    long begun = System.nanoTime();
    PackedAnswer answer = packing.answer(coefficients, workers);
    extractNanos = System.nanoTime() - begun;
    hide(query, answer.ciphertexts(), (hiding, g) -> hiding.hide(g, answer));
    return new CircuitExecutor.Run(none(), Optional.of(answer),
        new ExecutionStatistics(expandNanos, extractNanos, 0, 0, 0, hideNanos, 0, answer.ciphertexts(),
            List.of(extractNanos)));
  }

  /** Runs one node, whose first wire is {@code next}, and adds its time to that of its kind. */
  private final class Step implements Node.Cases<Void> {
    private final long[] query;
    private final int next;
    private final long begun = System.nanoTime();

    Step(long[] query, int next) {
      this.query = query;
      this.next = next;
    }

    @Override
    public Void extract(Node.Extract node) {
      CircuitRun.this.extract(node, next);
      extractNanos += System.nanoTime() - begun;
      return null;
    }

    @Override
    public Void linear(Node.Linear node) {
      CircuitRun.this.linear(node, next);
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
          wires[next + o] = outputs.count() == 1 ? outputs.words() : Arrays.copyOfRange(outputs.words(),
              outputs.offset(o), outputs.offset(o) + outputs.stride());
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
          prepared.outputs.get().write(answer, next + i, wires[from[i]], coefficient[i]);
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

  private void extract(Node.Extract node, int next) {
    Optional<RowProducts> products = prepared.dense.of(node);
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
    int stride = circuit.type(inputs[0]).words();
    LweList in = LweList.wrap(stride - 1, inputs.length, prepared.memory.take(inputs.length * stride));
    for (int i = 0; i < inputs.length; i++) {
      System.arraycopy(wires[inputs[i]], 0, in.words(), in.offset(i), in.stride());
    }
    LweList out = allocate(circuit.type(next), node.width());
    key.bootstrap(in, node.tables(), node.tableOf(), out);
    prepared.memory.give(in.words());
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
    prepared.hider.ifPresent(hiding -> {
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
