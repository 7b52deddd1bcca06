package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.execution.ExpandedMemory;
import java.util.function.LongUnaryOperator;

/**
 * Whether one inference of a model can be computed on this heap while the buffers of requests, loaded keys that wait
 * for their next use, and a key store in memory are full: what does not fit is refused at the start and not with the
 * first query.
 *
 * @param heapBytes the heap
 * @param taken what else may take of a heap of so many bytes, in bytes; grows more slowly than the heap
 */
record HeapCheck(long heapBytes, LongUnaryOperator taken) {
  /** An allowance for the server itself, its models and its garbage. */
  static final long SERVER_BYTES = 16L << 20;

  private static final long MIB = 1 << 20;

  /** A key's bytes and its words are there at once while it is loaded. */
  private static final int COPIES_WHILE_LOADING = 2;

  /** Bytes that an inference of a model takes with a key that was not used before. */
  static long needOf(ServerBundle bundle, Engine engine) {
    Circuit circuit = bundle.circuit();
    long key = circuit.keyParts().isEmpty() ? 0
        : COPIES_WHILE_LOADING * EvaluationKeyCodec.encodedBytes(circuit.parameters(), circuit.keyParts())
            + engine.keyHeapBytes(circuit.parameters(), circuit.keyParts());
    return key + ExpandedMemory.of(circuit);
  }

  /** Requires a model to fit: {@code TOO_LARGE} with the heap that it needs otherwise. */
  void require(ServerBundle bundle, Engine engine) {
    long need = needOf(bundle, engine);
    if (need > 0 && !fits(need, heapBytes)) {
      long enough = enoughFor(need) / MIB + 1;
      throw new NightjarException(ErrorCode.TOO_LARGE, "model '" + bundle.name() + "' needs " + (need + MIB - 1) / MIB
          + " MiB of heap for an inference, beside " + (SERVER_BYTES + taken.applyAsLong(heapBytes)) / MIB
          + " MiB for the server, its requests and other keys, and the heap has " + heapBytes / MIB
          + ": start Java with -Xmx" + enough + "m or more");
    }
  }

  /** The smallest heap, to a MiB, in which it fits; between one that is too small and one that is large enough. */
  private long enoughFor(long need) {
    long small = heapBytes;
    long large = heapBytes;
    while (!fits(need, large)) {
      small = large;
      large = Math.multiplyExact(large, 2);
    }
    while (large - small > MIB) {
      long middle = (small + large) / 2;
      if (fits(need, middle)) {
        large = middle;
      } else {
        small = middle;
      }
    }
    return large;
  }

  private boolean fits(long need, long heap) {
    return SERVER_BYTES + taken.applyAsLong(heap) + need <= heap;
  }
}
