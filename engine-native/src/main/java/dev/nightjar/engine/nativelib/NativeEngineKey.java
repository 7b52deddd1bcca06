package dev.nightjar.engine.nativelib;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.BatchShape;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.concurrent.atomic.AtomicBoolean;

/** A key in the library's memory, known here by its handle. */
final class NativeEngineKey implements EngineKey {
  private final Parameters parameters;
  private final long handle;
  private final AtomicBoolean closed = new AtomicBoolean();

  NativeEngineKey(Parameters parameters, long handle) {
    this.parameters = parameters;
    this.handle = handle;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public long memoryBytes() {
    return NativeBinding.nj_key_bytes(handle);
  }

  /** The library's number for this key. */
  long handle() {
    return handle;
  }

  @Override
  public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
    if (closed.get()) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "this evaluation key is closed");
    }
    BatchShape.require(parameters, in, tables, tableOf, out);
    BatchShape.requireNoFactors(tables);
    if (in.count() == 0) {
      return;
    }
    Layout layout = new Layout(in, tables, out);
    try (Memory memory = new Memory(layout.bytes())) {
      Pointer input = memory.share(0);
      Pointer polynomials = memory.share(layout.tables());
      Pointer output = memory.share(layout.output());
      Pointer indices = memory.share(layout.indices());
      input.write(0, in.words(), 0, in.words().length);
      writeTables(tables, polynomials);
      indices.write(0, tableOf, 0, tableOf.length);
      NativeStatus.check(NativeBinding.nj_bootstrap(handle, input, in.words().length, indices, in.count(), polynomials,
          layout.tableWords(), tables.theta(), output, out.words().length));
      output.read(0, out.words(), 0, out.words().length);
    }
  }

  private static void writeTables(LookupTables tables, Pointer to) {
    int size = tables.polynomialSize();
    long[] polynomial = new long[size];
    for (int t = 0; t < tables.count(); t++) {
      tables.copyPolynomial(t, polynomial, 0);
      to.write((long) t * size * Long.BYTES, polynomial, 0, size);
    }
  }

  /** One block of native memory for a call: inputs, tables, outputs, table indices; offsets in bytes. */
  private record Layout(long tables, long tableWords, long output, long indices, long bytes) {
    Layout(LweList in, LookupTables tables, LweList out) {
      this((long) in.words().length * Long.BYTES, (long) tables.count() * tables.polynomialSize(), out.words().length,
          in.count());
    }

    private Layout(long tables, long tableWords, long outputWords, int count) {
      this(tables, tableWords, tables + tableWords * Long.BYTES, tables + (tableWords + outputWords) * Long.BYTES,
          tables + (tableWords + outputWords) * Long.BYTES + (long) count * Integer.BYTES);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      // Not checked: an engine that was closed before has freed its keys.
      NativeBinding.nj_free(handle);
    }
  }
}
