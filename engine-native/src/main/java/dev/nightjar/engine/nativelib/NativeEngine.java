package dev.nightjar.engine.nativelib;

import com.sun.jna.ptr.LongByReference;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.params.Parameters;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The engine over a loaded library: a handle to its pool of threads. */
final class NativeEngine implements Engine {
  private final EngineInfo info;
  private final long handle;
  private final AtomicBoolean closed = new AtomicBoolean();

  NativeEngine(LoadedLibrary library, EngineOptions options) {
    this.info = new EngineInfo(NativeEngineProvider.NAME, library.describeKernel(), options.threads(),
        library.notes());
    LongByReference opened = new LongByReference();
    NativeStatus.check(NativeBinding.nj_engine_new(options.threads(), opened));
    this.handle = opened.getValue();
  }

  @Override
  public String name() {
    return NativeEngineProvider.NAME;
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  /** The library's number for this engine. */
  long handle() {
    return handle;
  }

  /** Loaded keys are in native memory. */
  @Override
  public long keyHeapBytes(Parameters parameters, Set<KeyPart> parts) {
    return 0;
  }

  @Override
  public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
    if (closed.get()) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the native engine is closed");
    }
    return new NativeEngineKey(key.parameters(), KeyLoader.load(handle, key));
  }

  /** Frees everything that was loaded; a batch that is running finishes first. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      NativeStatus.check(NativeBinding.nj_free(handle));
    }
  }
}
