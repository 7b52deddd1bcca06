package dev.nightjar.bench;

import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.engine.java.internal.KernelParts;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The parts of a bootstrap in the Java engine, on one thread, each in JVMs of its own; keys have
 * their real size and hold meaningless numbers. From the folder {@code bench}:
 *
 * <pre>
 * mvn test-compile exec:exec@jmh -Djmh="KernelBenchmark"
 * mvn test-compile exec:exec@jmh -Djmh="KernelBenchmark.forward -p kernel=vector -p set=NJ1_M4_P64"
 * mvn test-compile exec:exec@jmh -Djmh="KernelBenchmark.keySwitch -p batch=8"
 * </pre>
 *
 * <p>{@code ./nightjar bench} shows the same parts beside whole bootstraps, in one JVM.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@org.openjdk.jmh.annotations.Measurement(iterations = 5, time = 1)
@Fork(2)
public class KernelBenchmark {
  private static final int TIMES = 64;

  /** Family of kernels. */
  @Param({"vector", "plain"})
  public String kernel;

  /** Parameter set of the catalogue. */
  @Param({"TFHE_RS_2_2_P128", "NJ1_M4_P64"})
  public String set;

  /** Ciphertexts of a keyswitch. */
  @Param("16")
  public int batch;

  private KernelParts parts;
  private Runnable single;
  private Runnable lanes;
  private Runnable keySwitch;

  /** Makes keys and data. */
  @Setup
  public void prepare() {
    parts = new KernelParts(ParameterCatalogue.byId(set).orElseThrow(), Optional.of(kernel));
    single = parts.singleRotation();
    lanes = parts.lanes() > 0 ? parts.laneRotation() : single;
    keySwitch = parts.keySwitch(batch);
  }

  /** One forward transform of N real coefficients (N/2 complex points). */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double forward() {
    return parts.forward(TIMES);
  }

  /** One transform back, rounded and added to an accumulator. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double inverse() {
    return parts.inverse(TIMES);
  }

  /** One GGSW times decomposed polynomials in the Fourier domain: (k + 1)^2 ℓ N/2 complex products. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double multiply() {
    return parts.multiply(TIMES);
  }

  /** A whole blind rotation of one ciphertext, n steps. */
  @Benchmark
  public void rotateSingle() {
    single.run();
  }

  /** A whole blind rotation of a full group in the lanes of vectors, or of one ciphertext without lanes. */
  @Benchmark
  public void rotateLanes() {
    lanes.run();
  }

  /** A whole batch, decomposition and threads' hand-over included. */
  @Benchmark
  public void keySwitch() {
    keySwitch.run();
  }

  /** Stops the thread. */
  @TearDown
  public void stop() {
    parts.close();
  }
}
