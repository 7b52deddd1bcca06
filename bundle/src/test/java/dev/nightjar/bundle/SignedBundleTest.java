package dev.nightjar.bundle;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed, and what is refused where only some keys are trusted. */
class SignedBundleTest {
  private static final SigningKey KEY = SigningKey.generate();
  private static final SigningKey OTHER = SigningKey.generate();

  @TempDir
  private Path models;

  private Path folder;

  @BeforeEach
  void write() throws IOException {
    folder = new BundleFiles(TestModels.echo("demo")).write(models);
    BundleSigner.sign(folder, KEY);
  }

  private Map<String, byte[]> entries(String zip) throws IOException {
    BoundedZip.Content content = BoundedZip.read(zip, Files.readAllBytes(folder.resolve(zip)),
        zip.equals("client.zip") ? Set.of("client.json") : Set.of("circuit.njc", "model.json"));
    Map<String, byte[]> all = new LinkedHashMap<>(content.entries());
    content.signature().ifPresent(signature -> all.put(BundleSignature.ENTRY, signature));
    return all;
  }

  /** Changes a zip, with hashes in versions.json that fit again, and gives the refusal. */
  private String refused(ErrorCode code, String zip, Consumer<Map<String, byte[]>> change) throws IOException {
    Map<String, byte[]> entries = entries(zip);
    change.accept(entries);
    Files.write(folder.resolve(zip), BundleFiles.zip(entries));
    Files.write(folder.resolve("versions.json"), BundleWriter.versions("0", "demo",
        Files.readAllBytes(folder.resolve("client.zip")), Files.readAllBytes(folder.resolve("server.zip"))));
    String reason = refusal(code, () -> ServerBundle.read(folder, KEY.trusted()));
    if (zip.equals("client.zip")) {
      assertThat(refusal(code, () -> ClientBundle.read(folder.resolve(zip), KEY.trusted()))).isEqualTo(reason);
    }
    return reason;
  }

  @Test
  void aSignedBundleIsReadWhereItsSignerIsTrustedAndWhereAnybodyIs() throws IOException {
    TrustedKeys both = TrustedKeys.parse(OTHER + "," + KEY);
    assertThat(ServerBundle.read(folder, both).name()).isEqualTo("demo");
    assertThat(ServerBundle.read(folder).clientZip()).isEqualTo(Files.readAllBytes(folder.resolve("client.zip")));
    assertThat(ClientBundle.read(folder.resolve("client.zip"), both).model()).isEqualTo("demo");
    assertThat(ClientBundle.read(folder.resolve("client.zip"))).isEqualTo(TestModels.echo("demo").client());
  }

