package dev.nightjar.server;

import static dev.nightjar.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.UploadToken;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.keys.InMemoryKeyStore;
import dev.nightjar.server.Scene.Reply;
import dev.nightjar.servlet.NightjarServlet;
import dev.nightjar.servlet.TokenFile;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two callers on one server, over HTTP: to each, the other's key is as unknown as one that was never drawn, whatever is
 * asked and by whichever routes, and however the server tells the two apart.
 */
class OwnershipTest {
  /** Drawn by nobody: of 2^53 uids. */
  private static final long NEVER_DRAWN = 4_503_599_627_370_497L;

  /** Stands for a key that is announced for one test: nothing of it arrives, so that it does not stay for long. */
  private static final long ANNOUNCED = -1;

  /** What changes nothing whoever does it, so that the owner's key is not tried after each. */
  private static final Set<Operation> READING = EnumSet.of(Operation.STATUS, Operation.INFER,
      Operation.ARTICLE_INFERENCE, Operation.ARTICLE_INFERENCE_BY_MODEL, Operation.ARTICLE_INFERENCE_BY_PATH);

  @TempDir
  private static Path folder;

  private static WatchedKeyStore store;
  private static NightjarRuntime runtime;
  private static NightjarServer withTokens;
  private static NightjarServer anonymous;
  private static Server withPrincipals;
  private static List<World> worlds;

  /** What somebody may try with a uid. */
  private enum Operation {
    STATUS((scene, uid) -> scene.get("v1/keys/" + uid)),
    FIRST_PART((scene, uid) -> putPart(scene, uid, 0, Scene.treePart(0))),
    REPLACE_FIRST_PART((scene, uid) -> {
      byte[] other = Scene.treePart(0);
      other[100] ^= 1;
      return putPart(scene, uid, 0, other);
    }),
    SECOND_PART((scene, uid) -> putPart(scene, uid, 1, Scene.treePart(1))),
    NO_PART((scene, uid) -> putPart(scene, uid, 999_999, new byte[9])),
    COMMIT((scene, uid) -> scene.post("v1/keys/" + uid + "/commit", Scene.OCTETS, new byte[0])),
    INFER((scene, uid) -> scene.post("v1/models/tree/infer?uid=" + uid, Scene.OCTETS,
        Scene.treeClient().encrypt(new double[2]))),
    ARTICLE_APPEND((scene, uid) -> scene.post("", "{\"method\":\"append_key\",\"evaluation_keys\":\""
        + base64(Arrays.copyOf(Scene.treePart(1), 100)) + "\",\"uid\":" + uid + "}")),
    ARTICLE_INFERENCE((scene, uid) -> scene.post("", inference(uid, ""))),
    ARTICLE_INFERENCE_BY_MODEL((scene, uid) -> scene.post("predict", inference(uid, ",\"model\":\"tree\""))),
    ARTICLE_INFERENCE_BY_PATH((scene, uid) -> scene.post("v1/models/tree", inference(uid, ""))),
    DELETE((scene, uid) -> scene.send("DELETE", "v1/keys/" + uid, Scene.OCTETS, BodyPublishers.noBody()));

    private interface Attempt {
      Reply on(Scene scene, long uid) throws Exception;
    }

    private final Attempt attempt;

    Operation(Attempt attempt) {
      this.attempt = attempt;
    }

    private static Reply putPart(Scene scene, long uid, int index, byte[] part) throws Exception {
      return scene.putPart(Long.toString(uid), Integer.toString(index), part, Scene.crc(part));
    }

    private static String inference(long uid, String more) {
      return "{\"method\":\"inference\",\"encrypted_inputs\":\"" + base64(Scene.treeClient().encrypt(new double[2]))
          + "\",\"uid\":" + uid + more + "}";
    }
  }

  /** A key of Alice, made in one of the ways there are. */
  private record Made(String how, long uid, boolean committed) {
    @Override
    public String toString() {
      return how;
    }
  }

