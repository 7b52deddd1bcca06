package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bundle.ServerBundle;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which evaluation keys are of any use here: those of the parameter sets and parts that the served models need.
 */
final class ServedKeys {
  private final ModelRegistry models;

  ServedKeys(ModelRegistry models) {
    this.models = models;
  }

  /** The parameters and parts of a key that some model needs. */
  private record Need(Parameters parameters, Set<KeyPart> parts) {
    long bytes() {
      return EvaluationKeyCodec.encodedBytes(parameters, parts);
    }
  }

  private List<Need> needs() {
    return needs(models.bundles());
  }

  private static List<Need> needs(Collection<ServerBundle> bundles) {
    return bundles.stream()
        .map(b -> new Need(b.circuit().parameters(), b.circuit().keyParts()))
        .filter(need -> !need.parts().isEmpty())
        .distinct()
        .toList();
  }

  /** Refuses a length that no key of a served model has: before any byte is sent. */
  void requireLength(long totalBytes) {
    List<Need> needs = needs();
    if (needs.stream().noneMatch(need -> need.bytes() == totalBytes)) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, needs.isEmpty()
          ? "no model here needs an evaluation key; send queries without one"
          : "no model here has evaluation keys of " + totalBytes + " bytes; they have "
              + needs.stream().map(Need::bytes).distinct().sorted().toList());
    }
  }

  /**
   * The parameter set of a key, by its header.
   *
   * @param bytes at least the header
   * @param totalBytes length that the whole key has or will have
   */
  Parameters require(ByteBuffer bytes, long totalBytes) {
    return require(bytes, totalBytes, needs());
  }

  /** The same where a key may also be of use to these bundles, which may not be served any more. */
  Parameters require(ByteBuffer bytes, long totalBytes, Collection<ServerBundle> further) {
    return require(bytes, totalBytes, Stream.concat(needs().stream(), needs(further).stream()).distinct().toList());
  }

  private static Parameters require(ByteBuffer bytes, long totalBytes, List<Need> needs) {
    Frame.Header header = Frame.readHeader(bytes);
    if (header.type() != Frame.Type.EVALUATION_KEY && header.type() != Frame.Type.KEY_PARTS) {
      throw invalid("this is " + header.type().article() + " where an evaluation key is expected");
    }
    List<Need> ofThisSet = needs.stream()
        .filter(need -> need.parameters().fingerprint() == header.fingerprint())
        .toList();
    if (ofThisSet.isEmpty()) {
      throw new NightjarException(ErrorCode.PARAMETER_MISMATCH,
          "the evaluation key is for no model that is served here; download the model's client.zip again "
              + "and make new keys");
    }
    if (header.totalBytes() != totalBytes) {
      throw invalid("the header announces " + header.totalBytes() + " bytes, but the key has " + totalBytes);
    }
    Parameters parameters = ofThisSet.get(0).parameters();
    if (ofThisSet.stream().noneMatch(need -> need.bytes() == totalBytes)) {
      throw invalid("an evaluation key of " + parameters.id() + " has "
          + ofThisSet.stream().map(need -> String.valueOf(need.bytes())).distinct().collect(Collectors.joining(" or "))
          + " bytes, not " + totalBytes);
    }
    return parameters;
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_FORMAT, message);
  }
}
