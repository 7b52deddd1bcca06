package dev.nightjar.runtime.execution;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.params.Parameters;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The memory that the expanded bits of all queries together may take: a levelled query of a few kilobytes becomes GGSW
 * ciphertexts of a hundred kilobytes and more for each bit. A model that needs more than all of it is refused; a query
 * waits until there is room for it. Thread-safe.
 */
public final class ExpandedMemory {
  private static final int UNIT = 1 << 16;
  private static final long LOOK_AGAIN_MILLIS = 20;

  private final Permits free;

  /** Written under the lock of this. */
  private volatile long bytes;

  /** Permits that can become fewer, also than those that are taken now. */
  private static final class Permits extends Semaphore {
    private static final long serialVersionUID = 1L;

    Permits(int permits) {
      super(permits, true);
    }

    void change(int by) {
      if (by >= 0) {
        release(by);
      } else {
        reducePermits(-by);
      }
    }
  }

  /**
   * So much memory.
   *
   * @param bytes at least 0, which serves no levelled model
   */
  public ExpandedMemory(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("the memory for expanded bits is 0 bytes or more, not " + bytes);
    }
    this.bytes = bytes;
    this.free = new Permits(units(bytes));
  }

  /** From now on there is so much; what runs keeps what it has. */
  public synchronized void resize(long newBytes) {
    free.change(units(newBytes) - units(bytes));
    bytes = newBytes;
  }

  /** From now on there is at least so much. */
  public synchronized void growTo(long least) {
    if (bytes < least) {
      resize(least);
    }
  }

  /** What one run takes. */
  public interface Lease extends AutoCloseable {
    /** Gives it back. */
    @Override
    void close();
  }

  /**
   * Bytes that the bits of one query of a circuit take, but for what an engine pads: for each the rows of its GGSW
   * ciphertext as a word a coefficient, and its body rows once more, which products of constants read. 0 for a circuit
   * that is not levelled.
   */
  public static long of(Circuit circuit) {
    Parameters p = circuit.parameters();
    return p.levelled().map(levelled -> {
      long row = (p.glweDimension() + 1L) * p.polynomialSize() * Long.BYTES;
      long bits = IntStream.range(0, circuit.wires()).filter(circuit::isBit).count();
      return bits * row * (levelled.rows() + levelled.body().level());
    }).orElse(0L);
  }

  /**
   * Requires a circuit to fit.
   *
   * @param model for the message
   * @throws NightjarException {@code TOO_LARGE} when it needs more than there is
   */
  public void require(String model, Circuit circuit) {
    long needed = of(circuit);
    if (needed > bytes) {
      throw new NightjarException(ErrorCode.TOO_LARGE, "model '" + model + "' takes " + needed
          + " bytes for the expanded bits of a query, and " + bytes + " are allowed for those of all queries: give the"
          + " JVM more memory (-Xmx), allow more of it, or compile the model for fewer bits");
    }
  }

  /**
   * Takes the memory for one run, waiting for it if need be.
   *
   * @throws NightjarException {@code CANCELLED}; {@code TOO_LARGE} as {@link #require}
   */
  Lease take(Circuit circuit, Cancellation cancellation) {
    int units = units(of(circuit));
    if (units == 0) {
      return () -> { };
    }
    require("of the query", circuit);
    try {
      while (!free.tryAcquire(units, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        cancellation.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "the request was interrupted", e);
    }
    return () -> free.release(units);
  }

  private static int units(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes / UNIT + (bytes % UNIT == 0 ? 0 : 1));
  }
}
