package dev.nightjar.engine.nativelib;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provides the engine {@code native}: TFHE-rs in a library that is in the jar for the platform it was built on, or that
 * the system property {@code nightjar.native.library} names.
 *
 * <p>The first question for its availability loads the library, once for each class loader, and takes about a second:
 * it is loaded and used in a process of its own before it is loaded here, so that a library that kills its process
 * never kills this one. The system property {@code nightjar.native.probe} set to {@code false} leaves that out.
 */
public final class NativeEngineProvider implements EngineProvider {
  static final String NAME = "native";
  static final String PROBE_PROPERTY = "nightjar.native.probe";

  private static final Logger LOG = LoggerFactory.getLogger(NativeEngineProvider.class);

  /** What loading came to; direct mapping binds a library to a class, so there is one for each class loader. */
  private record Outcome(LoadedLibrary library, String reason) {
    static final Outcome ONCE = load();

    private static Outcome load() {
      try {
        LibraryLoader.requirePresent();
        if (!System.getProperty(PROBE_PROPERTY, "true").equals("false") && !ProbeProcess.passes()) {
          LOG.info("the native library is loaded without a probe process: none can be started here");
        }
        return new Outcome(LibraryLoader.load(), null);
      } catch (LibraryUnavailableException e) {
        return new Outcome(null, e.getMessage());
      } catch (LinkageError | RuntimeException e) {
        return new Outcome(null, "loading the native library failed with " + e);
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public int rank() {
    return 200;
  }

  @Override
  public Availability availability() {
    Outcome outcome = Outcome.ONCE;
    return outcome.library == null
        ? Availability.no(outcome.reason)
        : Availability.yes(outcome.library.describeKernel() + ", library from " + outcome.library.origin());
  }

  @Override
  public Engine create(EngineOptions options) {
    options.requireKnown(this);
    Outcome outcome = Outcome.ONCE;
    if (outcome.library == null) {
      throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE, "the native engine cannot run here: " + outcome.reason);
    }
    return new NativeEngine(outcome.library, options);
  }
}
