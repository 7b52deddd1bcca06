package dev.nightjar.engine.java;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Keyswitch of a batch from dimension kN to n, on one thread, with a key of the real size and meaningless
 * bodies. From the folder {@code bench}:
 *
 * <pre>
 * mvn test-compile exec:exec@jmh -Djmh="KeySwitchBenchmark -p batch=8"
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class KeySwitchBenchmark {
  /** Family of kernels. */
  @Param({"vector", "plain"})
  public String kernel;

  /** Parameter set of the catalogue. */
  @Param({"TFHE_RS_2_2_P128", "NJ1_M4_P64"})
  public String set;

  /** Ciphertexts. */
  @Param({"1", "8", "64"})
  public int batch;

  private Workers workers;
  private KeySwitchKey key;
  private long[] in;
  private int[] out;

  /** Makes the key and ciphertexts. */
  @Setup
  public void prepare() {
    Parameters p = ParameterCatalogue.byId(set).orElseThrow();
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    EvaluationKey evaluationKey = new EvaluationKey(p, seed,
        new long[Math.toIntExact(EvaluationKey.bskBodyWords(p))], seed,
        new long[Math.toIntExact(EvaluationKey.kskBodyWords(p))]);
    workers = new Workers(1);
    key = KeySwitchKey.load(evaluationKey, Shape.of(p), KernelFamily.choose(kernel).keySwitch(), workers);
    in = new long[batch * (p.bigLweDimension() + 1)];
    Arrays.setAll(in, i -> i * 0x9E3779B97F4A7C15L);
    out = new int[batch * (p.lweDimension() + 1)];
  }

  /** The whole batch, decomposition and threads' hand-over included. */
  @Benchmark
  public int[] keySwitch() {
    key.apply(in, batch, out, workers);
    return out;
  }

  /** Stops the thread. */
  @TearDown
  public void stop() {
    workers.close();
  }
}
