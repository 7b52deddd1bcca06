package dev.nightjar.server;

import static dev.nightjar.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.Scene.Reply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and ciphertexts that are wrong; a good key is there all the time and must keep working. */
class BadKeyTest {
  private static final int LENGTH_OFFSET = 16;
  private static final int CHECKSUM_OFFSET = 24;

  private static NightjarRuntime runtime;
  private static NightjarServer server;
  private static Scene scene;
  private static long goodUid;
  private long usedBefore;

  @BeforeAll
  static void start() throws Exception {
    runtime = Scene.runtime().keyStoreBytes(3L * Scene.treeKeyBytes()).build();
    server = NightjarServer.builder(runtime).start();
    scene = new Scene(server.uri());
    goodUid = scene.uploadTree();
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  @BeforeEach
  void measure() {
    usedBefore = runtime.keys().usedBytes();
  }

  @AfterEach
  void theNextGoodRequestSucceeds() throws Exception {
    scene.inferTree(goodUid);
    assertThat(runtime.keys().usedBytes()).as("bytes in the key store").isEqualTo(usedBefore);
  }

  /** A field of the header, and the codes with which a change of it may be refused. */
  record Field(String name, int offset, int length, List<ErrorCode> codes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Field> headerFields() {
    return Stream.of(
        new Field("magic", 0, 4, List.of(ErrorCode.INVALID_FORMAT)),
        // One bit away from a version there may be another, of which the checksum is then wrong.
        new Field("version", 4, 2, List.of(ErrorCode.INVALID_FORMAT, ErrorCode.CHECKSUM_MISMATCH)),
        new Field("type", 6, 2, List.of(ErrorCode.INVALID_FORMAT)),
        new Field("fingerprint", 8, 8, List.of(ErrorCode.PARAMETER_MISMATCH)),
        new Field("length", LENGTH_OFFSET, 8, List.of(ErrorCode.INVALID_FORMAT, ErrorCode.TOO_LARGE)),
        new Field("checksum", CHECKSUM_OFFSET, 4, List.of(ErrorCode.CHECKSUM_MISMATCH)),
        new Field("zero", 28, 4, List.of(ErrorCode.INVALID_FORMAT)));
  }

  private static List<byte[]> flips(byte[] good, Field field) {
    List<byte[]> flipped = new ArrayList<>();
    for (int bit = 8 * field.offset(); bit < 8 * (field.offset() + field.length()); bit++) {
      byte[] copy = good.clone();
      copy[bit / 8] ^= (byte) (1 << bit % 8);
      flipped.add(copy);
    }
    return flipped;
  }

  private static void assertRefusedWith(Reply reply, Field field) throws Exception {
    String slug = reply.json().path("code").asText();
    assertThat(field.codes()).as(reply.text()).extracting(ErrorCode::slug).contains(slug);
    assertThat(reply.status()).isBetween(400, 499);
    assertRefused(reply, reply.status(), slug);
  }

  private static String saveKey(byte[] piece) {
    return "{\"method\":\"save_key\",\"evaluation_keys\":\"" + Base64.getEncoder().encodeToString(piece)
        + "\"}";
  }

  private static byte[] withLength(byte[] frame, long payloadBytes) {
    byte[] copy = frame.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putLong(LENGTH_OFFSET, payloadBytes);
    return copy;
  }

  @ParameterizedTest
  @MethodSource("headerFields")
  void aQueryWithAnyHeaderBitFlippedIsRefused(Field field) throws Exception {
    for (byte[] query : flips(Scene.treeClient().encrypt(new double[2]), field)) {
      assertRefusedWith(scene.post("v1/models/tree/infer?uid=" + goodUid, Scene.OCTETS, query), field);
    }
  }

  @ParameterizedTest
  @MethodSource("headerFields")
  void aFirstPieceOfAKeyWithAHeaderFieldChangedIsRefused(Field field) throws Exception {
    byte[] first = Scene.treeKeyStart(64);
    for (byte[] piece : flips(first, field)) {
      if (field.offset() == CHECKSUM_OFFSET) {
        continue; // The checksum can only be checked when the whole key is there; see below.
      }
      assertRefusedWith(scene.post("", saveKey(piece)), field);
    }
  }

  @ParameterizedTest
  @MethodSource("headerFields")
  void aKeySentInPartsWithAHeaderFieldChangedIsRefused(Field field) throws Exception {
    byte[] key = Scene.treeKey();
    key[field.offset()] ^= 1;
    long uid = scene.begin(key.length);
    Reply refused = null;
    for (int i = 0; i < Scene.parts(key) && refused == null; i++) {
      byte[] part = Scene.part(key, i);
      Reply reply = scene.putPart(Long.toString(uid), Integer.toString(i), part, Scene.crc(part));
      refused = reply.status() == 200 ? null : reply;
    }
    if (refused == null) {
      refused = scene.post("v1/keys/" + uid + "/commit", Scene.OCTETS, new byte[0]);
    }
    assertRefusedWith(refused, field);
    runtime.keys().delete(new Uid(uid));
  }

  @Test
  void aKeyWithOneBodyBitFlippedIsRefusedAtTheCommitAndForgotten() throws Exception {
    byte[] key = Scene.treeKey();
    key[key.length - 1] ^= 1;
    Reply reply = scene.post("", saveKey(key));
    assertRefused(reply, 422, ErrorCode.CHECKSUM_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1, -64, 64, 1 << 20})
  void aKeyOfAnotherLengthIsRefusedBeforeAnyByteIsStored(long difference) throws Exception {
    byte[] key = Scene.treeKey();
    Reply begin = scene.post("v1/keys", "{\"total_bytes\":" + (key.length + difference) + "}");
    assertThat(begin.status()).isBetween(400, 499);
    assertRefused(begin, begin.status(), begin.json().path("code").asText());
    byte[] piece = withLength(Arrays.copyOf(key, 64), key.length - Frame.HEADER_BYTES + difference);
    Reply save = scene.post("", saveKey(piece));
    assertRefused(save, 400, ErrorCode.INVALID_FORMAT);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2147483648", "9007199254740991", "9999999999999999"})
  void absurdLengthsAreRefusedBeforeAnyMemoryIsTaken(long length) throws Exception {
    Reply begin = scene.post("v1/keys", "{\"total_bytes\":" + length + "}");
    assertThat(begin.status()).as(begin.text()).isBetween(400, 499);
    assertRefused(begin, begin.status(), begin.json().path("code").asText());
    byte[] query = Scene.treeClient().encrypt(new double[2]);
    for (byte[] bytes : new byte[][] {withLength(query, length), withLength(query, -length)}) {
      assertRefused(scene.post("v1/models/tree/infer?uid=" + goodUid, Scene.OCTETS, bytes), 400,
          ErrorCode.INVALID_FORMAT);
      Reply save = scene.post("", saveKey(withLength(Scene.treeKeyStart(64), length)));
      assertRefused(save, 400, ErrorCode.INVALID_FORMAT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"many\"", "true", "1e3", "99999999999999999999", "null"})
  void aTotalThatIsNotALengthIsMalformed(String total) throws Exception {
    assertRefused(scene.post("v1/keys", "{\"total_bytes\":" + total + "}"), 400, ErrorCode.MALFORMED_REQUEST);
  }

  @Test
  void aQueryOneByteTooShortOrTooLongIsRefused() throws Exception {
    byte[] query = Scene.treeClient().encrypt(new double[2]);
    for (int length : new int[] {0, 1, 31, 32, 33, query.length - 1, query.length + 1}) {
      assertRefused(scene.post("v1/models/tree/infer?uid=" + goodUid, Scene.OCTETS,
          Arrays.copyOf(query, length)), 400,
          ErrorCode.INVALID_FORMAT);
    }
  }

  @Test
  void aQueryOfAnotherParameterSetIsRefused() throws Exception {
    byte[] query = Scene.linearClient().encrypt(new double[3]);
    assertRefused(scene.post("v1/models/tree/infer?uid=" + goodUid, Scene.OCTETS, query), 409,
        ErrorCode.PARAMETER_MISMATCH);
    assertRefused(scene.post("v1/models/linear/infer", Scene.OCTETS, Scene.treeClient()
        .encrypt(new double[2])), 409,
        ErrorCode.PARAMETER_MISMATCH);
  }

  @Test
  void anotherNumberOfCiphertextsThanTheModelTakesIsRefused() throws Exception {
    Parameters p = Scene.TREE.client().parameters();
    byte[] two = PackedInputCodec.encode(new PackedInput(p, new byte[16], new long[2 * p.polynomialSize()]));
    assertRefused(scene.post("v1/models/tree/infer?uid=" + goodUid, Scene.OCTETS, two), 422,
        ErrorCode.SHAPE_MISMATCH);
  }

  @Test
  void aKeyIsNotAQueryAndAQueryIsNotAKey() throws Exception {
    byte[] query = Scene.treeClient().encrypt(new double[2]);
    byte[] start = Scene.treeKeyStart(query.length);
    assertRefused(scene.post("v1/models/tree/infer?uid=" + goodUid, Scene.OCTETS, start), 400,
        ErrorCode.INVALID_FORMAT);
    assertRefused(scene.post("", saveKey(query)), 400, ErrorCode.INVALID_FORMAT);
    assertRefused(scene.post("", saveKey(new byte[0])), 400, ErrorCode.INVALID_FORMAT);
    assertRefused(scene.post("", saveKey(new byte[31])), 400, ErrorCode.INVALID_FORMAT);
  }

  @Test
  void anInferenceWhileTheKeyIsIncompleteIsRefused() throws Exception {
    byte[] key = Scene.treeKey();
    long uid = scene.post("", saveKey(Arrays.copyOf(key, 1 << 20))).json().get("uid").longValue();
    byte[] query = Scene.treeClient().encrypt(new double[2]);
    assertRefused(scene.post("v1/models/tree/infer?uid=" + uid, Scene.OCTETS, query), 409,
        ErrorCode.KEY_INCOMPLETE);
    assertRefused(scene.post("", "{\"method\":\"inference\",\"uid\":" + uid
        + ",\"model\":\"tree\",\"encrypted_inputs\":\""
        + Base64.getEncoder().encodeToString(query) + "\"}"), 409, ErrorCode.KEY_INCOMPLETE);
    assertRefused(scene.post("v1/keys/" + uid + "/commit", Scene.OCTETS, new byte[0]), 409,
        ErrorCode.KEY_INCOMPLETE);
    runtime.keys().delete(new Uid(uid));
  }

  @Test
  void nothingIsAppendedToACompleteKey() throws Exception {
    assertRefused(scene.post("", "{\"method\":\"append_key\",\"evaluation_keys\":\"AAAA\",\"uid\":" + goodUid
        + "}"), 409,
        ErrorCode.KEY_COMPLETE);
    byte[] part = Scene.treePart(0);
    part[40] ^= 1;
    assertRefused(scene.putPart(Long.toString(goodUid), "0", part, Scene.crc(part)), 409,
        ErrorCode.KEY_COMPLETE);
  }

  @Test
  void morePiecesThanTheHeaderAnnouncedAreRefused() throws Exception {
    byte[] key = Scene.treeKey();
    assertRefused(scene.post("", saveKey(Arrays.copyOf(key, key.length + 1))), 400, ErrorCode.INVALID_FORMAT);
    long uid = scene.post("", saveKey(Arrays.copyOf(key, key.length - 1))).json().get("uid").longValue();
    assertRefused(scene.post("", "{\"method\":\"append_key\",\"evaluation_keys\":\"AAAA\",\"uid\":" + uid
        + "}"), 409,
        ErrorCode.KEY_PART_CONFLICT);
    runtime.keys().delete(new Uid(uid));
  }

  @Test
  void partsThatDoNotFitAreRefusedAndTheUploadGoesOn() throws Exception {
    byte[] key = Scene.treeKey();
    String uid = Long.toString(scene.begin(key.length));
    byte[] first = Scene.part(key, 0);
    int last = Scene.parts(key) - 1;
    byte[] end = Scene.part(key, last);
    Reply early = scene.putPart(uid, Integer.toString(last), end, Scene.crc(end));
    assertRefused(early, 409, ErrorCode.KEY_PART_CONFLICT);
    assertThat(early.json().get("detail").textValue()).contains("comes first");
    assertRefused(scene.putPart(uid, Integer.toString(last + 1), first, Scene.crc(first)), 409,
        ErrorCode.KEY_PART_CONFLICT);
    for (String index : new String[] {"-1", "1.0", "x", "99999999999999999", "..%20"}) {
      assertRefused(scene.putPart(uid, index, first, Scene.crc(first)), 400, ErrorCode.INVALID_NAME);
    }
    for (int length : new int[] {0, 1, first.length - 1}) {
      byte[] cut = Arrays.copyOf(first, length);
      assertRefused(scene.putPart(uid, "0", cut, Scene.crc(cut)), 409, ErrorCode.KEY_PART_CONFLICT);
    }
    byte[] longer = Arrays.copyOf(first, first.length + 1);
    assertRefused(scene.putPart(uid, "0", longer, Scene.crc(longer)), 413, ErrorCode.TOO_LARGE);
    byte[] damaged = first.clone();
    damaged[99] ^= 1;
    assertRefused(scene.putPart(uid, "0", damaged, Scene.crc(first)), 422, ErrorCode.CHECKSUM_MISMATCH);
    for (String crc : new String[] {"", "0", "123456789", "+1234567", "zzzzzzzz"}) {
      assertRefused(scene.putPart(uid, "0", first, crc), 400, ErrorCode.MALFORMED_REQUEST);
    }
    assertThat(scene.get("v1/keys/" + uid).json().get("received_bytes").intValue()).isZero();
    assertThat(runtime.keys().usedBytes()).isEqualTo(usedBefore);
    assertThat(scene.putPart(uid, "0", first, Scene.crc(first).toUpperCase(Locale.ROOT)).status())
        .isEqualTo(200);
    assertRefused(scene.putPart(uid, "0", damaged, Scene.crc(damaged)), 409, ErrorCode.KEY_PART_CONFLICT);
    Reply later = scene.putPart(uid, Integer.toString(last), end, Scene.crc(end));
    assertThat(later.status()).as("the others come in any order").isEqualTo(200);
    assertThat(later.json().get("first_missing").longValue()).isEqualTo(Scene.PART);
    runtime.keys().delete(Uid.parse(uid));
  }

  @Test
  void aFullStoreRefusesTheNextKey() throws Exception {
    long second = scene.uploadTree();
    long third = scene.uploadTree();
    assertRefused(scene.post("v1/keys", "{\"total_bytes\":" + Scene.treeKeyBytes() + "}"), 507,
        ErrorCode.STORE_FULL);
    assertRefused(scene.post("", saveKey(Scene.treeKeyStart(64))), 507, ErrorCode.STORE_FULL);
    runtime.keys().delete(new Uid(second));
    runtime.keys().delete(new Uid(third));
  }

  @Test
  void aQueryOfAnotherSecretKeyIsComputedOnWithoutHarm() throws Exception {
    Parameters p = Scene.TREE.client().parameters();
    byte[] garbage = PackedInputCodec.encode(new PackedInput(p, new byte[16], new long[p.polynomialSize()]));
    assertThat(scene.post("v1/models/tree/infer?uid=" + goodUid, Scene.OCTETS, garbage).status())
        .isEqualTo(200);
  }
}
