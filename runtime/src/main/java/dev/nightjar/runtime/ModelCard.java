package dev.nightjar.runtime;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bundle.ServerBundle;
import java.util.List;

/**
 * What a server tells about a model, all of it public.
 *
 * @param name by which it is asked for
 * @param version its number
 * @param versions all versions of the model that are served, the oldest first
 * @param kind plugin kind that made it
 * @param features features of a row
 * @param parameters parameter set of keys and ciphertexts
 * @param needsEvaluationKey whether an inference needs an uploaded key
 * @param keyBytes length of an encoded evaluation key, 0 when none is needed
 * @param queryBytes length of an encoded query
 * @param answerBytes length of an encoded answer
 * @param bootstraps programmable bootstraps in one inference
 * @param depth look-up layers that follow one another
 * @param securityBits security of the weaker key, in bits
 * @param failureLog2 log2 of the bound on a wrong inference
 * @param clientZipSha256 lower-case hexadecimal SHA-256 of client.zip, empty when the server has none
 * @param privacy whether answers hide the model
 * @param engine what computes it, with the reasons of {@code auto} as notes; an engine that only this model names
 *     and that nobody has asked for an inference yet has an empty kernel
 */
public record ModelCard(String name, int version, List<Integer> versions, String kind, int features,
    Parameters parameters, boolean needsEvaluationKey, long keyBytes, long queryBytes, long answerBytes,
    int bootstraps, int depth, double securityBits, double failureLog2, String clientZipSha256, ModelPrivacy privacy,
    EngineInfo engine) {

  public ModelCard {
    versions = List.copyOf(versions);
  }

  /** The name by which this version is asked for: {@code NAME:VERSION}. */
  public String versionedName() {
    return name + ":" + version;
  }

  static ModelCard of(ServerBundle bundle, List<Integer> versions, EngineInfo engine) {
    Circuit circuit = bundle.circuit();
    Parameters p = circuit.parameters();
    return new ModelCard(bundle.name(), bundle.version(), versions, bundle.kind(), bundle.features(), p,
        !circuit.keyParts().isEmpty(),
        EvaluationKeyCodec.encodedBytes(p, circuit.keyParts()),
        PackedInputCodec.encodedBytes(circuit),
        EncryptedResultCodec.encodedBytes(circuit),
        circuit.bootstraps(), circuit.depth(), bundle.securityBits(), bundle.failureLog2(),
        bundle.clientZipSha256(), bundle.privacy(), engine);
  }
}
