package dev.nightjar.bench;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.WorkerThreads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Measures one parameter set: key generation, then the engines with each number of threads. */
final class SetBench {
  private static final double KEY_GENERATION_SHARE = 0.2;
  private static final double PARTS_SHARE = 0.15;
  private static final int MOST_KEYS = 3;
  private static final double NANOS_PER_MILLI = 1e6;

  /** These keys protect nothing; every set of the catalogue may be measured. */
  private static final ClientPolicy ANY_FAMILY = ClientPolicy.DEFAULT.withKeyFamilies(KeyFamily.UNIFORM,
      KeyFamily.values());

  private final Parameters set;
  private final BenchPlan plan;
  private final EngineFactory engines;
  private final Consumer<String> news;
  private final List<SetReport.EngineReport> engineReports = new ArrayList<>();
  private final List<SetReport.Refusal> refusals = new ArrayList<>();
  private final List<Measurement> bootstraps = new ArrayList<>();

  SetBench(Parameters set, BenchPlan plan, EngineFactory engines, Consumer<String> news) {
    this.set = set;
    this.plan = plan;
    this.engines = engines;
    this.news = news;
  }

  /** Runs it all in about the time that is given. */
  SetReport run(long nanos) {
    long begin = System.nanoTime();
    KeyGenerator generator = new KeyGenerator(WorkerThreads.onAllProcessors(), ANY_FAMILY);
    try (SecretKey secret = generator.secretKey(set)) {
      // The key that is used comes first and is not timed: the generator's code is compiled meanwhile.
      EvaluationKey evaluationKey = generator.evaluationKey(secret);
      List<SetReport.KeyGeneration> generation = plan.without().contains(BenchPlan.Subject.KEYS)
          ? List.of()
          : generateKeys(secret, (long) (nanos * KEY_GENERATION_SHARE / plan.threads().size()));
      Workload workload = new Workload(secret, Collections.max(plan.batches()));
      boolean withParts = !plan.without().contains(BenchPlan.Subject.PARTS);
      long nanosOfParts = withParts ? (long) (nanos * PARTS_SHARE) : 0;
      int left = plan.threads().size();
      for (int threads : plan.threads()) {
        compare(threads, evaluationKey, workload, (nanos - nanosOfParts - (System.nanoTime() - begin)) / left);
        left--;
      }
      // Last: whole bootstraps have made the compilers do their work.
      List<PartTime> parts = withParts ? timeParts(nanosOfParts / plan.engines().size()) : List.of();
      return new SetReport(set.id(), set.canonical(), set.seededKeyBytes(), generation, engineReports,
          parts, refusals, bootstraps);
    }
  }

  /** For each number of threads one key, and more while there is time. */
  private List<SetReport.KeyGeneration> generateKeys(SecretKey secret, long nanosEach) {
    List<SetReport.KeyGeneration> all = new ArrayList<>();
    for (int threads : plan.threads()) {
      tell(threads, "making evaluation keys");
      KeyGenerator generator = new KeyGenerator(new WorkerThreads(threads), ANY_FAMILY);
      List<Double> millis = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < MOST_KEYS && (i == 0 || System.nanoTime() - start < nanosEach); i++) {
        long begin = System.nanoTime();
        generator.evaluationKey(secret);
        millis.add((System.nanoTime() - begin) / NANOS_PER_MILLI);
      }
      all.add(new SetReport.KeyGeneration(threads, Spread.of(millis)));
    }
    return all;
  }

  /** Parts are on one thread, whatever the plan says of engines. */
  private List<PartTime> timeParts(long nanosOfAnEngine) {
    List<PartTime> all = new ArrayList<>();
    for (String name : plan.engines()) {
      try (EngineParts parts = partsOf(name)) {
        if (parts != null) {
          tell(1, "parts of engine " + name);
          all.addAll(new PartTimer(nanosOfAnEngine).time(name, parts));
        }
      }
    }
    return all;
  }

  private void compare(int threads, EvaluationKey evaluationKey, Workload workload, long nanos) {
    tell(threads, "loading keys, warming up, measuring: about " + Math.max(1, Math.round(nanos / 1e9))
        + " s");
    long begin = System.nanoTime();
    List<EngineRun> engineRuns = new ArrayList<>();
    try {
      for (String name : plan.engines()) {
        enter(name, threads, evaluationKey, workload, engineRuns);
      }
      if (engineRuns.isEmpty()) {
        return;
      }
      // What loading left behind is collected now, not while calls are timed.
      System.gc();
      new Comparison(engineRuns, plan.batches()).run(nanos - (System.nanoTime() - begin), plan.rounds());
      for (EngineRun engineRun : engineRuns) {
        engineReports.add(engineRun.engineReport());
      }
      for (int batch : plan.batches()) {
        engineRuns.forEach(run -> bootstraps.add(run.result(batch, engineRuns.get(0))));
      }
    } finally {
      engineRuns.forEach(EngineRun::close);
    }
  }

  /** An engine that cannot run this set is left out; one that cannot run at all ends the bench. */
  private void enter(String name, int threads, EvaluationKey evaluationKey, Workload workload,
      List<EngineRun> engineRuns) {
    try {
      engineRuns.add(new EngineRun(name, engines.create(name, new EngineOptions(threads)), evaluationKey,
          workload, plan.batches()));
    } catch (NightjarException e) {
      refusals.add(new SetReport.Refusal(name, threads, requireRefusal(e).getMessage()));
    }
  }

  /** Null where the engine shows none, or does not support the set; loading its key reports why. */
  private EngineParts partsOf(String name) {
    try {
      return engines.parts(name, set).orElse(null);
    } catch (NightjarException e) {
      requireRefusal(e);
      return null;
    }
  }

  private static NightjarException requireRefusal(NightjarException e) {
    if (e.code() != ErrorCode.INVALID_PARAMETERS) {
      throw e;
    }
    return e;
  }

  private void tell(int threads, String what) {
    news.accept(set.id() + ", " + threads + (threads == 1 ? " thread: " : " threads: ") + what);
  }
}
