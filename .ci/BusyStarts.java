import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.cost.StandIn;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Whether a start on a busy machine stays slow: fresh JVMs whose engine starts while other processes keep all
 * processors busy; half a minute after those have ended, what a bootstrap and a levelled expansion take, against the
 * median of starts on the machine as it is. {@code .ci/busy-starts} runs it; a start takes about a minute, and several
 * at a time ({@code BUSY_TOGETHER}) share that minute, and the load of each other.
 */
public final class BusyStarts {
  private static final String FIGURES = "figures: ";
  private static final double SLOW = 1.3;
  private static final int BATCH = 8;
  private static final int BITS = 48;
  private static final int BATCHES = 15;
  private static final int EXPANSIONS = 150;
  private static final int CALM_STARTS = Integer.getInteger("busy.calm", 3);
  private static final int BUSY_SECONDS = 20;
  private static final int TOGETHER = Integer.getInteger("busy.together", 1);

  private BusyStarts() {}

  /**
   * What one start gave.
   *
   * @param first milliseconds of its first bootstrap, under load
   * @param bootstrap of one at the end
   * @param expansion of one at the end
   * @param state what the engine said at the end
   */
  private record Start(double first, Figures bootstrap, Figures expansion, String state) {}

  /**
   * What one operation takes.
   *
   * @param millis median milliseconds
   * @param worked mean milliseconds of processor time, which other processes do not take
   */
  private record Figures(double millis, double worked) {
    static Figures of(String millis, String worked) {
      return new Figures(Double.parseDouble(millis), Double.parseDouble(worked));
    }

    static Figures median(List<Start> starts, Function<Start, Figures> of) {
      return new Figures(BusyStarts.median(starts.stream().mapToDouble(start -> of.apply(start).millis).toArray()),
          BusyStarts.median(starts.stream().mapToDouble(start -> of.apply(start).worked).toArray()));
    }

