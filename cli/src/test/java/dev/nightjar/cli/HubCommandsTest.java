package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.bundle.HubFile;
import dev.nightjar.bundle.HubIndex;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.internal.DurableFiles;
import dev.nightjar.cli.hub.HubFolder;
import dev.nightjar.cli.hub.HubPull;
import dev.nightjar.cli.hub.HubSource;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models of the hub that comes with the program, handed on by another hub in a folder and on a real server. */
@Timeout(60)
class HubCommandsTest {
  private static final String NAME = "iris-logreg";

  @TempDir
  private Path folder;

  private Path hub;
  private Path into;

  @BeforeEach
  void add() throws IOException {
    hub = folder.resolve("hub");
    into = folder.resolve("served");
    assertThat(added("1").exitCode()).isZero();
  }

  private CommandRun added(String version, Object... more) {
    Path bundle = folder.resolve("own").resolve(NAME);
    CommandRun pulled = CommandRun.of("hub", "pull", NAME, "--into", folder.resolve("own"));
    assertThat(pulled.err()).isEmpty();
    return CommandRun.of(Stream.concat(Stream.of("hub", "add", hub, bundle, "--licence", "Apache-2.0",
        "--model-version", version, "--metric", "accuracy=38 of 38", "--samples", bundle.resolve("samples.csv")),
        Stream.of(more)).toArray());
  }

  private CommandRun pull(Object from) {
    return CommandRun.of("hub", "pull", NAME, "--hub", from, "--into", into);
  }

  private List<String> seen() throws IOException {
    try (Stream<Path> paths = Files.exists(into) ? Files.list(into) : Stream.empty()) {
      return paths.map(path -> path.getFileName().toString()).filter(name -> !name.startsWith(".")).toList();
    }
  }

  /** A web server over the hub, which counts what it is asked. */
  private HttpServer site(List<String> asked) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      try (exchange) {
        asked.add(exchange.getRequestURI().getPath() + " " + exchange.getRequestHeaders().getFirst("Range"));
        byte[] content = Files.readAllBytes(hub.resolve(exchange.getRequestURI().getPath().substring(1)));
        String range = exchange.getRequestHeaders().getFirst("Range");
        int start = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (range != null) {
          exchange.getResponseHeaders().set("Content-Range",
              "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - start);
        exchange.getResponseBody().write(content, start, content.length - start);
      }
    });
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** What is committed is what its index says, and every server of this version loads it. */
  @Test
  void everyModelThatComesWithTheProgramCanBeServed() throws IOException {
    HubIndex own = HubIndex.read(Files.readAllBytes(HubPlace.own().resolve(HubIndex.FILE)));
    assertThat(own.models()).hasSizeGreaterThan(3);
    for (HubModel model : own.models()) {
      Path bundle = new HubPull(HubPlace.of(null, new TrustChoice()), new HubCompile(null)).pull(model, into);
      assertThat(ServerBundle.read(bundle).understatesFailure()).as(model.name()).isFalse();
      assertThat(model.bytes()).as(model.name()).isLessThan(256 << 10);
      assertThat(bundle.resolve(HubModel.SAMPLES)).isRegularFile();
    }
  }

