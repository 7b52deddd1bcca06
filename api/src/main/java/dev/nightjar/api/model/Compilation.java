package dev.nightjar.api.model;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.cost.CircuitCost;
import java.util.Optional;

/**
 * The compilation of one model by several requests, which may keep what they have in common: to be dropped after use.
 * For one thread at a time. See {@link ModelPlugin#compilation}.
 */
@FunctionalInterface
public interface Compilation {
  /**
   * The same as {@link ModelPlugin#compile} of the model.
   *
   * @throws NightjarException as there
   */
  CompiledModel compile(CompileRequest request);

  /**
   * The least work of one inference by the strategy of a request, found much faster than by compiling: a strategy that
   * cannot be the fastest need not be tried. Whatever {@link #compile} makes takes at least as much, under each
   * parameter set of the request. By default unknown.
   *
   * @param request with a strategy
   * @return empty where nothing is known
   */
  default Optional<CircuitCost> leastWork(CompileRequest request) {
    return Optional.empty();
  }
}
