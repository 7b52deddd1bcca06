package dev.nightjar.engine.java;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The parts of a blind rotation, on one thread; keys and data are meaningless numbers. From the folder
 * {@code bench}:
 *
 * <pre>
 * mvn test-compile exec:exec@jmh -Djmh="KernelBenchmark"
 * mvn test-compile exec:exec@jmh -Djmh="KernelBenchmark.fft -p kernel=vector -p polynomialSize=2048"
 * </pre>
 *
 * <p>A step of blind rotation is what is done for each bit of the small key: rotate, decompose, transform,
 * multiply with one GGSW, transform back, add. There are n of them in a bootstrap; the rotation here has
 * {@value #STEPS}, so that its key stays in the cache: memory is the business of
 * {@link dev.nightjar.bench.Bench}. Decomposition is that of the 4-bit sets: base log 23, level 1.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class KernelBenchmark {
  private static final int STEPS = 8;
  private static final int K = 1;

  /** Family of kernels. */
  @Param({"vector", "plain"})
  public String kernel;

  /** N. */
  @Param({"512", "1024", "2048", "4096"})
  public int polynomialSize;

  private Shape shape;
  private KernelFamily family;
  private Workbench workbench;
  private PolynomialKernel polynomials;
  private FourierKey key;
  private double[] signal;
  private double[] polynomial;
  private double[] digits;
  private double[] product;
  private LookupTables tables;
  private BlindRotator.Group single;
  private BlindRotator.Group lanes;

  /** Makes keys and data. */
  @Setup
  public void prepare() {
    shape = new Shape(STEPS, K, polynomialSize, 23, 1, 4, 4);
    family = KernelFamily.choose(kernel);
    workbench = new Workbench(shape, family);
    polynomials = workbench.kernel();
    key = new FourierKey(shape, polynomials.group());
    fill(key.values(), 1e-3);
    signal = Buffers.allocate(shape.rows() * polynomialSize);
    fill(signal, 1);
    polynomial = signal.clone();
    digits = signal.clone();
    product = Buffers.allocate(shape.columns() * polynomialSize);
    tables = LookupTables.of(polynomialSize, new long[][][] {{{1L << 60}}});
    single = group(1);
    lanes = group(Math.max(1, family.lanes()));
  }

  private static void fill(double[] values, double scale) {
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * Math.sin(i);
    }
  }

  private BlindRotator.Group group(int count) {
    int[] exponents = new int[count * (STEPS + 1)];
    Arrays.setAll(exponents, i -> 1 + i * 37 % (2 * polynomialSize - 1));
    return new BlindRotator.Group(exponents, 0, count, tables, new int[count],
        LweList.allocate(shape.bigDimension(), count));
  }

  /** One forward transform of N real coefficients (N/2 complex points), and the copy that it starts from. */
  @Benchmark
  public double[] fft() {
    System.arraycopy(signal, 0, polynomial, 0, Buffers.START + polynomialSize);
    polynomials.forward(polynomial, Buffers.START);
    return polynomial;
  }

  /** One GGSW times decomposed polynomials in the Fourier domain: (k + 1)^2 ℓ N/2 complex products. */
  @Benchmark
  public double[] externalProduct() {
    polynomials.multiply(key.values(), key.offset(0), digits, Buffers.START, product, Buffers.START);
    return product;
  }

  /** One whole step for one ciphertext; table and extraction are shared by {@value #STEPS}. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public LweList stepSingle() {
    workbench.rotate(key, single, false);
    return single.out();
  }

  /** One whole step for a full group of ciphertexts in the lanes of vectors, or for one where there are none. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public LweList stepLanes() {
    workbench.rotate(key, lanes, family.lanes() > 0);
    return lanes.out();
  }
}
