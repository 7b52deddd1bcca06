package dev.nightjar.api.crypto;

import dev.nightjar.api.primitives.Digest128;
import java.util.Objects;

/**
 * What an answer says that it answers. A server copies it into the answer, and a client compares it with its query: an
 * old answer, the answer to another query or another model's is recognised. It is no proof: whoever can send answers
 * can write any binding into them.
 *
 * @param query digest of the query's bytes, the whole frame
 * @param model fingerprint of the model's client side, as the query names it
 */
public record AnswerBinding(Digest128 query, Digest128 model) {
  public AnswerBinding {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(model, "model");
  }
}
