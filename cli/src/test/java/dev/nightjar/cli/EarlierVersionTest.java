package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.client.Decryptor;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.SecretKeyFile;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an earlier version wrote is read and served: the files of {@code src/test/resources/earlier}, made by commit
 * 717090b. Its README says how. They are never made anew: a version that cannot read them cannot serve its users.
 */
@Order(4)
class EarlierVersionTest {
  private static final Path EARLIER = Path.of("src", "test", "resources", "earlier");

  @Test
  void theBundlesAreServedToTheOldKeysAndQueries() throws IOException {
    try (NightjarRuntime runtime = NightjarRuntime.builder().models(EARLIER.resolve("models")).build()) {
      for (String name : List.of("iris-logreg", "iris-tree", "iris-forest")) {
        try (Old old = new Old(name)) {
          assertThat(runtime.clientZip(name)).isEqualTo(Files.readAllBytes(old.bundle.resolve("client.zip")));
          Optional<Uid> uid = !old.spec.keyParts().isEmpty() ? Optional.of(upload(runtime, old.evaluationKey()))
              : Optional.empty();
          for (int i = 0; i < old.integers.size(); i++) {
            byte[] query = old.read("query-" + i + ".bin");
            byte[] answer = (uid.isPresent() ? runtime.infer(name, uid.get(), query) : runtime.infer(name, query))
                .content();
            assertThat(old.client.integers(query, answer)).as(name + ", query " + i).isEqualTo(old.integers.get(i));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iris-logreg", "iris-tree", "iris-forest"})
  void theAnswersAreDecryptedToTheIntegersOfOld(String name) throws IOException {
    try (Old old = new Old(name)) {
      assertThat(old.integers).isNotEmpty();
      for (int i = 0; i < old.integers.size(); i++) {
        assertThat(old.client.integers(old.read("query-" + i + ".bin"), old.read("answer-" + i + ".bin")))
            .isEqualTo(old.integers.get(i));
      }
    }
  }

  /** The bound is computed anew; none of these circuits adds look-ups whose noise is not independent. */
  @ParameterizedTest
  @ValueSource(strings = {"iris-logreg", "iris-tree", "iris-forest"})
  void theFailureBoundThatABundleStatesHoldsByTheFormulasOfToday(String name) {
    ServerBundle bundle = ServerBundle.read(EARLIER.resolve("models").resolve(name));
    assertThat(bundle.failureLog2()).isCloseTo(bundle.statedFailureLog2(), within(1e-6));
    assertThat(bundle.understatesFailure()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iris-logreg", "iris-tree", "iris-forest"})
  void aClientZipIsWrittenAgainByteForByte(String name) throws IOException {
    byte[] zip = Files.readAllBytes(EARLIER.resolve("models").resolve(name).resolve("client.zip"));
    assertThat(ClientBundle.write(ClientBundle.read(zip))).isEqualTo(zip);
  }

  /** Queries are shorter than then; what is computed on them is the same. */
  @ParameterizedTest
  @CsvSource({"iris-logreg, keyless", "iris-tree, bootstrapped", "iris-forest, bootstrapped"})
  void aModelThatIsNotHiddenIsCompiledToTheSameSteps(String name, String strategy, @TempDir Path folder)
      throws IOException {
    Path fixtures = Home.models().resolve("fixtures");
    CommandRun compiled = CommandRun.of("compile", fixtures.resolve(name + ".onnx"), "--data",
        fixtures.resolve("iris.csv"), "--name", name, "--out", folder, "--model-privacy", "none", "--ranges", "exact",
        "--quantizer", "uniform", "--strategy", strategy);
    assertThat(compiled.exitCode()).as(compiled.err()).isZero();
    Circuit now = ServerBundle.read(folder.resolve(name)).circuit();
    Circuit then = ServerBundle.read(EARLIER.resolve("models").resolve(name)).circuit();
    assertThat(now.parameters()).isEqualTo(then.parameters());
    assertThat(now.nodes()).isEqualTo(then.nodes());
    assertThat(now.outputs()).isEqualTo(then.outputs());
  }

  /** An evaluation key of the catalogue has at least 10 MB: these are of sets that protect nothing. */
  @ParameterizedTest
  @CsvSource({"insecure-earlier, 24, 1, false", "insecure-earlier-block3, 24, 3, false",
      "insecure-earlier-unrolled, 16, 1, true"})
  void anEvaluationKeyIsReadAndBootstrapsTheOldCiphertexts(String id, int lweDimension, int block, boolean unrolled)
      throws IOException {
    Parameters p = Parameters.builder(id)
        .glweKey(1, 512, new TUniform(10)).lweKey(lweDimension, new TUniform(20)).bootstrap(15, 2).keyswitch(4, 6)
        .promise(3, 4, -40).blockLength(block).unrolled(unrolled).buildInsecureForTests();
    Path keys = EARLIER.resolve("keys").resolve(id);
    byte[] frame = Files.readAllBytes(keys.resolve("evaluation.key"));
    LookupTables squares = LookupTables.of(p.polynomialSize(),
        new long[][][] {{LongStream.range(0, 8).map(m -> m * m % 8 << 60).toArray()}});
    try (SecretKey secret = SecretKey.insecureForTests(p, 42);
        Engine engine = EngineRegistry.discover().create("java", EngineOptions.allProcessors());
        EngineKey key = engine.load(EvaluationKeyCodec.decode(ByteBuffer.wrap(frame), p))) {
      assertThat(secret.encode()).isEqualTo(Files.readAllBytes(keys.resolve("secret.key")));
      assertThat(EvaluationKeyCodec.encode(EvaluationKeyCodec.decode(ByteBuffer.wrap(frame), p))).isEqualTo(frame);
      LweList messages = EncryptedResultCodec.decode(read(keys.resolve("messages.bin")), p);
      assertThat(messages(secret, messages)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
      LweList out = LweList.allocate(p.bigLweDimension(), 8);
      key.bootstrap(messages, squares, new int[8], out);
      assertThat(messages(secret, out)).containsExactly(0, 1, 4, 1, 0, 1, 4, 1);
    }
  }

  private static long[] messages(SecretKey secret, LweList ciphertexts) {
    return Arrays.stream(new Decryptor(secret).phases(ciphertexts)).map(v -> v + (1L << 59) >>> 60).toArray();
  }

  private static ByteBuffer read(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file));
  }

  private static Uid upload(NightjarRuntime runtime, byte[] key) {
    EndpointResponse saved = runtime.handle(new EndpointRequest("save_key", Optional.empty(), Map.of(),
        Map.of("evaluation_keys", key)));
    return new Uid((Long) ((EndpointResponse.Fields) saved).values().get("uid"));
  }

  /** A model's bundle, its client's key, and what was asked and answered. */
  private static final class Old implements AutoCloseable {
    final Path bundle;
    final Path exchange;
    final ClientSpec spec;
    final SecretKey secret;
    final ModelClient client;
    final List<long[]> integers;

    Old(String name) throws IOException {
      bundle = EARLIER.resolve("models").resolve(name);
      exchange = EARLIER.resolve("exchanges").resolve(name);
      spec = ClientBundle.read(bundle.resolve("client.zip"));
      secret = SecretKeyFile.read(exchange.resolve("secret.key"), spec.parameters());
      client = new ModelClient(spec, secret);
      integers = Files.readAllLines(exchange.resolve("integers.csv")).stream()
          .map(line -> Arrays.stream(line.split(",")).mapToLong(Long::parseLong).toArray()).toList();
    }

    byte[] read(String file) throws IOException {
      return Files.readAllBytes(exchange.resolve(file));
    }

    /** Made now: keys of these sets are too large to be kept. Only the secret one is old. */
    byte[] evaluationKey() {
      return client.evaluationKey(new KeyGenerator(), Progress.NONE);
    }

    @Override
    public void close() {
      secret.close();
    }
  }
}
