package dev.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubIndexTest {
  private static final HubFile FILE = HubFile.of(new byte[] {1, 2, 3});
  private static final Map<String, HubFile> FILES =
      Map.of("client.zip", FILE, "server.zip", FILE, "versions.json", FILE);

  private static HubModel model(String name, String version) {
    return new HubModel(name, version, "classification", "a tree", "MIT OR Apache-2.0", Map.of("accuracy", "0.9"),
        FILES);
  }

  private static void assertRefused(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(NightjarException.class, e -> {
      assertThat(e.code()).isEqualTo(code);
      assertThat(e).hasMessageContaining(message);
    });
  }

  @Test
  void anIndexIsReadAsItWasWritten() {
    HubIndex index = HubIndex.EMPTY.with(model("tree", "1")).with(model("tree", "2")).with(model("line", "1.0-rc"));
    assertThat(HubIndex.read(index.write())).isEqualTo(index);
    assertThat(new String(index.write(), StandardCharsets.UTF_8)).startsWith("{\n  \"hub\" : 1,").endsWith("}\n");
  }

  @Test
  void aNameMeansTheVersionThatWasAddedLast() {
    HubIndex index = HubIndex.EMPTY.with(model("tree", "2")).with(model("tree", "1")).with(model("line", "3"));
    assertThat(index.require("tree").version()).isEqualTo("1");
    assertThat(index.require("tree:2").version()).isEqualTo("2");
    assertRefused(ErrorCode.UNKNOWN_MODEL, "it has tree:2, tree:1, line:3", () -> index.require("tree:3"));
    assertRefused(ErrorCode.UNKNOWN_MODEL, "no forest", () -> index.require("forest"));
    assertRefused(ErrorCode.INVALID_NAME, "a name has", () -> index.require("../tree"));
    assertRefused(ErrorCode.INVALID_MODEL, "is in the hub already", () -> index.with(model("tree", "1")));
    assertRefused(ErrorCode.INVALID_MODEL, "tree:1 is in the hub already", () -> index.with(model("Tree", "1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../x", "a/b", "a\\b", "", ".hidden", "a..b", "a\0", "C:x"})
  void aNameOrVersionThatIsAPathIsRefused(String path) {
    assertRefused(ErrorCode.INVALID_NAME, "a name has", () -> model(path, "1"));
    assertRefused(ErrorCode.INVALID_NAME, "a version has", () -> model("tree", path));
    Map<String, HubFile> files = new HashMap<>(FILES);
    files.put(path, FILE);
    assertRefused(ErrorCode.INVALID_NAME, "and no other",
        () -> new HubModel("tree", "1", "regression", "", "MIT", Map.of(), files));
  }

  /** Each change is made to a document that is read as it is. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "\"hub\" : 1|\"hub\" : 3|version 1 to 2", "\"hub\" : 1|\"hab\" : 1|missing",
      "\"name\" : \"tree\"|\"name\" : \"../t\"|a name",
      "\"version\" : \"1\"|\"version\" : \"a/b\"|a version", "\"version\" : \"1\"|\"version\" : 1|version",
      "classification|clustering|a task is", "\"description\" : \"a tree\"|\"description\" : null|description",
      "MIT OR Apache-2.0||a licence is an SPDX", "MIT OR Apache-2.0|free, mostly|a licence is an SPDX",
      "\"accuracy\" : \"0.9\"|\"accuracy\" : {}|accuracy", "\"bytes\" : 3|\"bytes\" : 0|at least one byte",
      "\"bytes\" : 3|\"bytes\" : -3|at least one byte", "\"bytes\" : 3|\"bytes\" : 99999999999|at most 67108864",
      "client.zip|client.exe|and no other", "client.zip|samples.csv|has no client.zip",
      "039058c6|039058C6|64 lower-case", "\"licence\"|\"license\"|licence"})
  void aMemberThatIsWrongIsRefused(String from, String to, String message) {
    String good = new String(HubIndex.EMPTY.with(model("tree", "1")).write(), StandardCharsets.UTF_8);
    assertThat(good).contains(from);
    byte[] bad = good.replaceFirst(Pattern.quote(from), to == null ? "" : to)
        .getBytes(StandardCharsets.UTF_8);
    assertRefused(ErrorCode.INVALID_MODEL, message, () -> HubIndex.read(bad));
  }

  @Test
  void aModelThatIsToBeCompiledHasAllOfItsSourcesAndAnIndexOfTheSecondVersion() {
    Map<String, HubFile> files = new HashMap<>(
        Map.of("model.onnx", FILE, "rows.csv", FILE, "compile.properties", FILE));
    HubModel source = new HubModel("tree", "1", "regression", "", "MIT", Map.of(), files);
    assertThat(source.source()).isTrue();
    HubIndex index = HubIndex.EMPTY.with(source).with(model("tree", "2"));
    assertThat(new String(index.write(), StandardCharsets.UTF_8)).startsWith("{\n  \"hub\" : 2,");
    assertThat(HubIndex.read(index.write())).isEqualTo(index);
    for (String changed : files.keySet()) {
      Map<String, HubFile> others = new HashMap<>(files);
      others.put(changed, HubFile.of(new byte[4]));
      assertThat(new HubModel("tree", "1", "regression", "", "MIT", Map.of(), others).digest()).as(changed)
          .isNotEqualTo(source.digest());
    }
    files.put("client.zip", FILE);
    assertRefused(ErrorCode.INVALID_MODEL, "has no client.zip beside model.onnx",
        () -> new HubModel("tree", "1", "regression", "", "MIT", Map.of(), files));
    files.remove("client.zip");
    files.remove("rows.csv");
    assertRefused(ErrorCode.INVALID_MODEL, "has no rows.csv",
        () -> new HubModel("tree", "1", "regression", "", "MIT", Map.of(), files));
  }

  @Test
  void membersOfLaterVersionsAreReadOver() {
    String good = new String(HubIndex.EMPTY.with(model("tree", "1")).write(), StandardCharsets.UTF_8);
    byte[] later = good.replace("\"task\"", "\"author\" : \"me\", \"task\"").getBytes(StandardCharsets.UTF_8);
    assertThat(HubIndex.read(later)).isEqualTo(HubIndex.EMPTY.with(model("tree", "1")));
  }

  @Test
  void anIndexThatIsTooLongIsNeitherReadNorWritten() {
    assertRefused(ErrorCode.TOO_LARGE, "longer than", () -> HubIndex.read(new byte[HubIndex.MAX_BYTES + 1]));
    HubIndex tooLong = new HubIndex(IntStream.range(0, 2000)
        .mapToObj(version -> model("tree", String.valueOf(version))).toList());
    assertRefused(ErrorCode.TOO_LARGE, "begin another hub", tooLong::write);
  }

  @Test
  void bytesOfAnotherLengthOrChecksumAreRefused() {
    FILE.require("x", new byte[] {1, 2, 3});
    assertRefused(ErrorCode.CHECKSUM_MISMATCH, "x has 3 bytes", () -> FILE.require("x", new byte[] {1, 2, 4}));
    assertRefused(ErrorCode.CHECKSUM_MISMATCH, "x has 4 bytes", () -> FILE.require("x", new byte[] {1, 2, 3, 0}));
    assertRefused(ErrorCode.CHECKSUM_MISMATCH, "x has 2 bytes", () -> FILE.require("x", new byte[] {1, 2}));
  }
}
