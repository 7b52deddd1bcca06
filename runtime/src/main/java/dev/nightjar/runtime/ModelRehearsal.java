package dev.nightjar.runtime;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineState;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.cost.StandIn;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.warmup.Rehearsal;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/** A served model, its engine and its executor, with a key and a query of pseudorandom words. */
final class ModelRehearsal implements Rehearsal {
  private final ServerBundle bundle;
  private final Engine engine;
  private final Function<Engine, CircuitExecutor> executors;
  private final Cancellation cancellation;
  private CircuitExecutor executor;
  private EngineKey key;
  private byte[] query;

  ModelRehearsal(ServerBundle bundle, Engine engine, Function<Engine, CircuitExecutor> executors,
      Cancellation cancellation) {
    this.bundle = bundle;
    this.engine = engine;
    this.executors = executors;
    this.cancellation = cancellation;
  }

  @Override
  public String model() {
    return bundle.name();
  }

  @Override
  public String kind() {
    return engine.name() + " " + Long.toHexString(bundle.circuit().parameters().fingerprint()) + " "
        + bundle.circuit().keyParts();
  }

  @Override
  public boolean settled() {
    EngineState.Phase phase = engine.info().state().phase();
    return phase == EngineState.Phase.READY || phase == EngineState.Phase.SLOW;
  }

  @Override
  public void prepare() {
    Circuit circuit = bundle.circuit();
    executor = executors.apply(engine);
    query = StandInRequest.query(bundle);
    if (!circuit.keyParts().isEmpty()) {
      key = engine.load(StandIn.key(circuit.parameters(), circuit.keyParts()));
    }
  }

  @Override
  public void run() {
    PackedInput input = PackedInputCodec.decode(ByteBuffer.wrap(query), bundle.circuit());
    Optional<AnswerBinding> binding = PackedInputCodec.binding(ByteBuffer.wrap(query));
    executor.encode(executor.run(input, key, cancellation), binding);
  }

  @Override
  public void close() {
    if (key != null) {
      key.close();
    }
  }
}
