package dev.nightjar.compiler;

import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Prediction;
import java.util.Arrays;
import java.util.List;

/** Rows that are encrypted, computed by the Java engine, and decrypted. */
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
    EncryptedModel encrypted = new EncryptedModel(model);
    return Arrays.stream(rows).map(row -> answer(model, encrypted, row)).toList();
  }

  private static Answer answer(CompiledModel model, EncryptedModel encrypted, double[] row) {
    byte[] query = encrypted.client().encrypt(row);
    byte[] answer = encrypted.answer(query);
    return new Answer(encrypted.client().decrypt(query, answer), model.clearPrediction(row),
        model.client().scores(encrypted.client().integers(query, answer)),
        model.client().scores(model.clearIntegers(row)));
  }
}
