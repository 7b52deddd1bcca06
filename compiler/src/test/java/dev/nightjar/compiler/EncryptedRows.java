package dev.nightjar.compiler;

import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Parallelism;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.engine.EngineRegistry;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.RowWorkers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows that are encrypted, computed by the Java engine under a key of their own, and decrypted. */
final class EncryptedRows {
  private EncryptedRows() {
  }

  /**
   * A row's answer, encrypted and in the clear.
   *
   * @param encrypted what was decrypted
   * @param clear the prediction of the circuit in the clear
   * @param scores what was decrypted, as scores
   * @param clearScores the scores of the circuit in the clear
   */
  record Answer(Prediction encrypted, Prediction clear, double[] scores, double[] clearScores) {
    /** Whether both are of one class. */
    boolean same() {
      return encrypted.labels().equals(clear.labels());
    }

    /** The square of the distance of the scores. */
    double squares() {
      double sum = 0;
      for (int s = 0; s < scores.length; s++) {
        sum += (scores[s] - clearScores[s]) * (scores[s] - clearScores[s]);
      }
      return sum;
    }
  }

  /** The answers to rows of numbers, in order. */
  static List<Answer> run(CompiledModel model, double[][] rows) {
    Parameters p = model.client().parameters();
    ClientPolicy policy = ClientPolicy.DEFAULT.allowing(KeyFamily.of(p));
    List<Answer> answers = new ArrayList<>();
    try (SecretKey secret = SecretKey.generate(p, policy);
        Engine engine = EngineRegistry.discover().create("java", EngineOptions.allProcessors());
        RowWorkers workers = new RowWorkers(2)) {
      ModelClient client = new ModelClient(model.client(), secret, policy);
      CircuitExecutor executor = new CircuitExecutor(model.circuit(), workers);
      EngineKey key = model.client().keyParts().isEmpty() ? null
          : engine.load(EvaluationKeyCodec.decode(ByteBuffer.wrap(client.evaluationKey(
              new KeyGenerator(Parallelism.NONE, policy), (done, total) -> { })), p));
      Arrays.stream(rows).forEach(row -> answers.add(answer(model, client, executor, key, row)));
    }
    return answers;
  }

  private static Answer answer(CompiledModel model, ModelClient client, CircuitExecutor executor, EngineKey key,
      double[] row) {
    byte[] query = client.encrypt(row);
    LweList answer = executor.run(PackedInputCodec.decode(ByteBuffer.wrap(query), model.circuit()), key,
        Cancellation.manual()).outputs();
    byte[] reply = EncryptedResultCodec.encode(model.client().parameters(), answer, model.circuit().outputBits(),
        PackedInputCodec.binding(ByteBuffer.wrap(query)));
    return new Answer(client.decrypt(query, reply), model.clearPrediction(row),
        model.client().scores(client.integers(query, reply)), model.client().scores(model.clearIntegers(row)));
  }
}
