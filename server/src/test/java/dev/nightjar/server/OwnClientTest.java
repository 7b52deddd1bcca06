package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.client.Progress;
import dev.nightjar.client.http.ArticleClient;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.InferenceAnswer;
import dev.nightjar.client.http.KeyUpload;
import dev.nightjar.client.http.ModelInfo;
import dev.nightjar.runtime.NightjarRuntime;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract from both sides: Nightjar's own clients against Nightjar's own server. */
class OwnClientTest {
  private static NightjarRuntime runtime;
  private static NightjarServer server;

  @BeforeAll
  static void start() throws Exception {
    runtime = Scene.runtime().build();
    server = NightjarServer.builder(runtime).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  private static EndpointClient client() {
    return new EndpointClient(EndpointSettings.of(server.uri()));
  }

  @Test
  void theRawClientFindsModelsSendsItsKeyAndInfers() {
    EndpointClient client = client();
    assertThat(client.limits().partBytes()).isEqualTo(runtime.limits().partBytes());
    assertThat(client.models()).extracting(ModelInfo::name).containsExactlyInAnyOrder("linear", "tree");
    assertThat(client.clientSpec("tree").encode(new double[] {1, 2}))
        .isEqualTo(Scene.TREE.client().encode(new double[] {1, 2}));
    Uid uid = client.uploadKey(Scene.treeKey(), Progress.NONE);
    assertThat(client.keyStatus(uid).committed()).isTrue();
    double[] x = {7, 3};
    byte[] query = Scene.treeClient().encrypt(x);
    InferenceAnswer answer = client.infer("tree", Optional.of(uid), query);
    assertThat(Scene.treeClient().decrypt(query, answer.bytes())).isEqualTo(Scene.TREE.clearPrediction(x));
    assertThat(answer.engine()).isEqualTo("java");
    assertThat(answer.computeMillis()).isPositive();
    assertThat(answer.queueMillis()).isNotNegative();
    client.deleteKey(uid);
    NightjarException gone = catchThrowableOfType(NightjarException.class, () -> client.keyStatus(uid));
    assertThat(gone.code()).isEqualTo(ErrorCode.UNKNOWN_UID);
  }

  @Test
  void anUploadThatBrokeOffIsResumed() throws Exception {
    EndpointClient client = client();
    byte[] key = Scene.treeKey();
    KeyUpload upload = client.beginKey(key.length);
    Uid uid = upload.uid();
    byte[] first = Scene.part(key, 0);
    Scene scene = new Scene(server.uri());
    scene.showUploadToken(uid.value(), upload.uploadToken().orElseThrow().secret());
    assertThat(scene.putPart(uid.toString(), "0", first, Scene.crc(first)).status()).isEqualTo(200);
    client.resumeKey(uid, key, Progress.NONE);
    assertThat(client.keyStatus(uid).committed()).isTrue();
    client.deleteKey(uid);
  }

  @Test
  void theArticlesClientInJavaSendsItsKeyInPiecesAndInfers() {
    ArticleClient client = new ArticleClient(EndpointSettings.of(server.uri()), Optional.empty(), 4 << 20);
    Uid uid = client.saveKey(Scene.treeKey(), Progress.NONE);
    double[] x = {8, 3};
    byte[] query = Scene.treeClient().encrypt(x);
    byte[] answer = client.infer(Optional.of(uid), query);
    assertThat(Scene.treeClient().decrypt(query, answer)).isEqualTo(Scene.TREE.clearPrediction(x));
    byte[] foreign = Arrays.copyOf(Scene.linearClient().encrypt(new double[3]), 100);
    NightjarException refused =
        catchThrowableOfType(NightjarException.class, () -> client.infer(Optional.of(uid), foreign));
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FORMAT);
  }
}
