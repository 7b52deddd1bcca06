package dev.nightjar.servlet;

import dev.nightjar.api.primitives.Crc32c;
import dev.nightjar.runtime.PathRehearsal.Request;
import dev.nightjar.runtime.PathRehearsal.Trial;
import dev.nightjar.runtime.warmup.CompilerSilence;
import dev.nightjar.runtime.warmup.SteadyPace;
import dev.nightjar.runtime.warmup.WorkClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What clients do, with made-up keys and queries, on the way that requests take in a host. {@link
 * HttpEndpoint#rehearse} sends it to an endpoint, and a host that has a way of its own through its server calls this
 * from a {@link dev.nightjar.runtime.PathRehearsal}. For one thread.
 */
public final class RequestRehearsal {
  /** At least: a JVM compiles methods for good after some thousand calls. */
  public static final int ROUNDS = 20;

  /** So many times more rounds are run while requests get faster. */
  private static final int MOST = 3;

  /** Requests of a model in one round, fewer where it computes for long: its own code is warm, and others wait. */
  private static final int ROUND = 50;

  /** In a short one: more would have further methods compiled when the first clients come. */
  private static final int SHORT_ROUND = 5;

  private static final int MOST_SHORT = 10;

  /** Short rounds, one after the other, in which nothing was compiled. */
  private static final int QUIET = 2;

  private static final Duration LONGEST_ROUND = Duration.ofMillis(100);

  /** Processor time of this JVM for all rounds but the short ones. */
  private static final Duration LONGEST = Duration.ofSeconds(11);

  /** Compilers that are busy for longer, all waits together, are busy with something else. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(6);

  /** A shorter key is sent, loaded and deleted in each round, as code that ran once is not compiled. */
  private static final int SHORT_KEY = 4 << 20;

  private static final Pattern KEY = Pattern.compile(
      "\"uid\":(\\d+).*\"part_bytes\":(\\d+).*\"upload_token\":\"(.*?)\"");
  private static final Map<String, String> DOCUMENT = Map.of("Content-Type", "application/json");
  private static final byte[] NOTHING = {};

  private final Trial trial;
  private final int rounds;
  private final Map<String, Asked> kept = new HashMap<>();

  /** Inferences of each model in the rounds with all protocols. */
  private final Map<String, Integer> sent = new HashMap<>();
  private final LongSupplier clock = WorkClock.ofThisJvm();
  private final SteadyPace pace = new SteadyPace(Duration.ZERO, WorkClock.STEP.dividedBy(ROUND));
  private int round;
  private boolean steady;
  private int shortRounds;
  private int quiet;
  private long waited;

  /** The way of a request to its answer. */
  @FunctionalInterface
  public interface Way {
    /**
     * The body of the answer to a request.
     *
     * @param path below the endpoint, with the query behind a {@code ?} where there is one
     * @throws IOException also when the status of the answer is none of success
     */
    byte[] ask(String method, String path, Map<String, String> headers, byte[] body) throws IOException;
  }

  /** A model's request with the key that the endpoint has got for it, and the headers for that. */
  private record Asked(Request request, Optional<String> keyPath, Map<String, String> headers,
      RehearsedInference[] inferences) {
  }

  /**
   * What is to be sent to the trial's stand-in.
   *
   * @param rounds at least, and three times as many while requests get faster, besides the short ones at the end; fewer
   *     where the trial is over before
   */
  public RequestRehearsal(Trial trial, int rounds) {
    this.trial = trial;
    this.rounds = rounds;
  }

  /**
   * Whether a further round is to be run: until requests are no longer getting faster. Then come short ones, each of
   * them when the JVM's compilers are idle, for which it waits, until hardly anything is compiled in them; they leave
   * threads awake and caches warm.
   */
  public boolean goesOn() {
    if (trial.over().getAsBoolean() || quiet == QUIET || shortRounds == MOST_SHORT
        || waited > LONGEST_SILENCE.toNanos()) {
      return false;
    }
    if (shortRounds > 0 || round >= MOST * rounds || round >= rounds && steady
        || clock.getAsLong() > LONGEST.toNanos()) {
      long begun = System.nanoTime();
      CompilerSilence.ofThisJvm().await(LONGEST_SILENCE.minusNanos(waited), trial.over());
      waited += System.nanoTime() - begun;
      shortRounds++;
    }
    return !trial.over().getAsBoolean();
  }

  /** Runs a round; hosts that have connections take a new one for each. */
  public void round(Way way) throws IOException {
    long begun = System.nanoTime();
    long compiled = CompilerSilence.compiledMillis();
    long worked = 0;
    for (Request request : trial.requests()) {
      if (round == 0 && request.key().isPresent() && request.key().get().length > SHORT_KEY) {
        kept.put(request.model(), sendKey(way, request));
      }
      Asked asked = kept.get(request.model());
      worked += round(way, asked != null ? asked : sendKey(way, request));
    }
    if (shortRounds > 0) {
      boolean idle = CompilerSilence.idle(CompilerSilence.compiledMillis() - compiled, System.nanoTime() - begun);
      quiet = idle ? quiet + 1 : 0;
    } else {
      steady = pace.add(worked);
      round++;
    }
  }

  /** Processor time of this JVM for one inference, its compilers' included. */
  private long round(Way way, Asked asked) throws IOException {
    String model = "/v1/models/" + asked.request.model();
    way.ask("GET", "/health/ready", Map.of(), NOTHING);
    way.ask("GET", "/v1/models", Map.of(), NOTHING);
    way.ask("GET", model, Map.of(), NOTHING);
    if (asked.keyPath.isPresent()) {
      way.ask("GET", asked.keyPath.get(), asked.headers, NOTHING);
    }
    if (trial.runtime().registry().require(asked.request.model()).clientZip().length > 0) {
      way.ask("GET", model + "/client.zip", Map.of(), NOTHING);
    }
    long until = System.nanoTime() + LONGEST_ROUND.toNanos();
    long begun = clock.getAsLong();
    int most = shortRounds > 0 ? SHORT_ROUND : ROUND;
    int inferences = 0;
    // The other protocols in the first half alone: what is seldom asked is compiled late, and would be at the end.
    boolean all = round < Math.max(1, rounds / 2);
    int least = round == 0 ? RehearsedInference.PROTOCOLS : 1;
    while (inferences < least || inferences < most && System.nanoTime() < until) {
      if (trial.over().getAsBoolean()) {
        break;
      }
      int index = all ? sent.merge(asked.request.model(), 1, Integer::sum) - 1 : 0;
      RehearsedInference next = asked.inferences[index % asked.inferences.length];
      way.ask("POST", next.path(), next.headers(), next.body());
      inferences++;
    }
    long worked = clock.getAsLong() - begun;
    if (asked.keyPath.isPresent() && !kept.containsKey(asked.request.model())) {
      way.ask("DELETE", asked.keyPath.get(), asked.headers, NOTHING);
    }
    return worked / Math.max(1, inferences);
  }

  private static Asked sendKey(Way way, Request request) throws IOException {
    if (request.key().isEmpty()) {
      return new Asked(request, Optional.empty(), Map.of(),
          RehearsedInference.of(request, Optional.empty(), Map.of()));
    }
    byte[] key = request.key().get();
    byte[] begin = ("{\"total_bytes\":" + key.length + "}").getBytes(StandardCharsets.US_ASCII);
    String begun = new String(way.ask("POST", "/v1/keys", DOCUMENT, begin), StandardCharsets.US_ASCII);
    Matcher fields = KEY.matcher(begun);
    if (!fields.find()) {
      throw new IOException("the beginning of a key was answered with " + begun);
    }
    String path = "/v1/keys/" + fields.group(1);
    int size = Integer.parseInt(fields.group(2));
    Map<String, String> owner = Map.of("Nightjar-Upload-Token", fields.group(3));
    Map<String, String> headers = new HashMap<>(owner);
    headers.put("Content-Type", "application/octet-stream");
    for (int at = 0; at < key.length; at += size) {
      byte[] part = Arrays.copyOfRange(key, at, Math.min(key.length, at + size));
      headers.put("Nightjar-CRC32C", HexFormat.of().toHexDigits(Crc32c.of(part, 0, part.length)));
      way.ask("PUT", path + "/parts/" + at / size, headers, part);
    }
    way.ask("POST", path + "/commit", headers, NOTHING);
    return new Asked(request, Optional.of(path), owner,
        RehearsedInference.of(request, Optional.of(fields.group(1)), owner));
  }
}
