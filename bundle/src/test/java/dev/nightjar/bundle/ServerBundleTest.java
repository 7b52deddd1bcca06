package dev.nightjar.bundle;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.codec.Frames;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.api.primitives.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerBundleTest {
  private final CompiledModel model = TestModels.echo("demo");
  private final BundleFiles files = new BundleFiles(model);

  @TempDir
  private Path models;

  private String refused() {
    Path folder = files.write(models);
    return refusal(ErrorCode.INVALID_MODEL, () -> ServerBundle.read(folder));
  }

  @Test
  void aBundleIsReadAsItWasWritten() {
    ServerBundle bundle = ServerBundle.read(files.write(models));
    assertThat(bundle.name()).isEqualTo("demo");
    assertThat(bundle.kind()).isEqualTo("echo");
    assertThat(bundle.features()).isEqualTo(2);
    assertThat(bundle.circuit()).isEqualTo(model.circuit());
    assertThat(bundle.failureLog2()).isEqualTo(model.failure().failureLog2());
    assertThat(bundle.securityBits()).isEqualTo(TestModels.SMALL.securityBits());
    assertThat(bundle.notes()).containsExactly(Map.entry("first", "1"), Map.entry("second", "2"));
    assertThat(bundle.clientZip()).isEqualTo(files.clientZip());
    assertThat(bundle.clientFingerprint()).contains(model.client().fingerprint());
    assertThat(bundle.withEngine("java").clientFingerprint()).contains(model.client().fingerprint());
    assertThat(ServerBundle.of(model, new byte[0]).clientFingerprint()).contains(model.client().fingerprint());
    assertThat(new ServerBundle("demo", "echo", 2, -64, model.circuit(), Map.of(), files.clientZip())
        .clientFingerprint()).contains(model.client().fingerprint());
    assertThat(bundle.clientZipSha256()).isEqualTo(Sha256.hexOf(files.clientZip())).matches("[0-9a-f]{64}");
  }

  /** An earlier version may have computed it by other formulas. */
  private ServerBundle stating(CompiledModel stated, String from, String to) {
    return ServerBundle.read(new BundleFiles(stated).modelJson(from, to).write(models));
  }

  @Test
  void theSecurityIsComputedAnewAndALargerOneThatIsStatedIsNamed() {
    assertThat(ServerBundle.read(files.write(models)).untrueClaims()).isEmpty();
    ServerBundle bundle = stating(model, "\"security_bits\":", "\"security_bits\":9");
    assertThat(bundle.securityBits()).isEqualTo(TestModels.SMALL.securityBits());
    assertThat(bundle.untrueClaims()).singleElement().asString().contains("states 9", "bits of security")
        .contains(String.format(Locale.ROOT, "have %.1f", TestModels.SMALL.securityBits()));
    assertThat(bundle.withEngine("java").untrueClaims()).hasSize(1);
  }

  @Test
  void aStatedBoundThatIsTooSmallIsAnUntrueClaim() {
    assertThat(stating(model, "\"failure_log2\":-", "\"failure_log2\":-9").untrueClaims()).singleElement().asString()
        .contains("2^-9", "compile it again");
  }

  @ParameterizedTest
  @CsvSource({"echo,bootstrapped,true", "echo,network-exact,true", "echo,a-strategy-of-a-plugin,true",
      "echo,keyless,false", "echo,levelled-bits,false", "echo,network-analogue,false", "sum,keyless,true",
      "sum,table,false", "sum,bootstrapped,false", "sum,network-exact,false"})
  void aStrategyThatTheCircuitCannotHaveIsNamedAndNotBelieved(String which, String strategy, boolean possible) {
    CompiledModel stated = which.equals("echo") ? TestModels.echo("m") : TestModels.sum("m");
    ServerBundle bundle = stating(stated, "\"notes\":{", "\"notes\":{\"strategy\":\"" + strategy + ": fastest\",");
    assertThat(bundle.strategy().isPresent()).isEqualTo(possible);
    assertThat(bundle.untrueClaims()).hasSize(possible ? 0 : 1)
        .allSatisfy(claim -> assertThat(claim).contains("the strategy " + strategy));
  }

  @Test
  void aTextThatIsNoStrategyIsNone() {
    assertThat(stating(model, "\"notes\":{", "\"notes\":{\"strategy\":\"<b>\",").strategy()).isEmpty();
  }

  @Test
  void anotherKindThanThatOfTheClientsHalfIsRefused() {
    files.modelJson("\"kind\":\"echo\"", "\"kind\":\"<script>\"");
    assertThat(refused()).contains("model.json: 'kind' is not 'echo'");
  }

  @Test
  void aClientsHalfThatMakesOtherPartsOfAKeyIsRefused() {
    ClientSpec c = model.client();
    files.clientZip(ClientBundle.write(new ClientSpec(c.model(), c.kind(), c.parameters(), Set.of(), c.quantizers(),
        c.layout(), c.results(), c.offsets(), c.task())));
    assertThat(refused()).contains("'key_parts' are []", "BOOTSTRAPPING");
  }

  @Test
  void theFailureBoundIsComputedAnewWhateverTheBundleStates() {
    double bound = model.failure().failureLog2();
    assertThat(ServerBundle.read(files.write(models)).understatesFailure()).isFalse();
    ServerBundle bundle = ServerBundle.read(files.modelJson("\"failure_log2\":-", "\"failure_log2\":-9").write(models));
    assertThat(bundle.statedFailureLog2()).isLessThan(bound - 100);
    assertThat(bundle.failureLog2()).isEqualTo(bound);
    assertThat(bundle.understatesFailure()).isTrue();
    assertThat(bundle.withEngine("java").failureLog2()).isEqualTo(bound);
    assertThat(bundle.withEngine("java").understatesFailure()).isTrue();
  }

  @Test
  void aHiddenModelIsReadAsItWasWritten() {
    CompiledModel hidden = TestModels.sum("demo").hidden(-64).orElseThrow();
    ServerBundle bundle = ServerBundle.read(new BundleFiles(hidden).write(models));
    assertThat(bundle.circuit()).isEqualTo(hidden.circuit());
    assertThat(bundle.privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(ServerBundle.of(model, new byte[0]).privacy()).isEqualTo(ModelPrivacy.NONE);
  }

  @Test
  void halvesOfWhichOneIsHiddenAreRefused() {
    CompiledModel hidden = TestModels.sum("demo").hidden(-64).orElseThrow();
    BundleFiles mixed = new BundleFiles(hidden).clientZip(new BundleFiles(TestModels.sum("demo")).clientZip());
    Path folder = mixed.write(models);
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ServerBundle.read(folder)))
        .contains("model_privacy", "is none where the circuit's is hidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client.zip", "server.zip", "versions.json"})
  void aBundleWithoutOneOfItsFilesIsRefused(String file) throws IOException {
    Path folder = files.write(models);
    Files.delete(folder.resolve(file));
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ServerBundle.read(folder))).contains(file, "missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client.zip", "server.zip"})
  void aZipWithAnotherHashIsRefused(String file) throws IOException {
    Path folder = files.write(models);
    byte[] zip = Files.readAllBytes(folder.resolve(file));
    zip[zip.length / 2] ^= 1;
    Files.write(folder.resolve(file), zip);
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ServerBundle.read(folder)))
        .contains("versions.json", file.replace('.', '_') + "_sha256", "damaged");
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', value = {
      "`\"bundle\":1`, `\"bundle\":2`, version 2",
      "`\"bundle\":1,`, ``, bundle",
      "`\"bundle\":1`, `\"bundle\":\"1\"`, bundle",
      "`\"nightjar\":`, `\"other\":`, nightjar",
      "`\"model\":\"demo\"`, `\"model\":\"other\"`, model",
      "`\"model\":\"demo\"`, `\"model\":7`, model",
      "`client_zip_sha256`, `client_sha`, client_zip_sha256",
      "`server_zip_sha256`, `server_sha`, server_zip_sha256"})
  void aWrongMemberOfVersionsJsonIsRefusedByName(String from, String to, String named) {
    files.versions(from, to);
    assertThat(refused()).contains("versions.json", named);
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', value = {
      "`\"format\":1`, `\"format\":2`, version 2",
      "`\"format\":1,`, ``, format",
      "`\"name\":\"demo\"`, `\"name\":\"other\"`, name",
      "`\"kind\":\"echo\"`, `\"kind\":null`, kind",
      "`\"features\":2`, `\"features\":2.5`, features",
      "`\"features\":2`, `\"features\":99999999999`, features",
      "`\"failure_log2\":-`, `\"failure_log2\":\"\",\"x\":-`, failure_log2",
      "`\"failure_log2\":-`, `\"failure_log2\":1e999,\"x\":-`, failure_log2",
      "`\"security_bits\":`, `\"security_bits\":true,\"x\":`, security_bits",
      "`\"results\":2`, `\"results\":3`, results",
      "`\"notes\":{`, `\"notes\":[],\"x\":{`, notes",
      "`\"first\":\"1\"`, `\"first\":1`, notes.first",
      "`\"first\":`, `\"second\":`, second"})
  void aWrongMemberOfModelJsonIsRefusedByName(String from, String to, String named) {
    files.modelJson(from, to);
    assertThat(refused()).contains("model.json", named);
  }

  @Test
  void membersThatAreNotKnownAreIgnored() {
    files.modelJson("\"format\":1", "\"format\":1,\"colour\":[\"red\"]");
    files.versions("\"bundle\":1", "\"colour\":{\"red\":1},\"bundle\":1");
    assertThat(ServerBundle.read(files.write(models)).name()).isEqualTo("demo");
  }

  @Test
  void anUnknownFormatComesWithTheRemedy() {
    files.modelJson("\"format\":1", "\"format\":2");
    assertThat(refused()).contains("compile the model again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "7", "{", "{} x", "\u0000"})
  void jsonThatIsNotOneObjectIsRefused(String text) {
    files.serverEntry("model.json", old -> text.getBytes(StandardCharsets.UTF_8));
    assertThat(refused()).contains("model.json");
  }

  @Test
  void deepNestingIsRefusedWithoutOverflow() {
    files.serverEntry("model.json", old -> "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
    assertThat(refused()).contains("model.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"circuit.njc", "model.json"})
  void aServerZipWithoutOneOfItsEntriesIsRefused(String entry) {
    files.serverEntry(entry, old -> null);
    assertThat(refused()).contains("server.zip", entry);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/etc/evil", "sub/circuit.njc", "circuit.njc ", "evil.class"})
  void anEntryThatDoesNotBelongThereIsRefusedAndNeverWritten(String entry) {
    files.serverEntry(entry, old -> new byte[] {1});
    assertThat(refused()).contains("server.zip", "does not belong");
    assertThat(models.getParent().resolve("evil")).doesNotExist();
  }

  @Test
  void anEntryThatOccursTwiceIsRefused() {
    files.serverEntry("model.jsox", old -> new byte[] {1});
    byte[] zip = files.serverZip();
    byte[] name = "model.jsox".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + name.length <= zip.length; i++) {
      if (Arrays.equals(zip, i, i + name.length, name, 0, name.length)) {
        zip[i + name.length - 1] = 'n';
      }
    }
    files.serverZip(zip);
    assertThat(refused()).contains("model.json twice");
  }

  @Test
  void aZipThatInflatesBeyondTheLimitIsRefused() {
    files.serverEntry("circuit.njc", old -> new byte[BundleFormat.MAX_ZIP_BYTES + 1]);
    assertThat(files.serverZip().length).isLessThan(1 << 20);
    assertThat(refused()).contains("inflates to more than");
  }

  @Test
  void aTruncatedZipIsRefusedAtEveryLength() {
    byte[] zip = files.serverZip();
    for (int length = 0; length < zip.length - 200; length += 37) {
      files.serverZip(Arrays.copyOf(zip, length));
      assertThat(refused()).contains("server.zip");
    }
  }

  @Test
  void aCircuitWithAFlippedByteIsRefused() {
    files.serverEntry("circuit.njc", bytes -> {
      bytes[bytes.length - 1] ^= 1;
      return bytes;
    });
    assertThat(refused()).contains("circuit.njc", "checksum");
  }

  @Test
  void aClientZipOfAnotherModelIsRefused() {
    files.clientZip(ClientBundle.write(TestModels.echo("other").client()));
    assertThat(refused()).contains("client.json", "model");
  }

  @Test
  void aClientZipOfAnotherParameterSetIsRefused() {
    files.clientZip(ClientBundle.write(TestModels.sum("demo").client()));
    assertThat(refused()).contains("client.json", "parameters", "two compilations");
  }

  @Test
  void aClientZipThatHoldsSomethingElseIsRefused() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("client.json", new byte[] {'{', '}'});
    entries.put("client.sh", new byte[] {1});
    files.clientZip(BundleFiles.zip(entries));
    assertThat(refused()).contains("client.zip", "does not belong");
  }

  @Test
  void aFileThatIsTooLongIsRefusedBeforeItIsParsed() throws IOException {
    Path folder = files.write(models);
    Files.write(folder.resolve("versions.json"), new byte[1 << 20]);
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ServerBundle.read(folder))).contains("longer than");
  }

  /** What a server reads is held to the same bounds as what it hands out. */
  @Test
  void aCircuitUnderASetThatNoKeyCanBeSentForOrUnderABorrowedNameIsRefused() {
    String own = model.circuit().parameters().canonical();
    for (String[] set : new String[][] {
        {"nightjar-parameters/1 id=huge n=4096 k=1 N=65536 pbs=23/1 ks=2/8 lwe=17 glwe=3 p=1 norm2=1 failure=-1",
            "one frame of at most"},
        {own.replaceFirst("failure=-\\d+", "failure=-1"), "is the name of a set of the catalogue"}}) {
      files.serverEntry("circuit.njc", bytes -> Frames.withParameters(bytes, set[0]));
      assertThat(refused()).contains("circuit.njc", set[1]);
    }
  }

  @Test
  void anInsecureParameterSetIsRefused() {
    Parameters p = Parameters.builder("insecure-toy")
        .glweKey(1, 256, new TUniform(10)).lweKey(10, new TUniform(20)).bootstrap(15, 2).keyswitch(4, 6)
        .promise(1, 4, -40).buildInsecureForTests();
    SparseMap.Builder map = SparseMap.builder(256);
    map.row(new int[] {0}, new long[] {1}, 0);
    Circuit circuit = new Circuit(p, 1, List.of(new Node.Extract(map.build())), new int[] {0}, 64);
    refusal(ErrorCode.INVALID_PARAMETERS,
        () -> new ServerBundle("demo", "test", 1, -64, circuit, Map.of(), new byte[0]));
  }

  @Test
  void partsOutOfRangeAreRefused() {
    Circuit circuit = model.circuit();
    refusal(ErrorCode.INVALID_NAME,
        () -> new ServerBundle("../demo", "test", 1, -64, circuit, Map.of(), new byte[0]));
    refusal(ErrorCode.INVALID_MODEL, () ->
        new ServerBundle("demo", "test", 0, -64, circuit, Map.of(), new byte[0]));
    refusal(ErrorCode.INVALID_MODEL, () ->
        new ServerBundle("demo", "test", 1, 1, circuit, Map.of(), new byte[0]));
    refusal(ErrorCode.INVALID_MODEL,
        () -> new ServerBundle("demo", "test", 1, Double.NaN, circuit, Map.of(), new byte[0]));
    assertThatThrownBy(() -> new ServerBundle("demo", null, 1, -64, circuit, Map.of(), new byte[0]))
        .isInstanceOf(NullPointerException.class);
  }
}
