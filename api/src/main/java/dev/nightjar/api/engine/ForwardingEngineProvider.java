package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import java.util.List;
import java.util.Objects;

/**
 * A provider of an engine that builds on another engine, found by its name: a base for decorators, which override
 * {@link #create} and wrap what it makes, best in a {@link ForwardingEngine} with a name of its own.
 *
 * <p>All methods are handed on but these: {@link #name} and {@link #apiVersion} are the decorator's own; {@link
 * #attach} keeps the others, among which the delegate is; {@link #rank} is one after the delegate's, so that
 * {@code auto} prefers the engine itself where the two are equally fast.
 */
public abstract class ForwardingEngineProvider implements EngineProvider {
  private final String delegateName;
  private volatile EngineProviders others;

  /**
   * Builds on an engine.
   *
   * @param delegate its name
   */
  protected ForwardingEngineProvider(String delegate) {
    this.delegateName = Objects.requireNonNull(delegate, "delegate");
  }

  /**
   * The provider that calls are handed on to.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when there is none of its name
   */
  protected final EngineProvider delegate() {
    EngineProviders found = others;
    if (found == null) {
      throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE, "engine '" + name() + "' builds on engine '"
          + delegateName + "' and must be attached to it: get it from an engine registry, or call attach");
    }
    return found.require(delegateName);
  }

  @Override
  public void attach(EngineProviders others) {
    this.others = Objects.requireNonNull(others, "others");
  }

  @Override
  public int rank() {
    return Math.addExact(delegate().rank(), 1);
  }

  @Override
  public List<Setting> settings() {
    return delegate().settings();
  }

  @Override
  public Availability availability() {
    return delegate().availability();
  }

  @Override
  public Engine create(EngineOptions options) {
    return delegate().create(options);
  }
}
