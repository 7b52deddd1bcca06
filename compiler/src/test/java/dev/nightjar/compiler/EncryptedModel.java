package dev.nightjar.compiler;

import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.ForwardingEngine;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Parallelism;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.engine.EngineRegistry;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.RowWorkers;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A compiled model on ciphertexts, on both sides of the network. One engine serves all tests of the module, as each new
 * one would warm its kernels again, and models of one parameter set share their keys, as they do at an endpoint.
 */
public final class EncryptedModel {
  /** What loaded keys may take; each takes up to hundreds of megabytes. */
  private static final long MOST_LOADED_BYTES = 600L << 20;

  /** What all tests share, until the JVM ends. */
  private static final class Shared {
    static final Engine ENGINE = EngineRegistry.discover().create("java", EngineOptions.allProcessors());
    static final RowWorkers WORKERS = new RowWorkers(2);
    static final Map<Parameters, SecretKey> SECRETS = new HashMap<>();
    /** Those that were used last come last. */
    static final Map<KeyName, EngineKey> KEYS = new LinkedHashMap<>(16, 0.75f, true);
  }

  private record KeyName(Parameters set, Set<KeyPart> parts) {
  }

  /** The engine of all tests in the hands of one that closes what it was given. */
  private static final class Lent extends ForwardingEngine {
    Lent(Engine engine) {
      super(engine);
    }

    @Override
    public void close() {
      // others use it
    }
  }

  private final CompiledModel model;
  private final ClientPolicy policy;
  private final ModelClient client;
  private final CircuitExecutor executor;

  /** The model under the keys of its parameter set, which are made for the first one. */
  public EncryptedModel(CompiledModel model) {
    Parameters p = model.client().parameters();
    this.model = model;
    this.policy = ClientPolicy.DEFAULT.allowing(KeyFamily.of(p));
    this.client = new ModelClient(model.client(),
        Shared.SECRETS.computeIfAbsent(p, set -> SecretKey.generate(p, policy)), policy);
    this.executor = new CircuitExecutor(model.circuit(), Shared.WORKERS);
  }

  /** The engine of all tests; closing it does nothing. */
  static Engine engine() {
    return new Lent(Shared.ENGINE);
  }

  /** The owner of the data. */
  public ModelClient client() {
    return client;
  }

  /** What a server answers to an encrypted query. */
  public byte[] answer(byte[] query) {
    LweList outputs = executor.run(PackedInputCodec.decode(ByteBuffer.wrap(query), model.circuit()), key(),
        Cancellation.manual()).outputs();
    return EncryptedResultCodec.encode(model.client().parameters(), outputs, model.circuit().outputBits(),
        PackedInputCodec.binding(ByteBuffer.wrap(query)));
  }

  private EngineKey key() {
    Set<KeyPart> parts = model.client().keyParts();
    if (parts.isEmpty()) {
      return null;
    }
    KeyName name = new KeyName(model.client().parameters(), parts);
    EngineKey known = Shared.KEYS.get(name);
    if (known == null) {
      makeRoom();
      known = load();
      Shared.KEYS.put(name, known);
    }
    return known;
  }

  private static void makeRoom() {
    while (Shared.KEYS.values().stream().mapToLong(EngineKey::memoryBytes).sum() > MOST_LOADED_BYTES) {
      Iterator<EngineKey> oldest = Shared.KEYS.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
  }

  private EngineKey load() {
    byte[] key = client.evaluationKey(new KeyGenerator(Parallelism.NONE, policy), Progress.NONE);
    return Shared.ENGINE.load(EvaluationKeyCodec.decode(ByteBuffer.wrap(key), model.client().parameters()));
  }
}
