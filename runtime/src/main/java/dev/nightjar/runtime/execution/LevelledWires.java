package dev.nightjar.runtime.execution;

import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.ExpandedBits;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;

/** The GGSW wires of one run, which the engine keeps, and the engine's work on them. Not thread-safe. */
final class LevelledWires implements AutoCloseable {
  private final Parameters parameters;
  private final EngineKey key;
  private ExpandedBits bits;
  private int first;

  LevelledWires(Parameters parameters, EngineKey key) {
    this.parameters = parameters;
    this.key = key;
  }

  /**
   * Expands the query.
   *
   * @param query its full ciphertexts, of which the first {@code inputs} hold bits; not written to
   * @param next the wire of the first bit
   */
  void expand(long[] query, int inputs, Node.Expand node, int next) {
    int words = inputs * (parameters.glweDimension() + 1) * parameters.polynomialSize();
    long[] holding = query.length == words ? query : Arrays.copyOf(query, words);
    bits = key.expand(new GlweList(parameters.glweDimension(), parameters.polynomialSize(), inputs, holding),
        node.bits());
    first = next;
  }

  /** The outputs of a diagram. */
  GlweList evaluate(Node.Evaluate node) {
    Diagram diagram = node.diagram();
    GlweList out = GlweList.allocate(parameters.glweDimension(), parameters.polynomialSize(), diagram.outputs());
    key.evaluate(diagram, bits, Arrays.stream(node.bits()).map(wire -> wire - first).toArray(), out);
    return out;
  }

  /** A coefficient of a GLWE ciphertext as an LWE ciphertext. */
  long[] extract(long[] ciphertext, int coefficient) {
    long[] out = new long[parameters.bigLweDimension() + 1];
    new GlweList(parameters.glweDimension(), parameters.polynomialSize(), 1, ciphertext)
        .extract(0, coefficient, out, 0);
    return out;
  }

  @Override
  public void close() {
    if (bits != null) {
      bits.close();
    }
  }
}
