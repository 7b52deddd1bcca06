package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.bundle.TrustedKeys;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import dev.nightjar.runtime.CallerLimits;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import dev.nightjar.runtime.RuntimeLimits;
import dev.nightjar.runtime.keys.MasterKeys;
import dev.nightjar.server.NightjarServer;
import dev.nightjar.servlet.AccessLog;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.TokenFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar serve}. */
@Command(name = "serve", mixinStandardHelpOptions = true,
    description = "Serve the models of a folder over HTTP until stopped; then finish what is begun.",
    footer = {"",
        "Speaks HTTP without TLS unless --tls-cert is given: have TLS, here or in a proxy, where the network is not"
            + " yours."})
final class ServeCommand implements Callable<Integer> {
  private static final long MIB = 1 << 20;

  /** A bundle that has not changed for so long has been copied whole. */
  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);

  private final Terminal terminal;

  @Mixin
  private ServedModels served;

  @Option(names = "--trust", paramLabel = "PUBLICKEY[,...]", converter = TrustedKeysConverter.class,
      description = "Serve bundles that one of these keys signed ('sign'), and refuse others (default: any).")
  private TrustedKeys trusted = TrustedKeys.ANYBODY;

  @Option(names = "--no-watch",
      description = "Serve the bundles that are there at the start, whatever comes to the folder or leaves it.")
  private boolean noWatch;

  @Option(names = "--plugins", paramLabel = "FOLDER",
      description = "Load the endpoint methods and engines in this folder's jars; compiled models need no plugin.")
  private Path plugins;

  @Option(names = "--host", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
      description = "Address to listen on; 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080",
      description = "Port to listen on; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--keys", paramLabel = "FOLDER",
      description = "Folder in which clients' evaluation keys survive a restart, for this server alone; made where"
          + " there is none (default: nightjar/keys below the user's data folder).")
  private Path keys;

  @Option(names = "--key-memory", paramLabel = "MIB",
      description = "Keep evaluation keys in memory alone, in so many MiB; a restart loses them.")
  private Long keyMemory;

  @Option(names = "--key-store", paramLabel = "NAME[:SETTING=VALUE...]",
      description = "Kind of store for clients' evaluation keys, of those on the class path and in the plugin folder"
          + " (default: files, in the folder of --keys).")
  private String keyStore;

  @Option(names = "--keys-at-rest", paramLabel = "env:NAME|file:PATH|command:PROGRAM[<FILE][,...]",
      description = "Encrypt stored evaluation keys, in whatever store, under the first of these master keys (base64 of"
          + " 32 random bytes); the others decrypt, too. A program prints one that it unwraps from FILE, for example by"
          + " a key management service (default: keys are stored as they were sent).")
  private String keysAtRest;

  @Option(names = "--key-idle", paramLabel = "DURATION", converter = DurationConverter.class,
      description = "Delete stored keys that were not used for so long, 30d, 12h or 45m, at least 5m; their owners send"
          + " them again (default: never).")
  private Duration keyIdle;

  @Option(names = "--key-freshness", paramLabel = "DURATION", converter = DurationConverter.class,
      description = "How long what the key store said of a key is believed: a key that another server deleted is"
          + " refused here after so long, 5s or 2m, at the latest; shorter"
          + " times ask the store more often (default: 10s).")
  private Duration keyFreshness;

  @Option(names = "--preload-keys", paramLabel = "N", defaultValue = "64",
      description = "Stored keys that are loaded before the server says that it is ready, those that were used last"
          + " first, so that their first query after a restart waits for nothing; 0 for none (default:"
          + " ${DEFAULT-VALUE}).")
  private int preloadKeys;

  @Option(names = "--tokens", paramLabel = "FILE",
      description = "Answer only callers that show a bearer token of this file, which 'token' writes; each caller's"
          + " keys are for that caller alone. Looked at again each second (default: everybody is answered).")
  private Path tokens;

  @Option(names = "--behind-proxy",
      description = "Tell anonymous callers apart by the last address in X-Forwarded-For, for quotas, and let one"
          + " address have all connections. Only where all requests come through a proxy that adds it.")
  private boolean behindProxy;

  @Option(names = "--no-anonymous-save-key",
      description = "Refuse save_key of callers without a token, whose keys would serve anybody who names the uid.")
  private boolean noAnonymousSaveKey;

  @Option(names = "--caller-uploads", paramLabel = "N",
      description = "Unfinished keys that one caller may have (default: 8).")
  private Integer callerUploads;

  @Option(names = "--caller-memory", paramLabel = "MIB",
      description = "Room in the key store for all keys of one caller with a token, in MiB (default: half of it).")
  private Long callerMemory;

  @Option(names = "--caller-unknown-uids", paramLabel = "N",
      description = "Uids without a key that one caller may name in a minute; then the caller's uids are answered 429"
          + " for the rest of it, but for keys that have an owner (default: 1000).")
  private Integer callerUnknownUids;

  @Mixin
  private EngineChoice engine;

  @Mixin
  private ManagementChoice management;

  @Mixin
  private LoadChoice load;

  @Mixin
  private BrowserChoice browsers;

  @Mixin
  private TlsChoice tls;

  @Mixin
  private AccessLogChoice accessLog;

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    load.check();
    Path models = served.folder(terminal);
    RuntimeBuilder builder = load.apply(engine.apply(NightjarRuntime.builder().models(models).trust(trusted)));
    if (plugins != null) {
      builder.plugins(plugins);
    }
    if (!noWatch) {
      builder.watchModels(WATCH_INTERVAL);
    }
    keepKeys(builder);
    builder.preloadKeys(preloadedKeys()).keysForAnybody(!noAnonymousSaveKey)
        .limits(load.apply(RuntimeLimits.DEFAULT).withCallers(callerLimits()));
    CallerResolver callers = callers();
    try (ServeMetrics metrics = new ServeMetrics(); ServeMetrics forgotten = new ServeMetrics();
        NightjarRuntime runtime = metrics.apply(builder).build()) {
      metrics.watch(runtime);
      if (runtime.models().isEmpty()) {
        throw nothingToServe(models, runtime);
      }
      NightjarServer.Builder http = tls.apply(load.apply(browsers.apply(
          management.apply(NightjarServer.builder(runtime)), behindProxy), behindProxy))
          .host(host).port(port).callers(callers).metrics(metrics::page);
      if (load.warmsUp()) {
        http.rehearse(AccessLog.none(), List.of(forgotten.listener()));
      }
      try (Closeable log = accessLog.open(http, terminal); NightjarServer server = http.start()) {
        serve(runtime, server);
      }
    }
    return 0;
  }

  private void keepKeys(RuntimeBuilder builder) {
    if (Stream.of(keys, keyMemory, keyStore).filter(Objects::nonNull).count() > 1) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "of --keys, --key-memory and --key-store one can be given;"
          + " --key-store takes its folder and its size as settings");
    }
    if (keyStore != null) {
      builder.keyStore(keyStore);
    } else if (keyMemory != null) {
      builder.keyStoreBytes(Math.multiplyExact(keyMemory, MIB));
    } else {
      builder.keyFolder(keys != null ? keys : Home.dataFolder().resolve("keys"));
    }
    if (keyIdle != null) {
      try {
        builder.keyIdleTime(keyIdle);
      } catch (IllegalArgumentException e) {
        throw new NightjarException(ErrorCode.INVALID_NAME, "--key-idle: " + e.getMessage(), e);
      }
    }
    if (keyFreshness != null) {
      builder.keyFreshness(keyFreshness);
    }
    if (keysAtRest != null) {
      builder.keysAtRest(MasterKeys.parse(keysAtRest, System::getenv));
    }
  }

  private int preloadedKeys() {
    if (preloadKeys < 0) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "--preload-keys is 0 or more, not " + preloadKeys);
    }
    return preloadKeys;
  }

  private CallerLimits callerLimits() {
    CallerLimits limits = CallerLimits.DEFAULT;
    if (callerUploads != null) {
      limits = limits.withOpenUploads(callerUploads);
    }
    if (callerUnknownUids != null) {
      limits = limits.withUnknownUids(callerUnknownUids);
    }
    return callerMemory == null ? limits : limits.withKeyBytes(Math.multiplyExact(callerMemory, MIB));
  }

  private CallerResolver callers() throws IOException {
    if (tokens != null) {
      return new TokenFile(tokens);
    }
    return behindProxy ? CallerResolver.behindProxy() : CallerResolver.container();
  }

  private static NightjarException nothingToServe(Path models, NightjarRuntime runtime) {
    String refused = runtime.registry().statuses().stream()
        .map(status -> status.name() + ": " + status.detail()).collect(Collectors.joining("; "));
    return new NightjarException(ErrorCode.INVALID_MODEL, "no model in " + models + " can be served"
        + (refused.isEmpty() ? "; make one with 'nightjar compile --out " + models + "'" : ": " + refused));
  }

  private void serve(NightjarRuntime runtime, NightjarServer server) {
    Thread drain = new Thread(() -> {
      terminal.remark("nightjar: stopping, requests in progress are finished first");
      load.stop(server, runtime);
    }, "nightjar-drain");
    Runtime.getRuntime().addShutdownHook(drain);
    try {
      EngineInfo info = runtime.engine();
      terminal.line("Serving %s at %s with engine %s (%s, %s)", Units.count(runtime.models().size(), "model"),
          server.uri(), info.engine(), info.kernel(), Units.count(info.threads(), "thread"));
      info.remarks().forEach(terminal::line);
      server.managementUri().ifPresent(uri -> terminal.line("For those who run it: %shealth and %smetrics", uri, uri));
      server.join();
    } catch (InterruptedException e) {
      // An interrupt asks for the end, which comes now and must not be interrupted itself.
    } finally {
      forget(drain);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is stopping, and the hook is at work
    }
  }
}
