package dev.nightjar.api.engine;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.params.Parameters;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An engine that hands every call on to another: a base for decorators, which override what they change. Methods that
 * are added to {@link Engine} are handed on here, too. Both ways to load a key end in the one with a reference, so a
 * decorator overrides that one.
 */
public abstract class ForwardingEngine implements Engine {
  private final Engine delegate;

  /** Wraps an engine, which {@link #close} closes. */
  protected ForwardingEngine(Engine delegate) {
    this.delegate = Objects.requireNonNull(delegate, "delegate");
  }

  /** The engine that calls are handed on to. */
  protected final Engine delegate() {
    return delegate;
  }

  @Override
  public String name() {
    return delegate.name();
  }

  @Override
  public EngineInfo info() {
    return delegate.info();
  }

  @Override
  public Set<Operation> operations() {
    return delegate.operations();
  }

  @Override
  public long keyHeapBytes(Parameters parameters, Set<KeyPart> parts) {
    return delegate.keyHeapBytes(parameters, parts);
  }

  @Override
  public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
    return delegate.load(reference, key);
  }

  @Override
  public Products products(IntegerPolynomials factors) {
    return delegate.products(factors);
  }

  @Override
  public void close() {
    delegate.close();
  }
}
