package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.servlet.ArticleRequest.Form;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleJsonTest {
  private static final int QUERY = 1 << 10;
  private static final int DECODED = 1 << 16;

  private final ByteBudget budget = new ByteBudget(1 << 20);
  private final ArticleJson json = new ArticleJson(QUERY, DECODED, budget);

  private ArticleRequest read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private ArticleRequest read(byte[] text) throws IOException {
    try (Lease lease = new Lease()) {
      return json.read(new ByteArrayInputStream(text), lease, ArticleJson.Judge.NONE);
    }
  }

  private NightjarException refusal(String text) {
    NightjarException e = catchThrowableOfType(NightjarException.class, () -> read(text));
    assertThat(e).as(text).isNotNull();
    assertThat(budget.used()).as("budget after a refusal").isZero();
    return e;
  }

  @Test
  void aRequestWrittenByPythonIsRead() throws IOException {
    ArticleRequest r = read("{\"inputs\": \"fake\", \"evaluation_keys\": "
        + "{\"__class__\": \"bytes\", \"__value__\": [0, 1, 127, 128, 255]}, "
        + "\"method\": \"append_key\", \"uid\": 4711}");
    assertThat(r.fields()).containsOnly(Map.entry("method", "append_key"), Map.entry("uid", "4711"));
    assertThat(r.bytes().get("evaluation_keys")).containsExactly(0, 1, 127, 128, 255);
    assertThat(r.form()).isEqualTo(Form.NUMBERS);
  }

  @Test
  void base64IsReadAndRemembered() throws IOException {
    byte[] bytes = new byte[5000];
    new Random(1).nextBytes(bytes);
    ArticleRequest r = read("{\"evaluation_keys\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}");
    assertThat(r.bytes().get("evaluation_keys")).isEqualTo(bytes);
    assertThat(r.form()).isEqualTo(Form.BASE64);
  }

  @Test
  void bytesOfEveryLengthAroundTheChunksArriveWhole() throws IOException {
    Random random = new Random(2);
    for (int length : new int[] {0, 1, 8191, 8192, 8193, 16384, 16385, DECODED - 1, DECODED}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(read(numbers("evaluation_keys", bytes)).bytes().get("evaluation_keys")).isEqualTo(bytes);
    }
  }

  @Test
  void theMemberInputsIsSkippedWhateverItHolds() throws IOException {
    for (String value : new String[] {"\"fake\"", "null", "1.5", "[[1,2],{\"a\":[]}]",
        "{\"__class__\":\"x\"}"}) {
      assertThat(read("{\"inputs\":" + value + ",\"method\":\"m\"}").fields()).containsOnlyKeys("method");
    }
  }

  @Test
  void aMemberThatIsNullCountsAsAbsent() throws IOException {
    assertThat(read("{\"uid\":null,\"encrypted_inputs\":null}").fields()).isEmpty();
  }

  @Test
  void aByteMoreThanTheLimitIsTooLarge() {
    assertThat(refusal(numbers("evaluation_keys", new byte[DECODED + 1])).code())
        .isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(refusal(numbers("encrypted_inputs", new byte[QUERY + 1])).code())
        .isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(refusal("{\"encrypted_inputs\":\"" + Base64.getEncoder().encodeToString(new byte[QUERY + 1])
        + "\"}")
        .code()).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", " ", "\uFEFF", "null", "true", "17", "\"text\"", "[]", "[{}]", "{", "{\"a\"", "{\"a\":", "{\"a\":1",
          "{\"a\":1,}",
      "{'a':1}", "{a:1}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":1}x",
      "{\"a\":1}{}",
      "{\"a\":1},", "{\"a\":1} //", "{\"a\":\"\u0000\"}", "{\"a\":\"\\x\"}", "{\"a\":[1]}",
      "{\"a\":1,\"a\":2}",
      "{\"a\":{}}", "{\"a\":{\"__class__\":\"bytes\"}}", "{\"a\":{\"__value__\":[1]}}",
      "{\"a\":{\"__class__\":\"str\",\"__value__\":[1]}}", "{\"a\":{\"__class__\":1,\"__value__\":[1]}}",
      "{\"a\":{\"__class__\":\"bytes\",\"__value__\":\"AA==\"}}",
      "{\"a\":{\"__class__\":\"bytes\",\"__value__\":{}}}",
      "{\"a\":{\"__class__\":\"bytes\",\"__value__\":[1],\"b\":1}}",
      "{\"a\":{\"__class__\":\"bytes\",\"__value__\":[1],\"__value__\":[1]}}",
      "{\"a\":{\"__class__\":\"bytes\",\"__class__\":\"bytes\",\"__value__\":[1]}}",
      "{\"evaluation_keys\":[1,2]}", "{\"evaluation_keys\":1}", "{\"evaluation_keys\":true}",
      "{\"evaluation_keys\":\"AA=\"}", "{\"evaluation_keys\":\"A\"}", "{\"evaluation_keys\":\"-_-_\"}",
      "{\"evaluation_keys\":\"AAAA"
  })
  void whatIsNotARequestIsMalformed(String text) {
    NightjarException e = refusal(text);
    assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    assertThat(e).hasMessageNotContaining("jackson").hasMessageNotContaining("Source");
  }

  @ParameterizedTest
  @ValueSource(strings = {"256", "-1", "1.0", "1e2", "\"1\"", "null", "true", "[1]", "{}", "4294967296",
      "99999999999999999999999", "NaN"})
  void aByteThatIsNotAByteIsMalformed(String value) {
    assertThat(refusal("{\"evaluation_keys\":{\"__class__\":\"bytes\",\"__value__\":[1," + value + "]}}")
        .code())
        .isEqualTo(ErrorCode.MALFORMED_REQUEST);
  }

  @ParameterizedTest
  @CsvSource({"'[', ']', 40", "'{\"a\":', '}', 40"})
  void deepNestingIsMalformed(String open, String close, int depth) {
    assertThat(refusal("{\"inputs\":" + open.repeat(depth) + "1" + close.repeat(depth) + "}").code())
        .isEqualTo(ErrorCode.MALFORMED_REQUEST);
    assertThat(refusal(open.repeat(10_000)).code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
  }

  @Test
  void longNumbersNamesAndTextsAreMalformed() {
    for (String text : new String[] {"{\"a\":" + "1".repeat(65) + "}", "{\"" + "n".repeat(300) + "\":1}",
        "{\"a\":\"" + "t".repeat((1 << 16) + 1) + "\"}"}) {
      assertThat(refusal(text).code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    }
  }

  @Test
  void manyMembersAreMalformed() {
    StringBuilder many = new StringBuilder("{");
    for (int i = 0; i < 100; i++) {
      many.append("\"m").append(i).append("\":1,");
    }
    assertThat(refusal(many + "\"z\":1}")).hasMessageContaining("64 members");
    assertThat(refusal("{\"inputs\":[" + "1,".repeat(5000) + "1]}")).hasMessageContaining("never read");
  }

  @Test
  void everyTruncationOfAGoodRequestIsMalformed() {
    String good = numbers("encrypted_inputs", new byte[] {1, 2, (byte) 200});
    for (int end = 0; end < good.length(); end++) {
      assertThat(refusal(good.substring(0, end)).code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    }
  }

  @Test
  void invalidUtf8IsMalformed() {
    byte[] text = "{\"method\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    text[11] = (byte) 0xff;
    assertThatThrownBy(() -> read(text)).isInstanceOf(NightjarException.class);
    assertThatThrownBy(() -> read("{\"method\":\"x\"}".getBytes(StandardCharsets.UTF_16)))
        .isInstanceOf(NightjarException.class);
  }

  @Test
  void aBrokenConnectionIsNotTakenForMalformedJson() {
    InputStream broken = new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("reset");
      }
    };
    assertThatThrownBy(() -> json.read(broken, new Lease(), ArticleJson.Judge.NONE))
        .isExactlyInstanceOf(IOException.class);
  }

  @Test
  void theBudgetBoundsAllRequestsTogether() throws IOException {
    ArticleJson poor = new ArticleJson(QUERY, DECODED, new ByteBudget(3 * DECODED));
    byte[] text = numbers("evaluation_keys", new byte[DECODED]).getBytes(StandardCharsets.UTF_8);
    try (Lease first = new Lease(); Lease second = new Lease()) {
      poor.read(new ByteArrayInputStream(text), first, ArticleJson.Judge.NONE);
      poor.read(new ByteArrayInputStream(text), second, ArticleJson.Judge.NONE);
      NightjarException e = catchThrowableOfType(NightjarException.class, () -> {
        try (Lease third = new Lease()) {
          poor.read(new ByteArrayInputStream(text), third, ArticleJson.Judge.NONE);
        }
      });
      assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
      first.close();
      try (Lease third = new Lease()) {
        assertThat(poor.read(new ByteArrayInputStream(text), third, ArticleJson.Judge.NONE).bytes()).hasSize(1);
      }
    }
  }

  /** The rest of the array is no JSON at all: it must not be reached. */
  @Test
  void aByteMemberIsJudgedByItsFirst32BytesBeforeTheRestIsRead() {
    String begun = numbers("evaluation_keys", new byte[33]);
    String text = "{\"method\":\"save_key\"," + begun.substring(1, begun.indexOf(']')) + ", nonsense";
    NightjarException e = catchThrowableOfType(NightjarException.class, () -> {
      try (Lease lease = new Lease()) {
        json.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), lease, (name, before) -> {
          assertThat(name).isEqualTo("evaluation_keys");
          assertThat(before).containsEntry("method", "save_key");
          return header -> {
            assertThat(header.remaining()).isEqualTo(32);
            throw new NightjarException(ErrorCode.PARAMETER_MISMATCH, "of no use here");
          };
        });
      }
    });
    assertThat(e.code()).isEqualTo(ErrorCode.PARAMETER_MISMATCH);
  }

  private static String numbers(String name, byte[] bytes) {
    StringBuilder s = new StringBuilder("{\"" + name + "\": {\"__class__\": \"bytes\", \"__value__\": [");
    for (int i = 0; i < bytes.length; i++) {
      s.append(i == 0 ? "" : ", ").append(bytes[i] & 0xff);
    }
    return s + "]}}";
  }
}