  /** Two callers whom a server tells apart in some way, and keys of the first. */
  private record World(String name, Scene alice, Scene bob, List<Made> keys) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A container that has authenticated: the bearer token is the name. */
  private static final class NamesAsTokens implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {
        @Override
        public Principal getUserPrincipal() {
          String header = getHeader("Authorization");
          return header == null ? null : () -> header.substring("Bearer ".length());
        }
      }, response);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    store = new WatchedKeyStore(new InMemoryKeyStore(40L * Scene.treeKeyBytes(), 2L * Scene.treeKeyBytes(),
        Duration.ofMinutes(10)));
    runtime = Scene.runtime().keyStore(store.store()).build();
    SecureRandom random = new SecureRandom();
    String alice = TokenFile.newToken(random);
    String bob = TokenFile.newToken(random);
    Path file = Files.write(folder.resolve("tokens"), List.of(TokenFile.line("alice", alice),
        TokenFile.line("bob", bob)));
    withTokens = NightjarServer.builder(runtime).callers(new TokenFile(file)).start();
    anonymous = NightjarServer.builder(runtime).start();
    withPrincipals = new Server(0);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addFilter(new FilterHolder(new NamesAsTokens()), "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new NightjarServlet(runtime)), "/*");
    withPrincipals.setHandler(context);
    withPrincipals.start();
    URI principals = URI.create("http://127.0.0.1:"
        + ((NetworkConnector) withPrincipals.getConnectors()[0]).getLocalPort() + "/");
    worlds = List.of(
        world("bearer tokens", scene(withTokens.uri(), alice), scene(withTokens.uri(), bob), true),
        world("principals of the container", scene(principals, "alice"), scene(principals, "bob"), true),
        world("a principal and nobody", scene(principals, "carol"), new Scene(principals), true),
        world("an upload token and none", new Scene(anonymous.uri()), new Scene(anonymous.uri()), false),
        world("an upload token and another", new Scene(anonymous.uri()), new OtherToken(anonymous.uri()), false),
        world("an upload token and a principal", new Scene(principals), scene(principals, "bob"), false));
  }

  /** Shows a token that belongs to no key. */
  private static final class OtherToken extends Scene {
    OtherToken(URI root) {
      super(root);
    }

    @Override
    HttpRequest.Builder request(String path) {
      return super.request(path)
          .header("Nightjar-Upload-Token", UploadToken.random(new SecureRandom()).secret());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    withTokens.close();
    anonymous.close();
    withPrincipals.stop();
    runtime.close();
  }

  private static Scene scene(URI root, String token) {
    return new Scene(root, Optional.of(token));
  }

  private static World world(String name, Scene alice, Scene bob, boolean article) throws Exception {
    List<Made> keys = new ArrayList<>();
    keys.add(new Made("a key in parts", alice.uploadTree(), true));
    keys.add(new Made("an announced key", ANNOUNCED, false));
    long unfinished = alice.begin(Scene.treeKeyBytes());
    byte[] first = Scene.treePart(0);
    assertThat(alice.putPart("" + unfinished, "0", first, Scene.crc(first)).status()).isEqualTo(200);
    keys.add(new Made("an unfinished key in parts", unfinished, false));
    if (article) {
      keys.add(new Made("a key by save_key", saveKey(alice, Scene.treeKey()), true));
      keys.add(new Made("an unfinished key by save_key", saveKey(alice, first), false));
    }
    return new World(name, alice, bob, keys);
  }

  private static long saveKey(Scene scene, byte[] piece) throws Exception {
    Reply reply = scene.post("", "{\"method\":\"save_key\",\"evaluation_keys\":\"" + base64(piece) + "\"}");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json().get("uid").longValue();
  }

  static Stream<Arguments> attempts() {
    return worlds.stream().flatMap(world -> world.keys().stream().flatMap(key ->
        Arrays.stream(Operation.values()).map(operation -> Arguments.of(world, key, operation))));
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @MethodSource("attempts")
  void toOthersAKeyIsAsUnknownAsOneThatWasNeverDrawn(World world, Made key, Operation operation) throws Exception {
    long uid = key.uid() == ANNOUNCED ? world.alice().begin(Scene.treeKeyBytes()) : key.uid();
    Reply before = world.alice().get("v1/keys/" + uid);
    store.takeCalls(uid);
    Reply refused = operation.attempt.on(world.bob(), uid);
    List<String> calls = store.takeCalls(uid);
    assertRefused(refused, 404, ErrorCode.UNKNOWN_UID);
    store.takeCalls(NEVER_DRAWN);
    Reply unknown = operation.attempt.on(world.bob(), NEVER_DRAWN);
    // Where the same is asked of the store, as often, the time that a refusal takes tells nothing either.
    assertThat(calls).isEqualTo(store.takeCalls(NEVER_DRAWN)).doesNotContain("read", "put", "append", "delete");
    assertThat(withoutRequestId(refused)).isEqualTo(withoutRequestId(unknown));
    assertThat(refused.status()).isEqualTo(unknown.status());
    assertThat(refused.response().headers().map().keySet()).isEqualTo(unknown.response().headers().map().keySet());
    Reply after = world.alice().get("v1/keys/" + uid);
    assertThat(after.status()).isEqualTo(200);
    assertThat(after.text()).isEqualTo(before.text());
    if (key.committed() && !READING.contains(operation)) {
      assertThat(Operation.INFER.attempt.on(world.alice(), uid).status()).isEqualTo(200);
    }
    if (key.uid() == ANNOUNCED) {
      assertThat(Operation.DELETE.attempt.on(world.alice(), uid).status()).isEqualTo(204);
    }
  }

  static Stream<Arguments> ownersOperations() {
    return worlds.stream().flatMap(world -> Arrays.stream(Operation.values())
        .filter(operation -> operation != Operation.DELETE).map(operation -> Arguments.of(world, operation)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("ownersOperations")
  void toItsOwnerItIsKnownByEachOfThem(World world, Operation operation) throws Exception {
    Reply reply = operation.attempt.on(world.alice(), world.keys().get(0).uid());
    assertThat(reply.status()).as(reply.text()).isIn(200, 409);
  }

  @ParameterizedTest
  @MethodSource("allWorlds")
  void anUploadThatOthersTriedToDisturbIsFinishedByItsOwner(World world) throws Exception {
    byte[] key = Scene.treeKey();
    long uid = world.alice().begin(key.length);
    for (int i = 0; i < Scene.parts(key); i++) {
      byte[] part = Scene.part(key, i);
      byte[] bad = part.clone();
      bad[bad.length - 1] ^= 1;
      assertThat(world.bob().putPart("" + uid, "" + i, bad, Scene.crc(bad)).status()).isEqualTo(404);
      assertThat(world.alice().putPart("" + uid, "" + i, part, Scene.crc(part)).status()).isEqualTo(200);
      assertThat(Operation.DELETE.attempt.on(world.bob(), uid).status()).isEqualTo(404);
    }
    assertThat(Operation.COMMIT.attempt.on(world.alice(), uid).status()).isEqualTo(200);
    world.alice().inferTree(uid);
    assertThat(Operation.DELETE.attempt.on(world.alice(), uid).status()).isEqualTo(204);
    assertThat(Operation.STATUS.attempt.on(world.alice(), uid).status()).isEqualTo(404);
  }

  static Stream<World> allWorlds() {
    return worlds.stream();
  }

  @Test
  void anonymousKeysOfTheArticleServeWhoeverNamesTheUid() throws Exception {
    Scene alice = new Scene(anonymous.uri());
    long uid = saveKey(alice, Scene.treeKey());
    Reply answer = Operation.ARTICLE_INFERENCE.attempt.on(new Scene(anonymous.uri()), uid);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(Operation.DELETE.attempt.on(new Scene(anonymous.uri()), uid).status()).isEqualTo(204);
  }

  /** A problem document without the number of its request, which differs always. */
  private static String withoutRequestId(Reply reply) {
    return reply.text().replaceAll(",\"request_id\":\"[^\"]*\"", "");
  }

  @Test
  void aServerMayRefuseAnonymousKeysOfTheArticle() throws Exception {
    try (NightjarRuntime strict = Scene.runtime().keysForAnybody(false).build();
        NightjarServer server = NightjarServer.builder(strict).start()) {
      Scene scene = new Scene(server.uri());
      Reply refused = scene.post("", "{\"method\":\"save_key\",\"evaluation_keys\":\"" + base64(Scene.treeKey())
          + "\"}");
      assertRefused(refused, 401, ErrorCode.UNAUTHENTICATED);
      assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
      scene.inferTree(scene.uploadTree());
      scene.inferLinear();
    }
  }

  @Test
  void theSecretOfAnUploadIsToldOnceAndNowhereElse() throws Exception {
    Scene scene = new Scene(anonymous.uri());
    Reply begun = scene.post("v1/keys", "{\"total_bytes\":" + Scene.treeKeyBytes() + "}");
    String secret = begun.json().get("upload_token").textValue();
    assertThat(secret).hasSize(43);
    Reply status = scene.send(scene.request("v1/keys/" + begun.json().get("uid"))
        .header("Nightjar-Upload-Token", secret).GET().build());
    assertThat(status.status()).isEqualTo(200);
    assertThat(status.text() + status.response().headers().map()).doesNotContain(secret);
    Reply principal = worlds.get(0).alice().post("v1/keys", "{\"total_bytes\":" + Scene.treeKeyBytes() + "}");
    assertThat(principal.json().has("upload_token")).as("the bearer token is enough").isFalse();
  }

  @Test
  void aTokenThatIsNoneIsRefusedWithoutBeingRepeated() throws Exception {
    Scene scene = new Scene(anonymous.uri());
    Reply refused = scene.send(scene.request("v1/keys/17").header("Nightjar-Upload-Token", "hunter2").GET().build());
    assertRefused(refused, 400, ErrorCode.INVALID_NAME);
    assertThat(refused.text()).doesNotContain("hunter2");
  }
}
