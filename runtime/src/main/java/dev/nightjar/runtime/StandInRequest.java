package dev.nightjar.runtime;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.primitives.Digest128;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.cost.StandIn;
import java.util.Optional;

/** Requests as clients of this version send them, with keys and queries of pseudorandom words. */
final class StandInRequest {
  private StandInRequest() {
  }

  static byte[] query(ServerBundle bundle) {
    Circuit circuit = bundle.circuit();
    PackedInput input = StandIn.query(circuit.parameters(), circuit.inputs() + circuit.zeros(), circuit.zeros());
    Digest128 model = bundle.clientFingerprint().orElse(new Digest128(0, 0));
    return circuit.shortQuery().isPresent() ? PackedInputCodec.encode(input, model, circuit.shortQuery().get())
        : PackedInputCodec.encode(input, model);
  }

  static PathRehearsal.Request of(ServerBundle bundle) {
    Circuit circuit = bundle.circuit();
    Optional<byte[]> key = circuit.keyParts().isEmpty() ? Optional.empty()
        : Optional.of(EvaluationKeyCodec.encode(StandIn.key(circuit.parameters(), circuit.keyParts())));
    return new PathRehearsal.Request(bundle.name(), key, query(bundle));
  }

  /** Bytes of the key in it. */
  static long keyBytes(ServerBundle bundle) {
    Circuit circuit = bundle.circuit();
    return circuit.keyParts().isEmpty() ? 0
        : EvaluationKeyCodec.encodedBytes(circuit.parameters(), circuit.keyParts());
  }
}
