package dev.nightjar.engine.nativelib;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.ShortSets;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.client.Decryptor;
import dev.nightjar.client.Encryptor;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.WorkerThreads;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A secret key with its evaluation key; made once for each parameter set, because that takes seconds. */
record TestKeys(SecretKey secret, EvaluationKey evaluation) {
  /** Large enough that a leak shows, small enough to make a thousand. */
  private static final ClientPolicy ANY_FAMILY =
      ClientPolicy.DEFAULT.withKeyFamilies(KeyFamily.UNIFORM, KeyFamily.values());

  static final Parameters TOY = Parameters.builder("insecure-toy")
      .glweKey(1, 512, new TUniform(17)).lweKey(64, new TUniform(30)).bootstrap(18, 1).keyswitch(4, 4)
      .promise(3, 1, -40).buildInsecureForTests();

  /** Sets that no catalogue has: with a block-binary key, with an unrolled one, with tables of several polynomials. */
  private static final List<Parameters> OWN = List.of(
      toy("insecure-toy-block3", 66, 3, 3, 0), toy("insecure-toy-unrolled", 64, 3, 1, 0),
      toy("insecure-toy-extended", 64, 5, 1, 2), toy("insecure-toy-extended-block3", 66, 4, 3, 1));

  private static final Map<String, TestKeys> MADE = new ConcurrentHashMap<>();

  private static Parameters toy(String id, int dimension, int messageBits, int blockLength, int extensionLog2) {
    return Parameters.builder(id)
        .glweKey(1, 512, new TUniform(17)).lweKey(dimension, new TUniform(30)).bootstrap(18, 1).keyswitch(4, 4)
        .promise(messageBits, 1, -40).blockLength(blockLength).extensionLog2(extensionLog2)
        .unrolled(id.endsWith(Parameters.UNROLLED_SUFFIX)).buildInsecureForTests();
  }

  /**
   * Keys of one of our sets, or of one of the catalogue: by default of that with a short LWE key, which is the same to
   * an engine but for the time.
   */
  static TestKeys of(String id) {
    return MADE.computeIfAbsent(id, name -> of(OWN.stream().filter(p -> p.id().equals(name)).findFirst()
        .map(p -> SecretKey.insecureForTests(p, 1))
        .orElseGet(() -> ofCatalogue(ParameterCatalogue.byId(name).orElseThrow()))));
  }

  private static SecretKey ofCatalogue(Parameters p) {
    return EngineContract.sweeps() ? SecretKey.generate(p, ANY_FAMILY)
        : SecretKey.insecureForTests(ShortSets.of(p), 1);
  }

  static TestKeys toy() {
    return MADE.computeIfAbsent(TOY.id(), id -> of(SecretKey.insecureForTests(TOY, 1)));
  }

  private static TestKeys of(SecretKey secret) {
    return new TestKeys(secret, new KeyGenerator(new WorkerThreads(2), ANY_FAMILY).evaluationKey(secret));
  }

  Parameters parameters() {
    return secret.parameters();
  }

  /** Messages of {@code bits} bits under one padding bit. */
  LweList encrypt(int[] messages, int bits) {
    return new Encryptor(secret).encryptEach(Arrays.stream(messages).mapToLong(m -> (long) m << 63 - bits).toArray());
  }

  /** The nearest messages of {@code bits} bits under one padding bit. */
  int[] decrypt(LweList list, int bits) {
    return Arrays.stream(phases(list)).mapToInt(phase -> (int) (phase + (1L << 62 - bits) >>> 63 - bits)).toArray();
  }

  long[] phases(LweList list) {
    return new Decryptor(secret).phases(list);
  }
}