    String beside(Figures calm) {
      return String.format(Locale.ROOT, "%.2f ms (x %.2f; processor time %.2f ms, x %.2f)", millis,
          millis / calm.millis, worked, worked / calm.worked);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f ms (%.2f ms of processor time)", millis, worked);
    }
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals("child")) {
      child(Integer.parseInt(args[1]));
      return;
    }
    int starts = Integer.parseInt(args[0]);
    int pause = Integer.parseInt(args[1]);
    for (String home : Arrays.asList(args).subList(2, args.length)) {
      report(home, starts, pause);
    }
  }

  private static void report(String home, int starts, int pause) throws Exception {
    List<Start> calm = new ArrayList<>();
    for (int i = 0; i < CALM_STARTS; i++) {
      calm.addAll(starts(home, 1, 0, pause));
    }
    Figures bootstrap = Figures.median(calm, Start::bootstrap);
    Figures expansion = Figures.median(calm, Start::expansion);
    System.out.printf(Locale.ROOT, "%s: without load, medians of %d starts: bootstrap %s, expansion %s%n", home,
        CALM_STARTS, bootstrap, expansion);
    int slow = 0;
    for (int i = 0; i < starts;) {
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      int together = Math.min(TOGETHER, starts - i);
      for (Start start : starts(home, together, Runtime.getRuntime().availableProcessors(), pause)) {
        i++;
        double worst = Math.max(start.bootstrap.millis / bootstrap.millis, start.expansion.millis / expansion.millis);
        slow += worst > SLOW ? 1 : 0;
        System.out.printf(Locale.ROOT, "%d: first %.0f ms, then bootstrap %s, expansion %s, %s; load before %.1f%n", i,
            start.first, start.bootstrap.beside(bootstrap), start.expansion.beside(expansion), start.state, load);
      }
    }
    System.out.printf(Locale.ROOT, "%s: %d of %d starts, %d at a time, are slower than %.1f times the median without"
        + " load%n", home, slow, starts, TOGETHER, SLOW);
  }

  /** Starts so many JVMs at once under the same load; after it, and after the pause, they are measured in turn. */
  private static List<Start> starts(String home, int count, int busy, int pause) throws Exception {
    List<Process> processes = new ArrayList<>();
    List<String> command = List.of(Path.of(home, "bin", "java").toString(), "--add-modules", "jdk.incubator.vector",
        "-cp", System.getProperty("java.class.path"), "-Xmx2g", System.getProperty("busy.source"), "child",
        String.valueOf(pause));
    try {
      for (int i = 0; i < busy; i++) {
        processes.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
      }
      List<Child> children = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        processes.add(process);
        children.add(new Child(process.inputReader(), process.outputWriter()));
      }
      List<Double> first = new ArrayList<>();
      for (Child child : children) {
        first.add(Double.parseDouble(child.figures()));
      }
      Thread.sleep(busy == 0 ? 0 : 1000L * BUSY_SECONDS);
      processes.subList(0, busy).forEach(Process::destroyForcibly);
      for (Child child : children) {
        child.say("calm");
      }
      for (Child child : children) {
        child.figures();
      }
      List<Start> starts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        children.get(i).say("measure");
        String[] end = children.get(i).figures().split(" ", 5);
        starts.add(new Start(first.get(i), Figures.of(end[0], end[1]), Figures.of(end[2], end[3]), end[4]));
      }
      return starts;
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  /** A JVM that was started, by its lines. */
  private record Child(BufferedReader out, BufferedWriter in) {
    void say(String word) throws IOException {
      in.append(word).append('\n').flush();
    }

    String figures() throws IOException {
      return line(out);
    }
  }

  /** The next line of figures; what is logged lies between them. */
  private static String line(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(FIGURES)) {
        return line.substring(FIGURES.length());
      }
    }
    throw new IOException("a start ended without its figures");
  }

  private static void child(int pause) throws Exception {
    Parameters set = ParameterCatalogue.linear();
    Parameters bits = ParameterCatalogue.levelled();
    LweList in = StandIn.lwe(set, BATCH);
    LweList out = LweList.allocate(set.bigLweDimension(), BATCH);
    LookupTables tables = LookupTables.of(set.tableSize(), new long[][][] {{{1L << 62, 0}}});
    GlweList query = StandIn.glwe(bits, bits.levelled().orElseThrow().ciphertexts(BITS));
    try (Engine engine = EngineRegistry.discover().create("java", EngineOptions.allProcessors());
        EngineKey key = engine.load(StandIn.key(set, KeyPart.FOR_BOOTSTRAPS));
        EngineKey levelled = engine.load(StandIn.key(bits, KeyPart.FOR_LEVELLED))) {
      Runnable batch = () -> key.bootstrap(in, tables, new int[BATCH], out);
      Runnable expansion = () -> levelled.expand(query, BITS).close();
      System.out.println(FIGURES + millis(batch) / BATCH);
      BufferedReader cues = new BufferedReader(new InputStreamReader(System.in));
      cues.readLine();
      long end = System.nanoTime() + 1_000_000_000L * pause;
      while (System.nanoTime() - end < 0) {
        // A server that is asked now and then.
        batch.run();
        expansion.run();
        Thread.sleep(500);
      }
      System.out.println(FIGURES + "ready");
      cues.readLine();
      System.out.println(FIGURES + figures(batch, BATCHES, BATCH) + " " + figures(expansion, EXPANSIONS, 1) + " "
          + engine.info().state());
    }
  }

  /** Median milliseconds of one of {@code parts} of an action, and those of processor time. */
  private static String figures(Runnable action, int samples, int parts) {
    long worked = processorNanos();
    double[] millis = IntStream.range(0, samples).mapToDouble(i -> millis(action) / parts).toArray();
    return median(millis) + " " + (processorNanos() - worked) / 1e6 / samples / parts;
  }

  private static long processorNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() : System.nanoTime();
  }

  private static double millis(Runnable action) {
    long begun = System.nanoTime();
    action.run();
    return (System.nanoTime() - begun) / 1e6;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
