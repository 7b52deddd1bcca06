package com.example.embed;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.WorkerThreads;
import java.util.Optional;

/** Who has the features and the secret key: everything that it gives away is bytes that a server may see. */
final class DataOwner implements AutoCloseable {
  private final KeyGenerator generator = new KeyGenerator(WorkerThreads.onAllProcessors());
  private final ClientSpec spec;
  private final SecretKey key;
  private final ModelClient model;

  /** A data owner with a fresh secret key for the model whose {@code client.zip} this is. */
  DataOwner(byte[] clientZip) {
    spec = ClientBundle.read(clientZip);
    key = generator.secretKey(spec.parameters());
    model = new ModelClient(spec, key);
  }

  /** What the server computes with: it needs it once, or not at all for models without bootstraps. */
  Optional<byte[]> evaluationKey() {
    return spec.keyParts().isEmpty() ? Optional.empty() : Optional.of(model.evaluationKey(generator, Progress.NONE));
  }

  byte[] query(double[] row) {
    return model.encrypt(row);
  }

  /** What the answer to a query says; refuses an answer to anything else. */
  Prediction prediction(byte[] query, byte[] answer) {
    return model.decrypt(query, answer);
  }

  /** Erases the secret key. */
  @Override
  public void close() {
    key.close();
  }
}
