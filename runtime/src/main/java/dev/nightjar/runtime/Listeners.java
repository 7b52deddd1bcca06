package dev.nightjar.runtime;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.RuntimeEvent;
import dev.nightjar.api.endpoint.RuntimeEvent.Place;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestRefused;
import dev.nightjar.api.endpoint.RuntimeListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of one runtime, whose throws stay here. Without listeners no event is made. Thread-safe. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private volatile List<Listener> listeners;

  private static final class Listener {
    private final RuntimeListener told;
    private final AtomicBoolean failed = new AtomicBoolean();

    Listener(RuntimeListener told) {
      this.told = told;
    }
  }

  Listeners(List<RuntimeListener> listeners) {
    this.listeners = listeners.stream().map(Listener::new).toList();
  }

  /** Tells further ones, too, from now on. */
  void add(List<RuntimeListener> further) {
    listeners = Stream.concat(listeners.stream(), further.stream().map(Listener::new)).toList();
  }

  /** Whether there are none, so that nothing need be found out for them. */
  boolean isEmpty() {
    return listeners.isEmpty();
  }

  /** Tells all of them an event. Never throws. */
  <E extends RuntimeEvent> void tell(BiConsumer<RuntimeListener, E> method, Supplier<E> event) {
    List<Listener> now = listeners;
    if (now.isEmpty()) {
      return;
    }
    E told = event.get();
    for (Listener listener : now) {
      try {
        method.accept(listener.told, told);
      } catch (Throwable e) {
        // Whatever it is, an exhausted heap included, the request that is served does not fail because it is watched.
        if (listener.failed.compareAndSet(false, true)) {
          LOG.warn("listener {} failed; it is told further events, and what else it throws is not logged",
              listener.told.getClass().getName(), e);
        }
      }
    }
  }

  /** Tells a refusal that came later; nothing where there is none, or none of ours. */
  void tellFailure(Place place, Throwable failure) {
    if (failure != null) {
      tell(RuntimeListener::requestRefused, () -> new RequestRefused(PendingAnswer.codeOf(failure), place));
    }
  }

  /** Runs a part of a request, and tells its refusal. */
  <T> T telling(Place place, Supplier<T> part) {
    try {
      return part.get();
    } catch (NightjarException e) {
      tell(RuntimeListener::requestRefused, () -> new RequestRefused(e.code(), place));
      throw e;
    }
  }
}
