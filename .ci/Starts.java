import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.WorkerThreads;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.KeyUpload;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * What the first requests after a start take: of a server that was started anew and whose client is warm, from the
 * moment when it says that it is ready, and of a client that was started anew and whose server is warm.
 * {@code .ci/starts} compiles and runs it.
 */
public final class Starts {
  private static final Pattern SERVING = Pattern.compile("Serving .* at (https?://\\S+) with .*");
  private static final String FIGURES = "figures: ";
  private static final String PREDICTED = "predicted: ";
  private static final int STEADY = 40;

  /** Of a model that computes for long, fewer later requests: those of this time, and no fewer than these. */
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int LEAST_STEADY = 10;

  /** What first requests are meant to keep below, times the later ones. */
  private static final double BOUND = 1.5;
  private static final int POLL_MILLIS = 10;

  /** Requests of a client that comes seldom, and the pause before each: what was used before has gone to sleep. */
  private static final int SELDOM = 3;
  private static final int SELDOM_MILLIS = 1500;
  private static final int AFTER_MILLIS = 2;
  private static final int STOP_SECONDS = 120;
  private static final int CACHE_SECONDS = 240;

  /** Figures of all starts by what they are, in the order of {@link #add}. */
  private final Map<String, List<Double>> figures = new TreeMap<>();
  private final Path bundles;
  private final Path keys;

  /** A folder with a certificate and its key, where servers speak TLS. */
  private final Optional<Path> certificate = Optional.ofNullable(System.getProperty("starts.tls")).map(Path::of);
  private final Optional<SSLContext> tls;
  private final List<Subject> subjects = new ArrayList<>();

  /** A model, with a client that has sent its key once; servers keep it. */
  private record Subject(String model, ModelClient client, Optional<KeyUpload> key, byte[] query) {}

  private record Server(Process process, URI base, double served, double ready) {}

