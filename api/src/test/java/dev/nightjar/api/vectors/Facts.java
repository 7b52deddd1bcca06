package dev.nightjar.api.vectors;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.ClearEvaluator;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a reader in any language can compare after decoding: seeds, and SHA-256 digests over words, each as 8 bytes
 * little-endian; for circuits the outputs of one plaintext. Words are numbers in hexadecimal.
 */
final class Facts {
  private static final HexFormat HEX = HexFormat.of();
  private static final Map<KeyPart, String> NAMES = Map.of(KeyPart.BOOTSTRAPPING, "bsk", KeyPart.KEYSWITCHING, "ksk");

  private Facts() {
  }

  static Map<String, Object> of(EvaluationKey key) {
    Map<String, Object> facts = new LinkedHashMap<>();
    key.parts().forEach(part -> facts.put(NAMES.get(part) + "Seed", HEX.formatHex(key.part(part).seed())));
    key.parts().forEach(part -> facts.put(NAMES.get(part) + "BodiesSha256", digest(key.part(part).bodies())));
    key.parts().forEach(part -> facts.put(NAMES.get(part) + "ExpandedSha256", digest(expanded(key.part(part)))));
    return facts;
  }

  private static long[] expanded(SeededRows part) {
    long[] rows = new long[part.rows() * part.rowWords()];
    for (int r = 0; r < part.rows(); r++) {
      part.expand(part.masks(), r, rows, r * part.rowWords());
    }
    return rows;
  }

  static Map<String, Object> of(PackedInput query) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("ciphertexts", query.count());
    if (query.zeros() > 0) {
      facts.put("zeros", query.zeros());
    }
    facts.put("seed", HEX.formatHex(query.seed()));
    facts.put("bodiesSha256", digest(query.bodies()));
    facts.put("expandedSha256", digest(query.expand()));
    return facts;
  }

  /** The same of a query's frame, with what its answer is bound to where it is of version 2. */
  static Map<String, Object> ofQuery(PackedInput query, byte[] frame) {
    return withBinding(of(query), PackedInputCodec.binding(ByteBuffer.wrap(frame)));
  }

  private static Map<String, Object> withBinding(Map<String, Object> facts, Optional<AnswerBinding> binding) {
    binding.ifPresent(bound -> {
      facts.put("query", bound.query().toString());
      facts.put("model", bound.model().toString());
    });
    return facts;
  }

  static Map<String, Object> ofAnswer(Parameters p, byte[] frame) {
    Map<String, Object> facts = new LinkedHashMap<>();
    LweList answer;
    if (EncryptedResultCodec.isPacked(ByteBuffer.wrap(frame))) {
      PackedAnswer packed = EncryptedResultCodec.decodePacked(ByteBuffer.wrap(frame), p);
      packed.packing().strided().ifPresentOrElse(packing -> {
        facts.put("outputsOfACiphertext", packing.outputs());
        facts.put("distance", packing.stride());
      }, () -> facts.put("places", IntStream.range(0, packed.count())
          .mapToObj(i -> packed.packing().ciphertext(i) + ":" + packed.packing().coefficient(i)).toList()));
      answer = packed.extract();
    } else {
      answer = EncryptedResultCodec.decode(ByteBuffer.wrap(frame), p);
    }
    facts.put("ciphertexts", answer.count());
    facts.put("wordBits", ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getInt(36));
    facts.put("dimension", answer.dimension());
    facts.put("wordsSha256", digest(answer.words()));
    return withBinding(facts, EncryptedResultCodec.binding(ByteBuffer.wrap(frame)));
  }

  static Map<String, Object> of(Circuit circuit, Map<Integer, Long> coefficients) {
    long[] plaintext = new long[circuit.inputs() * circuit.parameters().polynomialSize()];
    Map<String, String> shown = new LinkedHashMap<>();
    new TreeMap<>(coefficients).forEach((at, word) -> {
      plaintext[at] = word;
      shown.put(String.valueOf(at), HEX.toHexDigits(word));
    });
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("inputs", circuit.inputs());
    facts.put("outputBits", circuit.outputBits());
    circuit.hiding().ifPresent(hiding -> {
      facts.put("zeros", circuit.zeros());
      facts.put("maskNoiseLog2", hiding.maskNoise().boundLog2());
      facts.put("floodLog2", hiding.flood().boundLog2());
      hiding.secret().ifPresent(secret -> facts.put("secretLog2", secret.boundLog2()));
    });
    circuit.strided().ifPresent(packing -> {
      facts.put("outputsOfACiphertext", packing.outputs());
      facts.put("distance", packing.stride());
    });
    facts.put("wires", circuit.wires());
    facts.put("bootstraps", circuit.bootstraps());
    facts.put("plaintext", shown);
    facts.put("outputs", Arrays.stream(ClearEvaluator.run(circuit, plaintext)).mapToObj(HEX::toHexDigits).toList());
    return facts;
  }

  static String digest(long[] words) {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(words);
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
