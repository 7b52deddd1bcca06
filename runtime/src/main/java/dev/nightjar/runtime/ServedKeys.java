package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Which evaluation keys are of any use here: those of the parameter sets under which the served models
 * bootstrap.
 */
final class ServedKeys {
  private final ModelRegistry models;

  ServedKeys(ModelRegistry models) {
    this.models = models;
  }

  private List<Parameters> parameterSets() {
    return models.bundles().stream()
        .filter(b -> b.circuit().needsEvaluationKey())
        .map(b -> b.circuit().parameters())
        .distinct()
        .toList();
  }

  /** Refuses a length that no key of a served model has: before any byte is sent. */
  void requireLength(long totalBytes) {
    List<Parameters> sets = parameterSets();
    if (sets.stream().noneMatch(p -> EvaluationKeyCodec.encodedBytes(p) == totalBytes)) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, sets.isEmpty()
          ? "no model here needs an evaluation key; send queries without one"
          : "no model here has evaluation keys of " + totalBytes + " bytes; they have "
              + sets.stream().map(EvaluationKeyCodec::encodedBytes).distinct().sorted().toList());
    }
  }

  /**
   * The parameter set of a key, by its header.
   *
   * @param bytes at least the header
   * @param totalBytes length that the whole key has or will have
   */
  Parameters require(ByteBuffer bytes, long totalBytes) {
    Frame.Header header = Frame.readHeader(bytes);
    if (header.type() != Frame.Type.EVALUATION_KEY) {
      throw invalid("this is " + header.type().article() + " where an evaluation key is expected");
    }
    Parameters parameters = parameterSets().stream()
        .filter(p -> p.fingerprint() == header.fingerprint())
        .findFirst()
        .orElseThrow(() -> new NightjarException(ErrorCode.PARAMETER_MISMATCH,
            "the evaluation key is for no model that is served here; download the model's client.zip again "
                + "and make new keys"));
    if (header.totalBytes() != totalBytes) {
      throw invalid("the header announces " + header.totalBytes() + " bytes, but the key has " + totalBytes);
    }
    if (EvaluationKeyCodec.encodedBytes(parameters) != totalBytes) {
      throw invalid("an evaluation key of " + parameters.id() + " has "
          + EvaluationKeyCodec.encodedBytes(parameters) + " bytes, not " + totalBytes);
    }
    return parameters;
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_FORMAT, message);
  }
}
