package dev.nightjar.runtime.execution;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.ExactProducts;
import dev.nightjar.api.engine.IntegerPolynomials;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.engine.Products;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs one circuit on ciphertexts: node by node, every look-up node as one batch of the engine. The decrypted
 * answer is what {@link dev.nightjar.api.circuit.ClearEvaluator} gives, up to noise. Where the circuit is hidden, two
 * runs of one query give different answers. A wire's memory goes with its last reader, so that a deep circuit needs no
 * more than its widest neighbourhood. Thread-safe: many runs may share one.
 */
public final class CircuitExecutor {
  private final Circuit circuit;
  private final ExpandedMemory memory;
  private final CircuitRun.Prepared prepared;

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
    Optional<AnswerPacker> packer = circuit.strided().map(packing -> new AnswerPacker(circuit, engine));
    this.prepared = new CircuitRun.Prepared(circuit, Objects.requireNonNull(workers, "workers"), new Liveness(circuit),
        circuit.hiding().map(hiding -> new AnswerHider(circuit)), packer, packer.isPresent() ? Optional.empty()
        : circuit.packing().map(packing -> new PackedOutputs(circuit, packing)), new DenseSums(circuit, engine),
        new WordMemory());
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
      return new CircuitRun(prepared, key, cancellation).run(input);
    }
  }

  /**
   * The bytes of an answer. To a query that wants no echo, and so may come from an older client, outputs travel as they
   * ever did.
   *
   * @param run of this executor
   * @param binding what the answer says that it answers, where the query asks for that
   */
  public byte[] encode(Run run, Optional<AnswerBinding> binding) {
    return run.packed().isPresent() && binding.isPresent()
        ? EncryptedResultCodec.encode(run.packed().get(), circuit.outputBits(), binding.get())
        : EncryptedResultCodec.encode(circuit.parameters(), run.outputs(), circuit.outputBits(), binding);
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
}
