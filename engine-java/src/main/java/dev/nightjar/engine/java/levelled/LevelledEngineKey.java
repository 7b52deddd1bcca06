package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.ExpandedBits;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.machine.Workers;

/** A loaded key of a levelled set: automorphism and scheme-switching keys in the Fourier domain. */
public final class LevelledEngineKey implements EngineKey {
  private final Parameters parameters;
  private final LevelledPool pool;
  private final Workers workers;
  private volatile LevelledKey key;
  /** The plan of the diagram that was evaluated last. */
  private volatile Plan lastPlan;

  /** Loads a key. */
  public LevelledEngineKey(EvaluationKey key, LevelledPool pool, Workers workers) {
    this.parameters = key.parameters();
    this.pool = pool;
    this.workers = workers;
    this.key = LevelledKey.load(key, pool, workers);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public long memoryBytes() {
    LevelledKey held = key;
    return held == null ? 0 : held.memoryBytes();
  }

  @Override
  public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
    throw new NightjarException(ErrorCode.KEY_REQUIRED, "an evaluation key of " + parameters.id()
        + " has no parts for bootstraps: use one of a set that bootstraps");
  }

  private LevelledKey held() {
    LevelledKey held = key;
    if (held == null) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "this evaluation key is closed");
    }
    return held;
  }

  @Override
  public ExpandedBits expand(GlweList query, int bits) {
    LevelledKey held = held();
    requireShape("query", query);
    if (bits < 1 || bits > Diagram.MAX_BITS) {
      throw mismatch("a query holds 1 to " + Diagram.MAX_BITS + " bits, not " + bits);
    }
    int ciphertexts = pool.shape().levelled().ciphertexts(bits);
    if (query.count() != ciphertexts) {
      throw mismatch("a query of " + bits + " bits has " + ciphertexts + " ciphertexts, not " + query.count());
    }
    return Expansion.run(pool, held, query, bits, workers);
  }

  @Override
  public void evaluate(Diagram diagram, ExpandedBits bits, int[] bitOf, GlweList out) {
    LevelledKey held = held();
    requireShape("list of outputs", out);
    if (diagram.polynomialSize() != pool.shape().polynomialSize()) {
      throw mismatch("the diagram has the polynomial size " + diagram.polynomialSize() + ", the key "
          + pool.shape().polynomialSize());
    }
    if (out.count() != diagram.outputs()) {
      throw mismatch("the diagram has " + diagram.outputs() + " outputs, the list " + out.count());
    }
    if (!(bits instanceof GgswBits ggsws) || !ggsws.isOf(held)) {
      throw mismatch("the bits were expanded with another key");
    }
    if (bitOf.length != diagram.bits()) {
      throw mismatch("the diagram reads " + diagram.bits() + " bits, not " + bitOf.length);
    }
    for (int bit : bitOf) {
      if (bit < 0 || bit >= ggsws.count()) {
        throw mismatch("the diagram reads bit " + bit + " of the " + ggsws.count() + " that were expanded");
      }
    }
    ggsws.use();
    try {
      Evaluation.run(pool, plan(diagram), ggsws, bitOf.clone(), out, workers);
    } finally {
      ggsws.release();
    }
  }

  private Plan plan(Diagram diagram) {
    Plan plan = lastPlan;
    if (plan == null || plan.diagram() != diagram) {
      plan = new Plan(diagram);
      lastPlan = plan;
    }
    return plan;
  }

  private void requireShape(String what, GlweList list) {
    if (list.dimension() != 1 || list.polynomialSize() != pool.shape().polynomialSize()) {
      throw mismatch("the " + what + " has GLWE dimension " + list.dimension() + " and polynomial size "
          + list.polynomialSize() + ", the key 1 and " + pool.shape().polynomialSize());
    }
  }

  private static NightjarException mismatch(String message) {
    return new NightjarException(ErrorCode.SHAPE_MISMATCH, message);
  }

  @Override
  public void close() {
    key = null;
    lastPlan = null;
  }
}
