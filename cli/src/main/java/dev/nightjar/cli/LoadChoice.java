package dev.nightjar.cli;

import static java.util.Map.entry;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import dev.nightjar.runtime.RuntimeLimits;
import dev.nightjar.server.NightjarServer;
import dev.nightjar.servlet.HttpLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options of how a server begins, of how much it takes at once, and of how it ends. */
final class LoadChoice {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final int MOST = 1 << 20;
  private static final int HOUR = 3600;

  /** What each limit is at most. */
  private static final Map<String, Integer> LIMITS = new TreeMap<>(Map.ofEntries(entry("key", MOST),
      entry("query", MOST), entry("json", MOST), entry("member", MOST), entry("bodies", MOST),
      entry("deadline", 24 * HOUR), entry("head", HOUR), entry("body-wait", HOUR), entry("body-rate", MOST),
      entry("idle", HOUR), entry("address", MOST)));

  /** What is kept of the time for a stop, for the runtime to end in after the server. */
  private static final Duration LEAST_END = Duration.ofSeconds(1);

  @Option(names = "--workers", paramLabel = "N", defaultValue = "2",
      description = "Inferences that run at once; each uses all threads of the engine (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(names = "--queue", paramLabel = "SECONDS", defaultValue = "30",
      description = "How long an inference may have to wait, by what inferences took so far; one that would wait longer"
          + " is answered 429 at once (default: ${DEFAULT-VALUE}).")
  private int queue;

  @Option(names = "--connections", paramLabel = "N", defaultValue = "512",
      description = "Connections at once; for a further one that is closed which has been of no use for longest, and"
          + " never one that waits for an answer (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(names = "--drain", paramLabel = "SECONDS", defaultValue = "20",
      description = "How long a stop waits for requests in progress, in all (default: ${DEFAULT-VALUE}).")
  private int drain;

  @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "60",
      description = "Most processor time for running all models until their code is compiled, before /health says ok; 0"
          + " for no warm-up, where the first queries may take seconds (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(names = "--limits", paramLabel = "NAME=N", split = ",",
      description = "Largest key, query, JSON body (json), byte member of it (member), all bodies together (bodies),"
          + " in MiB; connections of one address (address); in seconds, the deadline of a request, the time for its"
          + " head (head), the time for which a body is waited for (body-wait) before it has to bring so many KiB in"
          + " each further second (body-rate), and the time without a byte after which a connection is closed (idle):"
          + " query=4,deadline=60,address=64 (defaults: docs/serving.md).")
  private Map<String, Long> limits = new LinkedHashMap<>();

  /** Refuses what cannot be meant, with the option's name. */
  void check() {
    require("--workers", workers, 1, 1024);
    require("--queue", queue, 1, 3600);
    require("--connections", connections, 1, 1 << 20);
    require("--drain", drain, 2, 3600);
    require("--warm-up", warmUp, 0, 3600);
    limits.forEach((name, value) -> {
      if (!LIMITS.containsKey(name)) {
        throw new NightjarException(ErrorCode.INVALID_NAME, "--limits knows " + LIMITS.keySet() + ", not '" + name
            + "'");
      }
      require("--limits " + name, value, 1, LIMITS.get(name));
    });
  }

  private static void require(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new NightjarException(ErrorCode.INVALID_NAME, option + " lies in " + least + ".." + most + ", not "
          + value);
    }
  }

  RuntimeBuilder apply(RuntimeBuilder builder) {
    return builder.workers(workers).longestWait(Duration.ofSeconds(queue)).warmUp(Duration.ofSeconds(warmUp));
  }

  /** Whether made-up queries run, and made-up requests after them. */
  boolean warmsUp() {
    return warmUp > 0;
  }

  RuntimeLimits apply(RuntimeLimits standard) {
    RuntimeLimits result = standard;
    if (limits.containsKey("key")) {
      result = result.withKeyBytes(Math.min(Integer.MAX_VALUE, limits.get("key") * MIB));
    }
    if (limits.containsKey("query")) {
      result = result.withQueryBytes((int) Math.min(Integer.MAX_VALUE, limits.get("query") * MIB));
    }
    if (limits.containsKey("json")) {
      result = result.withJsonBytes(limits.get("json") * MIB);
    }
    return limits.containsKey("deadline") ? result.withDeadline(Duration.ofSeconds(limits.get("deadline"))) : result;
  }

  /**
   * Sets what clients may take of a server.
   *
   * @param behindProxy whether the connections of all clients come from the address of a proxy
   */
  NightjarServer.Builder apply(NightjarServer.Builder builder, boolean behindProxy) {
    if (behindProxy || limits.containsKey("address")) {
      builder.connectionsOfAnAddress(Math.toIntExact(limits.getOrDefault("address", (long) connections)));
    }
    if (limits.containsKey("head")) {
      builder.headTimeout(Duration.ofSeconds(limits.get("head")));
    }
    if (limits.containsKey("idle")) {
      builder.idleTimeout(Duration.ofSeconds(limits.get("idle")));
    }
    return builder.limits(bodies()).connections(connections).patience(Duration.ofSeconds(drain).minus(LEAST_END));
  }

  private HttpLimits bodies() {
    HttpLimits standard = HttpLimits.defaults();
    try {
      long member = limits.getOrDefault("member", standard.decodedBytes() / MIB) * MIB;
      long bodies = limits.getOrDefault("bodies", standard.bufferedBytes() / MIB) * MIB;
      HttpLimits chosen = limits.containsKey("member") || limits.containsKey("bodies")
          ? new HttpLimits((int) Math.min(Integer.MAX_VALUE, member), bodies, standard.drainBytes()) : standard;
      return chosen.withBodyPace(
          Duration.ofSeconds(limits.getOrDefault("body-wait", chosen.bodyPatience().toSeconds())),
          Math.toIntExact(limits.getOrDefault("body-rate", chosen.bodyBytesPerSecond() / KIB) * KIB));
    } catch (IllegalArgumentException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "--limits member and bodies: " + e.getMessage(), e);
    }
  }

  /** Ends both within the time for it. */
  void stop(NightjarServer server, NightjarRuntime runtime) {
    long until = System.nanoTime() + Duration.ofSeconds(drain).toNanos();
    server.close();
    Duration left = Duration.ofNanos(until - System.nanoTime());
    runtime.close(left.compareTo(LEAST_END) < 0 ? LEAST_END : left);
  }
}