  @Test
  void aModelOfASiteIsListedAndPulledAndItsDownloadGoneOnWith() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer site = site(asked);
    try {
      assertThat(CommandRun.of("hub", "list", "--hub", url(site)).out())
          .contains(NAME + ":1", "classification", "accuracy 38 of 38", "Apache-2.0");
      HubModel model = HubIndex.read(Files.readAllBytes(hub.resolve(HubIndex.FILE))).models().get(0);
      Path stage = Files.createDirectories(into.resolve(".pull-" + NAME + "-1"));
      byte[] server = Files.readAllBytes(hub.resolve(model.path("server.zip")));
      Files.write(stage.resolve(model.files().get("server.zip").sha256() + ".part"),
          Arrays.copyOf(server, 100));
      CommandRun run = pull(url(site));
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).contains("sha256:" + model.files().get("client.zip").sha256(), "Apache-2.0");
      assertThat(seen()).containsExactly(NAME);
      assertThat(stage).doesNotExist();
      assertThat(into.resolve(NAME).resolve("server.zip")).hasBinaryContent(server);
      assertThat(asked).contains("/" + model.path("server.zip") + " bytes=100-");
      asked.clear();
      assertThat(pull(url(site)).exitCode()).isZero();
      assertThat(asked).containsExactly("/hub.json null");
    } finally {
      site.stop(0);
    }
  }

  /** Each change leaves a hub whose index declares something else; nothing of it is ever where a server looks. */
  @Test
  void filesThatAreNotThoseOfTheIndexAreNeverServed() throws IOException {
    Path server = hub.resolve(NAME).resolve("1").resolve("server.zip");
    byte[] good = Files.readAllBytes(server);
    byte[] flipped = good.clone();
    flipped[good.length / 2] ^= 1;
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer site = site(asked);
    try {
      for (byte[] bad : List.of(flipped, Arrays.copyOf(good, good.length - 1),
          Arrays.copyOf(good, good.length + 1))) {
        Files.write(server, bad);
        for (Object from : List.of(hub, url(site))) {
          CommandRun run = pull(from);
          assertThat(run.exitCode()).isEqualTo(1);
          assertThat(run.err().lines()).hasSize(1);
          assertThat(run.err()).contains("server.zip").containsAnyOf("bytes of SHA-256", "that were declared");
          assertThat(seen()).isEmpty();
        }
      }
      Files.write(server, good);
      assertThat(pull(url(site)).err()).isEmpty();
      assertThat(seen()).containsExactly(NAME);
    } finally {
      site.stop(0);
    }
  }

  /** An index may tell the truth of files that no server loads. */
  @Test
  void aBundleThatNoServerLoadsIsNeitherAddedNorPulled() throws IOException {
    Path bad = Files.createDirectories(folder.resolve("bad").resolve(NAME));
    for (String file : List.of("client.zip", "server.zip", "versions.json")) {
      Files.copy(folder.resolve("own").resolve(NAME).resolve(file), bad.resolve(file));
    }
    Files.write(bad.resolve("server.zip"), new byte[] {1}, StandardOpenOption.APPEND);
    CommandRun add = CommandRun.of("hub", "add", hub, bad, "--licence", "MIT", "--model-version", "2");
    assertThat(add.err()).contains("does not match server.zip");
    String index = Files.readString(hub.resolve(HubIndex.FILE));
    HubModel model = HubIndex.read(index.getBytes(StandardCharsets.UTF_8)).models().get(0);
    byte[] spoilt = Files.readAllBytes(bad.resolve("server.zip"));
    Files.write(hub.resolve(model.path("server.zip")), spoilt);
    Files.writeString(hub.resolve(HubIndex.FILE), index.replace(model.files().get("server.zip").sha256(),
        HubFile.of(spoilt).sha256()).replace("\"bytes\" : " + (spoilt.length - 1),
        "\"bytes\" : " + spoilt.length));
    assertThat(pull(hub).err()).contains("does not match server.zip");
    assertThat(seen()).isEmpty();
  }

  @Test
  void whatIsThereAlreadyStays() throws IOException {
    assertThat(added("1").err()).contains("is in the hub already");
    assertThat(pull(hub).exitCode()).isZero();
    Files.writeString(into.resolve(NAME).resolve("versions.json"), "mine");
    assertThat(pull(hub).err()).contains("holds another bundle", "move it away");
    assertThat(into.resolve(NAME).resolve("versions.json")).hasContent("mine");
    assertThat(CommandRun.of("hub", "list", "--hub", into).err()).contains("is no hub");
  }

  @Test
  void twoPullsOfOneModelDoNotWriteOverEachOther() throws IOException {
    Path stage = Files.createDirectories(into.resolve(".pull-" + NAME + "-1"));
    try (FileChannel channel = FileChannel.open(stage.resolve("lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(pull(hub).err()).contains("another process brings " + NAME + ":1");
    }
    assertThat(pull(hub).exitCode()).isZero();
  }

  /** Each comes to look, to get the lock and to be done at any moment of the others. */
  @Test
  void whoeverPullsAModelAtOnceGetsItOrIsToldThatAnotherIsAtIt() throws Exception {
    HubModel model = HubIndex.read(Files.readAllBytes(hub.resolve(HubIndex.FILE))).require(NAME);
    for (int round = 0; round < 10; round++) {
      Path shared = into.resolve(String.valueOf(round));
      List<FutureTask<Path>> pulls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        FutureTask<Path> pull = new FutureTask<>(() -> untilItIsThere(model, shared));
        pulls.add(pull);
        new Thread(pull, "pull-" + i).start();
      }
      for (FutureTask<Path> pull : pulls) {
        assertThat(pull.get()).isEqualTo(shared.resolve(NAME));
      }
      assertThat(shared.toFile().list()).containsExactly(NAME);
    }
  }

  /** What was brought to the disk, by what it held then, and what had a new name by then. */
  private static final class Watched extends DurableFiles {
    private final Map<Path, HubFile> forced = new HashMap<>();
    private final List<String> steps = new ArrayList<>();

    @Override
    public void write(Path file, byte[] content) throws IOException {
      super.write(file, content);
      forced.put(file, HubFile.of(content));
    }

    @Override
    public void forceContent(Path file) throws IOException {
      super.forceContent(file);
      forced.put(file, HubFile.of(Files.readAllBytes(file)));
    }

    @Override
    public void force(Path folder) throws IOException {
      super.force(folder);
      steps.add("names in " + folder.getFileName());
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(forced).containsEntry(file, HubFile.of(Files.readAllBytes(file)));
        }
      }
      steps.add("move to " + to.getFileName());
      super.move(from, to);
    }
  }

  @Test
  void aModelIsOnTheDiskBeforeItHasItsPlaceAndTheIndexIsLast() throws IOException {
    Watched disk = new Watched();
    HubModel model = HubIndex.read(Files.readAllBytes(hub.resolve(HubIndex.FILE))).require(NAME);
    Files.setPosixFilePermissions(hub.resolve(model.path("client.zip")), PosixFilePermissions.fromString("r--r--r--"));
    Path bundle = new HubPull(HubSource.of(hub), new HubCompile(null), disk).pull(model, into);
    assertThat(bundle.resolve("client.zip")).isRegularFile();
    assertThat(disk.steps).containsExactly("names in " + NAME, "move to " + NAME, "names in served");

    disk.steps.clear();
    Map<String, Path> files = Map.of("client.zip", bundle.resolve("client.zip"), "server.zip",
        bundle.resolve("server.zip"), "versions.json", bundle.resolve("versions.json"));
    new HubFolder(folder.resolve("other"), disk).add(files, copied -> new HubModel(NAME, "1", model.task(),
        "", model.licence(), Map.of(), copied));
    assertThat(disk.steps.subList(1, disk.steps.size())).containsExactly("move to 1", "names in " + NAME,
        "names in other", "move to hub.json", "names in other");
  }

  private Path untilItIsThere(HubModel model, Path shared) throws IOException {
    while (true) {
      try {
        return new HubPull(HubPlace.of(hub.toString(), new TrustChoice()), new HubCompile(null)).pull(model, shared);
      } catch (NightjarException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
      }
    }
  }

  /** A signing that was interrupted leaves a bundle that servers read as signed, while one of its files is not yet. */
  @Test
  void filesThatDoNotBelongTogetherAreNotAdded() throws IOException {
    Path bundle = folder.resolve("own").resolve(NAME);
    Path client = bundle.resolve("client.zip");
    byte[] unsigned = Files.readAllBytes(client);
    assertThat(CommandRun.of("sign", "--new-key", folder.resolve("key")).exitCode()).isZero();
    assertThat(CommandRun.of("sign", bundle, "--key", folder.resolve("key")).exitCode()).isZero();
    Files.move(client, bundle.resolve(".client.zip.next"));
    Files.write(client, unsigned);
    assertThat(ServerBundle.read(bundle).name()).isEqualTo(NAME);
    CommandRun add = CommandRun.of("hub", "add", hub, bundle, "--licence", "MIT", "--model-version", "2");
    assertThat(add.err()).contains("does not match client.zip");
    assertThat(CommandRun.of("hub", "list", "--hub", hub).out()).doesNotContain(NAME + ":2");
  }

  @Test
  void whatCannotBeMeantIsOneLine() {
    assertThat(added("../2").err()).contains("a version has");
    assertThat(added("2", "--licence", "mine, all mine").exitCode()).isNotZero();
    assertThat(CommandRun.of("hub", "add", hub, folder.resolve("own").resolve(NAME)).err()).contains("--licence");
    assertThat(CommandRun.of("hub", "pull", "../x", "--into", into).err()).contains("a name has");
    assertThat(CommandRun.of("hub", "pull", "nothing", "--into", into).err()).contains("the hub has no nothing", NAME);
    assertThat(pull("http://models.example/hub").err()).contains("not fetched over http", "use https");
    assertThat(pull("ftp://models.example/hub").err()).contains("a hub is a folder, or a URL");
    assertThat(CommandRun.of("hub").err()).contains("which command? One of", "pull");
    assertThat(CommandRun.of("serve").err()).contains("--models FOLDER", "--hub NAME");
    assertThat(CommandRun.of("serve", "--models", into, "--hub-at", hub).err()).contains("give both");
  }

  @Test
  void oneCommandServesAModelWithAKeyFromAnEmptyFolderAndAnotherAsksItWithItsSamples() throws Exception {
    Lines out = new Lines();
    StringWriter err = new StringWriter();
    FutureTask<Integer> exitCode = new FutureTask<>(() -> NightjarCommand.commandLine(
            new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), null))
        .execute("serve", "--hub", "spam-tree", "--models", into.toString(), "--port", "0", "--key-memory", "64",
            "--threads", "1", "--warm-up", "0"));
    Thread serving = new Thread(exitCode, "serve");
    serving.start();
    Matcher ready = Pattern.compile("Serving 1 model at (\\S+) with .*").matcher(out.lines.poll(40, TimeUnit.SECONDS));
    assertThat(ready.matches()).isTrue();
    CommandRun play = CommandRun.of("play", "--url", ready.group(1), "--samples", "3");
    assertThat(play.err()).isEmpty();
    assertThat(play.out()).contains("Accuracy on 3 samples is 1.0");
    serving.interrupt();
    assertThat(exitCode.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(seen()).containsExactly("spam-tree");
  }
}
