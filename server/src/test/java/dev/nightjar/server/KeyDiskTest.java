package dev.nightjar.server;

import static dev.nightjar.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.Scene.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server whose keys lie on a disk that is really full, and one that may really not be written any more: a small file
 * system in memory, which only root can mount.
 */
@EnabledOnOs(OS.LINUX)
class KeyDiskTest {
  /** So many keys fit, and half of one. */
  private static final int KEYS = 2;

  @TempDir
  private Path folder;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small disk");
    disk = Files.createDirectory(folder.resolve("disk"));
    String failure = run("mount", "-t", "tmpfs", "-o", "size=" + (2 * KEYS + 1) * (Scene.treeKeyBytes() / 2), "tmpfs",
        disk.toString());
    Assumptions.assumeTrue(failure.isEmpty(), "no small disk can be mounted here: " + failure);
  }

  @AfterEach
  void unmount() throws Exception {
    // Where a test failed half-way, two lie on top of each other.
    for (int i = 0; disk != null && i < 2; i++) {
      run("umount", "-l", disk.toString());
    }
  }

  /** Runs a command; what it said if it failed. */
  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : String.join(" ", command) + ": " + said;
  }

  /** Sends what is missing of a key from this part on, to the first that is refused; null when all are taken. */
  private static Reply send(Scene scene, long uid, int from) throws Exception {
    for (int i = from; i < Scene.parts(Scene.treeKey()); i++) {
      byte[] part = Scene.treePart(i);
      Reply reply = scene.putPart(Long.toString(uid), Integer.toString(i), part, Scene.crc(part));
      if (reply.status() != 200) {
        return reply;
      }
    }
    return null;
  }

  private static void commit(Scene scene, long uid) throws Exception {
    Reply reply = scene.post("v1/keys/" + uid + "/commit", Scene.OCTETS, new byte[0]);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }

  private static Reply delete(Scene scene, long uid) throws Exception {
    return scene.send("DELETE", "v1/keys/" + uid, Scene.OCTETS, BodyPublishers.noBody());
  }

  private static long received(Scene scene, long uid) throws Exception {
    return scene.get("v1/keys/" + uid).json().get("received_bytes").longValue();
  }

  private NightjarRuntime runtime(boolean shared) {
    return Scene.runtime().keyStore("files:folder=" + disk.resolve("keys") + (shared ? ":shared=true" : "")).build();
  }

  /** Each key serves, and the disk has its bytes: the engine alone would have it in memory. */
  private static void requireAll(NightjarRuntime runtime, Scene scene, List<Long> uids) throws Exception {
    for (long uid : uids) {
      scene.inferTree(uid);
      ByteBuffer bytes = ByteBuffer.allocate(Scene.treeKeyBytes());
      runtime.keys().read(new Uid(uid), 0, bytes);
      assertThat(Arrays.mismatch(bytes.array(), Scene.treeKey())).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFullDiskAndOneThatMayNotBeWrittenRefuseHarmNothingAndTakeAgain(boolean shared) throws Exception {
    List<Long> uids = new ArrayList<>();
    Scene scene;
    try (NightjarRuntime runtime = runtime(shared); NightjarServer server = NightjarServer.builder(runtime).start()) {
      scene = new Scene(server.uri());
      for (int i = 0; i < KEYS; i++) {
        uids.add(scene.uploadTree());
      }
      long arriving = scene.begin(Scene.treeKeyBytes());
      Reply full = send(scene, arriving, 0);
      assertThat(full).isNotNull();
      assertRefused(full, 507, ErrorCode.STORE_FULL);
      assertThat(full.text()).contains("disk", "full", "delete keys");
      long there = received(scene, arriving);
      assertThat(there).isPositive().isLessThan(Scene.treeKeyBytes());
      requireAll(runtime, scene, uids);
      assertThat(delete(scene, uids.remove(0)).status()).isEqualTo(204);

      // A second mount on top, as a file system that became read-only keeps serving what is open in it.
      assertThat(run("mount", "--bind", disk.toString(), disk.toString())).isEmpty();
      assertThat(run("mount", "-o", "remount,bind,ro", disk.toString())).isEmpty();
      Reply readOnly = send(scene, arriving, (int) (there / Scene.PART));
      assertThat(readOnly).isNotNull();
      assertRefused(readOnly, 503, ErrorCode.UNAVAILABLE);
      assertThat(readOnly.header("Retry-After")).as("it may have acted").isEmpty();
      assertThat(readOnly.text()).contains("may not write to its key store").doesNotContain(disk.toString());
      assertRefused(delete(scene, uids.get(0)), 503, ErrorCode.UNAVAILABLE);
      requireAll(runtime, scene, uids);
      assertThat(received(scene, arriving)).isEqualTo(there);
      assertThat(run("umount", disk.toString())).isEmpty();

      assertThat(send(scene, arriving, (int) (there / Scene.PART))).isNull();
      commit(scene, arriving);
      uids.add(arriving);
      requireAll(runtime, scene, uids);
    }
    try (NightjarRuntime again = runtime(shared); NightjarServer server = NightjarServer.builder(again).start()) {
      requireAll(again, scene.at(server.uri()), uids);
      assertThat(again.keys().usedBytes()).isEqualTo((long) KEYS * Scene.treeKeyBytes());
    }
  }
}
