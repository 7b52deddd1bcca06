package dev.nightjar.compiler.matrix;

import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Prediction;
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
import java.util.List;
import java.util.Map;

/** Runs compiled models on ciphertexts; models of one parameter set share their keys, as they do at an endpoint. */
final class MatrixKeys implements AutoCloseable {
  private final Engine engine = EngineRegistry.discover().create("java", EngineOptions.allProcessors());
  private final RowWorkers workers = new RowWorkers(2);
  private final Map<String, SecretKey> secrets = new HashMap<>();
  private final Map<List<Object>, EngineKey> keys = new HashMap<>();

  /** What an encrypted run decrypts to. */
  record Decrypted(long[] integers, Prediction prediction) {
  }

  Decrypted run(CompiledModel model, FeatureRow row) {
    ClientSpec spec = model.client();
    Parameters p = spec.parameters();
    ClientPolicy policy = ClientPolicy.DEFAULT.allowing(KeyFamily.of(p));
    SecretKey secret = secrets.computeIfAbsent(p.id(), id -> SecretKey.generate(p, policy));
    ModelClient client = new ModelClient(spec, secret, policy);
    EngineKey key = spec.keyParts().isEmpty() ? null
        : keys.computeIfAbsent(List.of(p.id(), spec.keyParts()), id -> load(client, policy, p));
    byte[] query = client.encrypt(row);
    LweList answer = new CircuitExecutor(model.circuit(), workers).run(
        PackedInputCodec.decode(ByteBuffer.wrap(query), model.circuit()), key,
        Cancellation.manual()).outputs();
    byte[] reply = EncryptedResultCodec.encode(p, answer, model.circuit().outputBits(),
        PackedInputCodec.binding(ByteBuffer.wrap(query)));
    return new Decrypted(client.integers(query, reply), client.decrypt(query, reply));
  }

  private EngineKey load(ModelClient client, ClientPolicy policy, Parameters p) {
    byte[] key = client.evaluationKey(new KeyGenerator(Parallelism.NONE, policy), Progress.NONE);
    return engine.load(EvaluationKeyCodec.decode(ByteBuffer.wrap(key), p));
  }

  @Override
  public void close() {
    workers.close();
    engine.close();
    secrets.values().forEach(SecretKey::close);
  }
}
