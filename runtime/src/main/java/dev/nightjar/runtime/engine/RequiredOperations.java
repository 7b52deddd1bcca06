package dev.nightjar.runtime.engine;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.engine.Operation;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a circuit asks of an engine; nothing where all of it is linear. */
public final class RequiredOperations {
  /** For each kind of node the operations that it needs. */
  private static final Node.Cases<Set<Operation>> OF_NODE = new Node.Cases<>() {
    @Override
    public Set<Operation> extract(Node.Extract node) {
      return Set.of();
    }

    @Override
    public Set<Operation> linear(Node.Linear node) {
      return Set.of();
    }

    @Override
    public Set<Operation> lookup(Node.Lookup node) {
      return node.tables().haveFactors() ? Set.of(Operation.BOOTSTRAP, Operation.SEVERAL_VALUES)
          : Set.of(Operation.BOOTSTRAP);
    }

    @Override
    public Set<Operation> expand(Node.Expand node) {
      return Set.of(Operation.LEVELLED);
    }

    @Override
    public Set<Operation> evaluate(Node.Evaluate node) {
      return Set.of(Operation.LEVELLED);
    }

    @Override
    public Set<Operation> sampleExtract(Node.SampleExtract node) {
      return Set.of();
    }
  };

  private RequiredOperations() {
  }

  /** The operations that an engine must have to compute a circuit. */
  public static Set<Operation> of(Circuit circuit) {
    Set<Operation> needed = EnumSet.noneOf(Operation.class);
    circuit.nodes().forEach(node -> needed.addAll(node.match(OF_NODE)));
    return Collections.unmodifiableSet(needed);
  }
}
