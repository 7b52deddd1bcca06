package dev.nightjar.bench.load;

import dev.nightjar.client.ModelClient;
import java.util.List;
import java.util.Objects;

/**
 * A model that is asked, with all that asking takes: queries that are encrypted already, and what each of their answers
 * must decrypt to.
 *
 * @param label what kind of model it is, as reports show it
 * @param client decrypts answers
 * @param evaluationKey encoded, not copied; of length 0 where the model needs none
 * @param queries encoded, not copied; at least one
 * @param expected the integers of each query's answer, not copied
 */
public record Subject(String label, ModelClient client, byte[] evaluationKey, List<byte[]> queries,
    List<long[]> expected) {
  /** Checks that each query has its answer. */
  public Subject {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(evaluationKey, "evaluationKey");
    queries = List.copyOf(queries);
    expected = List.copyOf(expected);
    if (queries.isEmpty() || queries.size() != expected.size()) {
      throw new IllegalArgumentException("a subject has at least one query, and as many expected answers, not "
          + queries.size() + " and " + expected.size());
    }
  }

  /** Name of the model at the endpoint. */
  public String name() {
    return client.spec().model();
  }

  /** Whether a key must be sent before the first query. */
  public boolean needsKey() {
    return evaluationKey.length > 0;
  }
}
