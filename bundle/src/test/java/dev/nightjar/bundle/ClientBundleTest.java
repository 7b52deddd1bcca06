package dev.nightjar.bundle;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Specs;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientBundleTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Parameters INSECURE = Parameters.builder("insecure-toy")
      .glweKey(1, 256, new TUniform(20)).lweKey(13, new TUniform(30)).bootstrap(8, 2).keyswitch(3, 3)
      .promise(2, 1, -1).buildInsecureForTests();

  private static byte[] zip(String name, byte[] content, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      for (String other : more) {
        zip.putNextEntry(new ZipEntry(other));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static String json(ClientSpec spec) {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(ClientBundle.write(spec)))) {
      assertThat(in.getNextEntry().getName()).isEqualTo("client.json");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void refused(String words, byte[] zip) {
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(zip))).contains(words);
  }

  private static void requireEqual(ClientSpec found, ClientSpec expected) {
    assertThat(found.model()).isEqualTo(expected.model());
    assertThat(found.kind()).isEqualTo(expected.kind());
    assertThat(found.parameters()).isEqualTo(expected.parameters());
    assertThat(found.keyParts()).isEqualTo(expected.keyParts());
    assertThat(found.quantizers()).isEqualTo(expected.quantizers());
    assertThat(found.layout()).isEqualTo(expected.layout());
    assertThat(found.results()).isEqualTo(expected.results());
    assertThat(Arrays.equals(found.offsets(), expected.offsets())).as("offsets, to the bit").isTrue();
    assertThat(found.task()).isEqualTo(expected.task());
  }

  @Test
  void aLinearAndATreeModelReadBackEqual() {
    requireEqual(ClientBundle.read(ClientBundle.write(Specs.linear())), Specs.linear());
    requireEqual(ClientBundle.read(ClientBundle.write(Specs.tree())), Specs.tree());
  }

  @Test
  void aFileReadsBackEqual(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("client.zip");
    ClientBundle.write(Specs.tree(), file);
    requireEqual(ClientBundle.read(file), Specs.tree());
  }

  @Test
  void doublesOfEveryMagnitudeReadBackToTheBit() {
    double[] values = {-0.0, 0.0, Double.MIN_VALUE, Double.MAX_VALUE, -Double.MIN_NORMAL, 0.1, 1.0 / 3,
        5.0e-324, 2e-3,
        2.2250738585072011e-308, 9007199254740993.0, 1e23, 8.41e21, 2.0e-44, Math.nextUp(1.0),
        Math.nextDown(1e22),
        123456789.125, Math.scalb(1.0, -44)};
    ClientSpec base = Specs.linear();
    ClientSpec spec = new ClientSpec("m", "k", base.parameters(), Set.of(), base.quantizers(), base.layout(),
        List.of(new ResultSpec(40, true, 0, 1)), values, Task.regression());
    double[] back = ClientBundle.read(ClientBundle.write(spec)).offsets();
    for (int i = 0; i < values.length; i++) {
      assertThat(Double.doubleToRawLongBits(back[i])).as("%s", values[i])
          .isEqualTo(Double.doubleToRawLongBits(values[i]));
    }
  }

  @Test
  void theDocumentIsAsTheFormatSays() throws IOException {
    assertThat(JSON.readTree(json(Specs.tree()))).isEqualTo(JSON.readTree("""
        {"format":1,"model":"spam","kind":"tree","parameters":"%s","needs_evaluation_key":true,
         "quantizers":[{"type":"thresholds","thresholds":[-1,0.25,3.141592653589793,1E+17]},
                       {"type":"uniform","min":0,"step":2,"levels":16}],
         "layout":{"encoding":"unary","delta_log2":60,"feature":[0,0,1,1,1],"threshold":[0,2,3,9,14]},
         "results":[{"delta_log2":58,"signed":false,"score":0,"scale":1},
                    {"delta_log2":57,"signed":false,"score":2,"scale":-2.5}],
         "offsets":[1,0.1,0.3333333333333333],"link":"softmax","labels":["a","b \\"quoted\\" ü",""]}
        """.formatted(Specs.tree().parameters().canonical())));
  }

  @Test
  void integerSlotsHaveAnEmptyListOfThresholdsAndNoOther() throws IOException {
    assertThat(JSON.readTree(json(Specs.linear())).get("layout")).isEqualTo(JSON.readTree("""
        {"encoding":"integer","delta_log2":40,"feature":[0,1,2],"threshold":[]}
        """));
    String given = json(Specs.linear()).replace("\"threshold\":[]", "\"threshold\":[1,2,3]");
    refused("3 integer slots have 3 thresholds",
        zip("client.json", given.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theBytesDoNotDependOnTheTimeZone() {
    byte[] here = ClientBundle.write(Specs.tree());
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      assertThat(ClientBundle.write(Specs.tree())).isEqualTo(here);
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void aParameterSetForTestsIsRefusedWhenWriting() {
    ClientSpec spec = Specs.linear(INSECURE);
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.write(spec))).contains("for tests only");
  }

  @Test
  void whatIsNoSuchZipIsRefused() {
    byte[] good = ClientBundle.write(Specs.linear());
    byte[] json = json(Specs.linear()).getBytes(StandardCharsets.UTF_8);
    refused("client.zip must hold [client.json], not []", new byte[0]);
    refused("copy the bundle again", "PK is not enough".getBytes(StandardCharsets.UTF_8));
    refused("an entry that does not belong there", zip("../client.json", json));
    refused("an entry that does not belong there", zip("client.json", json, "extra"));
    refused("client.zip is not a whole zip", Arrays.copyOf(good, good.length / 2));
    byte[] flipped = good.clone();
    flipped[60] ^= 1;
    refused("client.zip is not a whole zip", flipped);
    refused("client.zip inflates to more than 67108864 bytes",
        zip("client.json", new byte[ClientBundle.MAX_BYTES + 1]));
    refused("longer than 64 MiB", new byte[ClientBundle.MAX_BYTES + 1]);
  }

  @Test
  void whatIsNoSuchDocumentIsRefused() {
    for (String text : List.of("", "null", "[]", "7", "{", "not json", "{\"format\":1}", "{}")) {
      refused("client.json cannot be used", zip("client.json", text.getBytes(StandardCharsets.UTF_8)));
    }
    String good = json(Specs.linear());
    refused("cannot be used", zip("client.json", (good + "{}").getBytes(StandardCharsets.UTF_8)));
    String twice = good.replaceFirst("\\{", "{\"model\":\"credit\",");
    refused("Duplicate", zip("client.json", twice.getBytes(StandardCharsets.UTF_8)));
    refused("its 'format' is version 7 where this library reads version 1 to 6: compile",
        zip("client.json", good.replace("\"format\":1", "\"format\":7").getBytes(StandardCharsets.UTF_8)));
    refused("its 'format' is missing",
        zip("client.json", good.replace("\"format\":1,", "").getBytes(StandardCharsets.UTF_8)));
  }

  /** Pointers to every member, and values that it must not have. */
  static Stream<Arguments> badFields() {
    return Stream.of(
        bad("/model", "1", "null", "\"\"", "\"../x\"", "\"a b\""),
        bad("/kind", "true", "null", "\"\"", "\"a/b\""),
        bad("/parameters", "3", "\"\"", "\"nightjar-parameters/1 id=x\"", insecure()),
        bad("/needs_evaluation_key", "\"true\"", "1", "null"),
        bad("/quantizers", "{}", "null", "[null]", "[]", "[{}]", "[{\"type\":\"magic\"}]"),
        bad("/quantizers/0/thresholds", "[1,1]", "[2,1]", "[\"1\"]", "[1e999]", "[null]", "null", "3"),
        bad("/quantizers/1/min", "\"0\"", "null", "1e999", "true"),
        bad("/quantizers/1/step", "0", "-1", "1e999", "[]"),
        bad("/quantizers/1/levels", "1", "65537", "2.5", "\"2\"", "null", "99999999999"),
        bad("/layout", "[]", "null", "{}"),
        bad("/layout/encoding", "\"UNARY\"", "\"bits\"", "null", "0"),
        bad("/layout/delta_log2", "64", "-1", "\"3\"", "null"),
        bad("/layout/feature", "[]", "[2,0,1,1,1]", "[-1,0,1,1,1]", "[0]", "[0,0,1,1,1.5]", "[0,0,1,1,null]",
        "null"),
        bad("/layout/threshold", "[]", "[0,2,3,9]", "[0,2,3,9,\"14\"]", "null"),
        bad("/results", "{}", "null", "[null]", "[7]"),
        bad("/results/0/delta_log2", "0", "64", "null", "1.5"),
        bad("/results/0/signed", "0", "\"no\"", "null"),
        bad("/results/0/score", "-1", "3", "null"),
        bad("/results/0/scale", "1e999", "\"1\"", "null"),
        bad("/offsets", "[]", "[1,2]", "[1,2,1e999]", "[1,2,\"Infinity\"]", "[1,2,null]", "null", "3"),
        bad("/link", "\"SOFTMAX\"", "\"argmax\"", "null", "\"logistic\"", "1"),
        bad("/labels", "[\"one\"]", "[1,2,3]", "[\"a\",\"b\"]", "[\"a\",\"b\",null]", "null", "\"a\""))
        .flatMap(List::stream);
  }

  private static String insecure() {
    return "\"" + INSECURE.canonical() + "\"";
  }

  private static List<Arguments> bad(String pointer, String... values) {
    return Stream.of(values).map(value -> Arguments.of(pointer, value)).toList();
  }

  private static byte[] changed(Consumer<ObjectNode> change) {
    try {
      ObjectNode document = (ObjectNode) JSON.readTree(json(Specs.tree()));
      change.accept(document);
      return zip("client.json", JSON.writeValueAsBytes(document));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode parent(ObjectNode document, String pointer) {
    return document.at(pointer.substring(0, pointer.lastIndexOf('/')));
  }

  private static String member(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  @ParameterizedTest
  @MethodSource("badFields")
  void aMemberWithABadValueIsRefused(String pointer, String value) {
    byte[] placeholder = changed(document ->
        ((ObjectNode) parent(document, pointer)).put(member(pointer), "@@@"));
    byte[] zip = zip("client.json",
        unzip(placeholder).replace("\"@@@\"", value).getBytes(StandardCharsets.UTF_8));
    refused("client.json cannot be used: ", zip);
  }

  private static String unzip(byte[] zip) {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      in.getNextEntry();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("badFields")
  void aMissingMemberIsRefused(String pointer, String unused) {
    refused("client.json cannot be used: ",
        changed(document -> ((ObjectNode) parent(document, pointer)).remove(member(pointer))));
  }

  @Test
  void anUnknownMemberIsRefusedByName() {
    refused("colour", changed(document -> document.put("colour", "red")));
    refused("colour", changed(document -> ((ObjectNode) document.get("layout")).put("colour", "red")));
    refused("colour", changed(document -> ((ObjectNode) document.at("/quantizers/1")).put("colour", "red")));
  }

  @Test
  void moreSlotsThanAQueryHoldsAreRefused() {
    int slots = 1024 * 2048 + 1;
    refused("takes more than 1024 ciphertexts", changed(document -> {
      ArrayNode feature = ((ObjectNode) document.get("layout")).putArray("feature");
      ArrayNode threshold = ((ObjectNode) document.get("layout")).putArray("threshold");
      for (int i = 0; i < slots; i++) {
        feature.add(0);
        threshold.add(0);
      }
    }));
  }
}
