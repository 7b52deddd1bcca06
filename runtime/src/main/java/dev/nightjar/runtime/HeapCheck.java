package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.execution.ExpandedMemory;

/**
 * Whether one inference of a model can be computed on this heap while the buffers of requests, and a key store in
 * memory, are full: what does not fit is refused at the start and not with the first query.
 *
 * @param heapBytes the heap
 * @param taken what else may take of it, in bytes
 */
record HeapCheck(long heapBytes, long taken) {
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
    if (need > 0 && SERVER_BYTES + taken + need > heapBytes) {
      // What is set aside for buffers grows with the heap: a quarter of it.
      long enough = (SERVER_BYTES + taken - HeapShares.of(heapBytes).buffers() + need) * 4 / 3 / MIB + 1;
      throw new NightjarException(ErrorCode.TOO_LARGE, "model '" + bundle.name() + "' needs " + (need + MIB - 1) / MIB
          + " MiB of heap for an inference, beside " + (SERVER_BYTES + taken) / MIB + " MiB for the server and its"
          + " requests, and the heap has " + heapBytes / MIB + ": start Java with -Xmx" + enough + "m or more");
    }
  }
}