  private Starts(Path bundles, Path keys) throws Exception {
    this.bundles = bundles;
    this.keys = keys;
    this.tls = certificate.isPresent() ? Optional.of(Wire.Secured.trusting(certificate.get().resolve("chain.pem")))
        : Optional.empty();
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals("client")) {
      client(URI.create(args[1]), args[2], Boolean.parseBoolean(args[3]));
      return;
    }
    Path work = Path.of(args[0]);
    int starts = Integer.parseInt(args[1]);
    for (String runner : Arrays.asList(args).subList(2, args.length)) {
      new Starts(work.resolve("served"), Files.createTempDirectory(work, "keys")).report(runner, starts);
    }
  }

  private void report(String runner, int starts) throws Exception {
    try (SecretKeys secrets = new SecretKeys()) {
      // Not counted: it warms this client, and leaves its keys in the store.
      Server first = start(runner);
      EndpointSettings settings = EndpointSettings.of(first.base());
      send(new EndpointClient(tls.map(settings::withTls).orElse(settings)), secrets);
      askAll(first, false);
      boolean cached = awaitCache(runner);
      stop(first);
      System.err.printf("%s: servers start %s a cache of classes%n", runner, cached ? "with" : "without");
      for (int i = 1; i <= starts; i++) {
        Server server = start(runner);
        add("1 server: until it listens", server.served);
        add("2 server: until it is ready", server.ready);
        askAll(server, true);
        if (tls.isEmpty()) {
          clients(runner, server, false);
          clients(runner, server, true);
        }
        stop(server);
        System.err.printf("%s: start %d of %d%n", runner, i, starts);
      }
    }
    System.out.printf("%s: %d starts, milliseconds; ratios are those of each start%n%n"
        + "| what | least | median | 90 %% | most | above %.1f |%n|---|---|---|---|---|---|%n", runner, starts, BOUND);
    figures.forEach((what, values) -> {
      double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      long above = values.stream().filter(value -> value > BOUND).count();
      System.out.printf(Locale.ROOT, "| %s | %s | %s | %s | %s | %s |%n", what, number(sorted[0]),
          number(at(sorted, 0.5)), number(at(sorted, 0.9)), number(sorted[sorted.length - 1]),
          what.contains(" / ") ? above + " of " + values.size() : "");
    });
    System.out.println();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  private void add(String what, double value) {
    figures.computeIfAbsent(what, key -> new ArrayList<>()).add(value);
  }

  private void send(EndpointClient endpoint, SecretKeys secrets) {
    KeyGenerator generator = new KeyGenerator(WorkerThreads.onAllProcessors());
    for (String model : models()) {
      ClientSpec spec = endpoint.clientSpec(model);
      ModelClient client = new ModelClient(spec, secrets.add(generator.secretKey(spec.parameters())));
      Optional<KeyUpload> upload = Optional.empty();
      if (!spec.keyParts().isEmpty()) {
        byte[] key = client.evaluationKey(generator, (done, all) -> {});
        upload = Optional.of(endpoint.beginKey(key.length));
        endpoint.resumeKey(upload.get().uid(), key, (done, all) -> {});
      }
      subjects.add(new Subject(model, client, upload, client.encrypt(row(spec))));
    }
  }

  private List<String> models() {
    String[] names = bundles.toFile().list();
    Arrays.sort(names);
    return List.of(names);
  }

  private static double[] row(ClientSpec spec) {
    double[] row = new double[spec.graphs().columns().size()];
    Arrays.fill(row, 0.5);
    return row;
  }

  /** Keys that are wiped at the end. */
  private static final class SecretKeys implements AutoCloseable {
    private final List<SecretKey> keys = new ArrayList<>();

    SecretKey add(SecretKey key) {
      keys.add(key);
      return key;
    }

    @Override
    public void close() {
      keys.forEach(SecretKey::close);
    }
  }

  /**
   * The first request of each model comes at once when the server is ready, in another order from start to start. As
   * other clients do, it makes a connection. So do those that it is compared with, which follow each other, and those
   * of a client that comes seldom; those of a client that keeps its connection are told beside them.
   */
  private void askAll(Server server, boolean counted) throws Exception {
    Map<Subject, Asked> firsts = new HashMap<>();
    for (Subject subject : subjects) {
      firsts.put(subject, askAnew(server, subject));
    }
    for (Subject subject : subjects) {
      String name = "3 server, " + subject.model;
      List<Asked> anew = new ArrayList<>();
      long begun = System.nanoTime();
      while (goesOn(anew, begun)) {
        anew.add(askAnew(server, subject));
      }
      List<Asked> kept = new ArrayList<>();
      begun = System.nanoTime();
      try (Wire wire = wire(server)) {
        while (goesOn(kept, begun)) {
          kept.add(ask(server, subject, wire));
        }
      }
      List<Asked> seldom = new ArrayList<>();
      for (int i = 0; counted && i < SELDOM; i++) {
        Thread.sleep(SELDOM_MILLIS);
        seldom.add(askAnew(server, subject));
      }
      // Only now, as a client that decrypts takes a processor from the server and warms or cools the caches of both.
      Asks asks = new Asks(firsts.get(subject), kept, anew, seldom);
      asks.all().forEach(asked -> subject.client.decrypt(subject.query, asked.answer));
      if (counted) {
        steps(name, asks, asked -> asked.millis);
        if (subject == subjects.get(0)) {
          // No other model has computed just before, and left the collector or the caches something to do.
          add(name + ": first / steady, where it is the first of all", asks.first.millis
              / median(secondHalf(asks.anew).stream().mapToDouble(asked -> asked.millis).toArray()));
        }
        steps(name + ", processor time", asks, asked -> asked.work);
        steps(name + ", processor time without compilers", asks, asked -> asked.work - asked.compiled);
      }
    }
    Collections.rotate(subjects, 1);
  }

  private static boolean goesOn(List<Asked> later, long begun) {
    return later.size() < LEAST_STEADY || later.size() < STEADY && System.nanoTime() - begun < STEADY_NANOS;
  }

  private Asked askAnew(Server server, Subject subject) throws Exception {
    try (Wire wire = wire(server)) {
      return ask(server, subject, wire);
    }
  }

  private record Asks(Asked first, List<Asked> kept, List<Asked> anew, List<Asked> seldom) {
    Stream<Asked> all() {
      return Stream.of(List.of(first), kept, anew, seldom).flatMap(List::stream);
    }
  }

  private record Asked(double millis, double work, double compiled, byte[] answer) {}

  private Asked ask(Server server, Subject subject, Wire wire) throws Exception {
    // The first request comes so long after the last look at the server's health: threads are asleep, and caches cold.
    Thread.sleep(POLL_MILLIS);
    StringBuilder path = new StringBuilder("/v1/models/" + subject.model + "/infer");
    Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/octet-stream"));
    subject.key.ifPresent(key -> {
      path.append("?uid=").append(key.uid());
      headers.put("Nightjar-Upload-Token", key.uploadToken().orElseThrow().secret());
    });
    long[] worked = processorNanos(server.process);
    long begun = System.nanoTime();
    byte[] answer = wire.ask(path.toString(), headers, subject.query);
    double millis = since(begun);
    // What the server does when it has answered.
    Thread.sleep(AFTER_MILLIS);
    long[] after = processorNanos(server.process);
    return new Asked(millis, (after[0] - worked[0]) / 1e6, (after[1] - worked[1]) / 1e6, answer);
  }

  private void steps(String what, Asks asks, ToDoubleFunction<Asked> value) {
    double first = value.applyAsDouble(asks.first);
    add(what + ": first", first);
    double steady = steady(what, "steady", first, secondHalf(asks.anew), value);
    steady(what, "steady on a kept connection", first, secondHalf(asks.kept), value);
    steady(what, "steady, seldom", first, asks.seldom, value);
    // How much one request differs from others that come as it does: no first one can be told from them by less.
    for (Asked later : secondHalf(asks.anew)) {
      add(what + ": later / steady", value.applyAsDouble(later) / steady);
    }
  }

  private static List<Asked> secondHalf(List<Asked> all) {
    return all.subList(all.size() / 2, all.size());
  }

  private double steady(String what, String how, double first, List<Asked> later, ToDoubleFunction<Asked> value) {
    double steady = median(later.stream().mapToDouble(value).toArray());
    add(what + ": " + how, steady);
    add(what + ": first / " + how, first / steady);
    return steady;
  }

  private Wire wire(Server server) {
    return tls.isPresent() ? new Wire.Secured(server.base, tls.get()) : new Wire.Plain(server.base.getPort());
  }

  /**
   * Of all threads of a process, and of its compilers' among them, where the system tells it: other processes on a busy
   * machine do not change it by much.
   */
  private static long[] processorNanos(Process process) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.isDirectory(tasks)) {
      return new long[2];
    }
    long[] nanos = new long[2];
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        try {
          long one = Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
          nanos[0] += one;
          nanos[1] += Files.readString(thread.resolve("comm")).matches("C[12] CompilerThre.*\\s*") ? one : 0;
        } catch (IOException e) {
          // The thread ended meanwhile.
        }
      }
    }
    return nanos;
  }

  private void steps(String what, double[] millis) {
    double steady = median(Arrays.copyOfRange(millis, millis.length / 2, millis.length));
    add(what + ": first", millis[0]);
    add(what + ": second", millis[1]);
    add(what + ": steady", steady);
    add(what + ": first / steady", millis[0] / steady);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return at(sorted, 0.5);
  }

  private static double since(long begun) {
    return (System.nanoTime() - begun) / 1e6;
  }

  // --- Servers ---

  /** The launcher of this project under a JDK, or that of a distribution. */
  private static ProcessBuilder launcher(String runner, String... arguments) {
    Path own = Path.of(runner, "nightjar");
    List<String> command = new ArrayList<>(List.of(Files.isExecutable(own) ? own.toString() : "./nightjar"));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    if (!Files.isExecutable(own)) {
      builder.environment().put("NIGHTJAR_JAVA", runner);
    }
    return builder;
  }

  private Server start(String runner) throws Exception {
    long begun = System.nanoTime();
    List<String> arguments = new ArrayList<>(List.of("serve", "--models", bundles.toString(), "--port", "0",
        "--keys", keys.toString()));
    certificate.ifPresent(folder -> arguments.addAll(List.of("--tls-cert", folder.resolve("chain.pem").toString(),
        "--tls-key", folder.resolve("key.pem").toString())));
    Process process = launcher(runner, arguments.toArray(String[]::new)).start();
    URI base = address(process.inputReader());
    double served = since(begun);
    while (status(base.resolve("health/ready"), tls) != 200) {
      Thread.sleep(POLL_MILLIS);
    }
    return new Server(process, base, served, since(begun));
  }

  /** Waits for what the first server of a JDK has made in the background. */
  private static boolean awaitCache(String runner) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(CACHE_SECONDS);
    do {
      if (options(runner, "serve").stream().anyMatch(option -> option.matches("-XX:(AOTCache|SharedArchiveFile)=.*"))) {
        return true;
      }
      Thread.sleep(1000);
    } while (System.nanoTime() < until);
    return false;
  }

  /** What the launcher would start for a command. */
  private static List<String> options(String runner, String command) throws Exception {
    Process launched = launcher(runner, "--jvm-options", command).start();
    List<String> words = new ArrayList<>(launched.inputReader().lines().toList());
    if (launched.waitFor() != 0) {
      throw new IOException("the launcher of " + runner + " does not say what it starts Java with");
    }
    return words;
  }

  private static URI address(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher serving = SERVING.matcher(line);
      if (serving.matches()) {
        return URI.create(serving.group(1));
      }
    }
    throw new IOException("the server ended at its start");
  }

  private static int status(URI uri, Optional<SSLContext> tls) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    if (connection instanceof HttpsURLConnection secured) {
      secured.setSSLSocketFactory(tls.orElseThrow().getSocketFactory());
    }
    return connection.getResponseCode();
  }

  private static void stop(Server server) throws InterruptedException {
    server.process.destroy();
    if (!server.process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      server.process.destroyForcibly();
      throw new IllegalStateException("the server did not stop in " + STOP_SECONDS + " seconds");
    }
  }

  // --- Clients ---

  /** A client in a JVM of its own, with what the launcher would give one. */
  private void clients(String runner, Server server, boolean rehearsed) throws Exception {
    List<String> command = options(runner, "play");
    int classPath = command.indexOf("-cp") + 1;
    command.set(classPath, command.get(classPath) + ":" + System.getProperty("starts.classes"));
    command.subList(classPath + 1, command.size()).clear();
    command.addAll(List.of("Starts", "client", server.base.toString(), models().get(0),
        Boolean.toString(rehearsed)));
    String name = rehearsed ? "5 rehearsed client: " : "4 client: ";
    long begun = System.nanoTime();
    Process child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = child.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(PREDICTED)) {
          add(name + "from its start to its first prediction", since(begun));
          add(name + "from its start to its first prediction, processor time",
              Double.parseDouble(line.substring(PREDICTED.length())));
        } else if (line.startsWith(FIGURES)) {
          String[] parts = line.substring(FIGURES.length()).split(";");
          steps(name + parts[0], Arrays.stream(parts[1].split(" ")).mapToDouble(Double::parseDouble).toArray());
        }
      }
    }
  }

  private static void client(URI base, String model, boolean rehearsed) {
    long begun = System.nanoTime();
    EndpointClient endpoint = new EndpointClient(EndpointSettings.of(base));
    ClientSpec spec = endpoint.clientSpec(model);
    double[][] millis = new double[4][STEADY];
    millis[0][0] = since(begun);
    try (SecretKey key = new KeyGenerator(WorkerThreads.onAllProcessors()).secretKey(spec.parameters())) {
      ModelClient client = new ModelClient(spec, key);
      double[] row = row(spec);
      if (rehearsed) {
        endpoint.rehearse(200);
        client.rehearse(FeatureRow.of(row), 500);
        endpoint.rehearse(model, Optional.empty(), client.encrypt(row), 50);
      }
      for (int i = 0; i < STEADY; i++) {
        begun = System.nanoTime();
        byte[] query = client.encrypt(row);
        millis[1][i] = since(begun);
        begun = System.nanoTime();
        byte[] answer = endpoint.infer(model, Optional.empty(), query).bytes();
        millis[2][i] = since(begun);
        begun = System.nanoTime();
        client.decrypt(query, answer);
        millis[3][i] = since(begun);
        if (i == 0) {
          System.out.println(PREDICTED + ProcessHandle.current().info().totalCpuDuration()
              .map(Duration::toMillis).orElse(0L));
        }
      }
    }
    for (int i = 1; i < STEADY; i++) {
      begun = System.nanoTime();
      endpoint.clientSpec(model);
      millis[0][i] = since(begun);
    }
    List<String> names = List.of("connect and read client.zip", "encryption", "round trip", "decryption");
    for (int i = 0; i < names.size(); i++) {
      StringBuilder line = new StringBuilder(FIGURES + names.get(i) + ";");
      for (double value : millis[i]) {
        line.append(String.format(Locale.ROOT, "%.4f ", value));
      }
      System.out.println(line.toString().strip());
    }
  }
}
