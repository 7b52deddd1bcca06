package dev.nightjar.api.engine;

import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.params.Parameters;
import java.util.Objects;

/**
 * A loaded key that hands every call on to another: a base for decorators, which override what they change. Methods
 * that are added to {@link EngineKey} are handed on here, too.
 */
public abstract class ForwardingEngineKey implements EngineKey {
  private final EngineKey delegate;

  /** Wraps a key, which {@link #close} closes. */
  protected ForwardingEngineKey(EngineKey delegate) {
    this.delegate = Objects.requireNonNull(delegate, "delegate");
  }

  /** The key that calls are handed on to. */
  protected final EngineKey delegate() {
    return delegate;
  }

  @Override
  public Parameters parameters() {
    return delegate.parameters();
  }

  @Override
  public long memoryBytes() {
    return delegate.memoryBytes();
  }

  @Override
  public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
    delegate.bootstrap(in, tables, tableOf, out);
  }

  @Override
  public ExpandedBits expand(GlweList query, int bits) {
    return delegate.expand(query, bits);
  }

  @Override
  public void evaluate(Diagram diagram, ExpandedBits bits, int[] bitOf, GlweList out) {
    delegate.evaluate(diagram, bits, bitOf, out);
  }

  @Override
  public void close() {
    delegate.close();
  }
}