  @Test
  void whoeverSignedIsNamedAndASignatureThatDoesNotFitIsNot() throws IOException {
    assertThat(ClientBundle.signer(with(entries("client.zip").get("signature.txt")))).hasToString("Optional[" + KEY
        + "]");
    assertThat(ClientBundle.signer(ClientBundle.write(TestModels.echo("demo").client()))).isEmpty();
    byte[] altered = entries("client.zip").get("signature.txt");
    altered[50] ^= 1;
    refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.signer(with(altered)));
  }

  /** By the JDK alone, as somebody else would write it. */
  @Test
  void theDigestIsThatOfTheListOfEntriesAsSha256sumPrintsIt() throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    Map<String, byte[]> entries = entries("server.zip");
    StringBuilder list = new StringBuilder();
    for (String name : List.of("circuit.njc", "model.json")) {
      list.append(HexFormat.of().formatHex(sha.digest(entries.get(name)))).append("  ").append(name).append('\n');
    }
    assertThat(new String(entries.get("signature.txt"), StandardCharsets.US_ASCII)).startsWith("nightjar bundle"
        + " signature 1\nclient.zip ").contains("\nserver.zip " + HexFormat.of().formatHex(sha.digest(
        list.toString().getBytes(StandardCharsets.UTF_8))) + "\nsigned by " + KEY + "\n");
    assertThat(entries("client.zip").get("signature.txt")).isEqualTo(entries.get("signature.txt"));
  }

  @ParameterizedTest
  @CsvSource({"server.zip,model.json", "server.zip,circuit.njc", "client.zip,client.json"})
  void anAlteredEntryIsRefused(String zip, String entry) throws IOException {
    assertThat(refused(ErrorCode.INVALID_MODEL, zip, entries -> entries.get(entry)[40] ^= 1))
        .contains(zip + " was altered after it was signed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.zip", "client.zip"})
  void anAddedAndARemovedEntryAreRefused(String zip) throws IOException {
    assertThat(refused(ErrorCode.INVALID_MODEL, zip, entries -> entries.put("more.txt", new byte[1])))
        .contains("does not belong there");
    String removed = zip.equals("server.zip") ? "model.json" : "client.json";
    write();
    assertThat(refused(ErrorCode.INVALID_MODEL, zip, entries -> entries.remove(removed))).contains("must hold");
  }

  /** Readers of later versions may know more entries: the digest itself tells them apart. */
  @Test
  void theDigestChangesWithEachNameAndEachContent() {
    String digest = BundleSignature.digest(Map.of("a", new byte[1], "b", new byte[2]));
    assertThat(digest).isEqualTo(BundleSignature.digest(Map.of("b", new byte[2], "a", new byte[1])));
    assertThat(List.of(BundleSignature.digest(Map.of("a", new byte[1])),
        BundleSignature.digest(Map.of("a", new byte[2], "b", new byte[1])),
        BundleSignature.digest(Map.of("a", new byte[1], "c", new byte[2])),
        BundleSignature.digest(Map.of("a", new byte[1], "b", new byte[2], "c", new byte[0]))))
        .doesNotHaveDuplicates().doesNotContain(digest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.zip", "client.zip"})
  void aBundleWithoutASignatureIsRefusedAndReadWhereAnybodyIsTrusted(String zip) throws IOException {
    assertThat(refused(ErrorCode.REFUSED_BY_POLICY, zip, entries -> entries.remove("signature.txt")))
        .contains(zip + " is not signed", KEY.toString());
    assertThat(ServerBundle.read(folder).name()).isEqualTo("demo");
  }

  @Test
  void aBundleOfAnotherKeyIsRefused() throws IOException {
    BundleSigner.sign(folder, OTHER);
    assertThat(refusal(ErrorCode.REFUSED_BY_POLICY, () -> ServerBundle.read(folder, KEY.trusted())))
        .contains("signed by " + OTHER, "none of the trusted keys, " + KEY);
    refusal(ErrorCode.REFUSED_BY_POLICY, () -> ClientBundle.read(folder.resolve("client.zip"), KEY.trusted()));
    BundleSigner.sign(folder, KEY);
    assertThat(ServerBundle.read(folder, KEY.trusted()).name()).isEqualTo("demo");
  }

  @Test
  void aSignatureOfAnotherKeyUnderATrustedNameIsRefused() throws IOException {
    BundleSigner.sign(folder, OTHER);
    String forged = text(entries("client.zip")).replace(OTHER.toString(), KEY.toString());
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(with(forged.getBytes(
        StandardCharsets.US_ASCII)), KEY.trusted()))).contains("client.zip", "not made by the key that it names");
    assertThat(refused(ErrorCode.INVALID_MODEL, "server.zip", entries -> entries.put("signature.txt",
        forged.getBytes(StandardCharsets.US_ASCII)))).contains("server.zip", "not made by the key that it names");
  }

  private static String text(Map<String, byte[]> entries) {
    return new String(entries.get("signature.txt"), StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 320, 321})
  void aSignatureThatIsCutIsRefused(int length) throws IOException {
    assertThat(refused(ErrorCode.INVALID_MODEL, "server.zip", entries -> entries.put("signature.txt",
        text(entries).substring(0, length).getBytes(StandardCharsets.US_ASCII)))).contains("no whole signature");
  }

  @Test
  void aSignatureWithAnyBitFlippedOrSomethingBehindItIsRefused() throws IOException {
    byte[] signature = entries("client.zip").get("signature.txt");
    assertThat(signature).hasSizeLessThan(BundleSignature.MAX_BYTES);
    for (int at = 0; at < signature.length; at += 7) {
      byte[] flipped = signature.clone();
      flipped[at] ^= 1;
      assertThatThrownBy(() -> ClientBundle.read(with(flipped), KEY.trusted())).as("byte " + at)
          .isInstanceOf(NightjarException.class);
    }
    refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(with(Arrays.copyOf(signature,
        signature.length + 1)), KEY.trusted()));
  }

  private byte[] with(byte[] signature) throws IOException {
    Map<String, byte[]> entries = entries("client.zip");
    entries.put("signature.txt", signature);
    return BundleFiles.zip(entries);
  }

  @Test
  void twoHalvesOfDifferentSigningsAreRefused() throws IOException {
    byte[] signature = entries("server.zip").get("signature.txt");
    Path second = new BundleFiles(TestModels.echo("demo")).modelJson("\"first\"", "\"other\"").write(
        models.resolve("second"));
    BundleSigner.sign(second, KEY);
    Files.copy(second.resolve("server.zip"), folder.resolve("server.zip"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(refused(ErrorCode.INVALID_MODEL, "server.zip", entries ->
        assertThat(entries.get("signature.txt")).isNotEqualTo(signature))).contains("not signed together");
  }

  @Test
  void aKeyIsWrittenForItsOwnerAloneAndReadAgainAndNeverOverwritten() throws IOException {
    Path file = models.resolve("key");
    KEY.write(file);
    assertThat(SigningKey.read(file)).hasToString(KEY.toString());
    assertThat(TrustedKeys.parse("file:" + file + ".pub")).hasToString(KEY.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThatThrownBy(() -> OTHER.write(file)).isInstanceOf(IOException.class).hasMessageContaining("there already");
    Files.writeString(file.resolveSibling("key.pub"), "-----BEGIN PUBLIC KEY-----\n" + OTHER
        + "\n-----END PUBLIC KEY-----\n");
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> SigningKey.read(file))).contains("no pair");
    Files.writeString(file, "no key");
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> SigningKey.read(file))).contains("no Ed25519 private key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "file:nowhere.pub", "MCowBQYDK2VwAyEA", ","})
  void whatIsNoPublicKeyIsRefused(String text) {
    refusal(ErrorCode.INVALID_NAME, () -> TrustedKeys.parse(text));
    refusal(ErrorCode.INVALID_NAME, () -> TrustedKeys.parse(KEY + "," + text));
  }

  @Test
  void aKeyOfAnotherAlgorithmIsRefused() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> TrustedKeys.of(List.of(pair.getPublic())))).contains("EC");
    refusal(ErrorCode.INVALID_NAME, () -> SigningKey.of(pair.getPrivate(), pair.getPublic()));
    refusal(ErrorCode.INVALID_NAME, () -> TrustedKeys.of(List.of()));
  }
}
