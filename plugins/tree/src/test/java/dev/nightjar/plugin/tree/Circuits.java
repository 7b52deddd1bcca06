package dev.nightjar.plugin.tree;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.LookupTables;

/** Looks into circuits: independent of ClearEvaluator, so that it shows the inputs of look-ups too. */
final class Circuits {
  private Circuits() {
  }

  /** Called for each look-up while a circuit runs. */
  interface Probe {
    void lookup(LookupTables tables, int table, long phase, double margin);
  }

  static void run(Circuit circuit, long[] plaintext, Probe probe) {
    long[] wires = new long[circuit.wires()];
    int next = 0;
    for (Node node : circuit.nodes()) {
      if (node instanceof Node.Lookup lookup) {
        int outputs = lookup.tables().outputs();
        for (int i = 0; i < lookup.count(); i++) {
          long phase = wires[lookup.inputs()[i]];
          probe.lookup(lookup.tables(), lookup.tableOf()[i], phase, lookup.margins()[i]);
          for (int o = 0; o < outputs; o++) {
            wires[next + i * outputs + o] = lookup.tables().evaluate(lookup.tableOf()[i], o, phase);
          }
        }
      } else {
        boolean extract = node instanceof Node.Extract;
        SparseMap map = extract ? ((Node.Extract) node).map() : ((Node.Linear) node).map();
        for (int r = 0; r < map.rows(); r++) {
          wires[next + r] = map.apply(r, extract ? plaintext : wires);
        }
      }
      next += node.width();
    }
  }

  /** Torus distance from a phase to the nearest one, on the modulus-switch grid, where an output changes. */
  static double distanceToEdge(LookupTables tables, int table, long phase) {
    int grid = Integer.numberOfTrailingZeros(2 * tables.polynomialSize()) - tables.theta();
    long step = 1L << 64 - grid;
    long cell = phase & -step;
    double inside = Math.scalb((double) (phase - cell), -64);
    for (int i = 0; i < 1 << grid - 1; i++) {
      if (differs(tables, table, phase, cell - (i + 1) * step)) {
        return Math.min(inside + i * Math.scalb(1.0, -grid), forward(tables, table, phase, cell, step, grid));
      }
    }
    return 0.5;
  }

  private static double forward(LookupTables tables, int table, long phase, long cell, long step, int grid) {
    double inside = Math.scalb((double) (phase - cell), -64);
    for (int i = 0; i < 1 << grid - 1; i++) {
      if (differs(tables, table, phase, cell + (i + 1) * step)) {
        return (i + 1) * Math.scalb(1.0, -grid) - inside;
      }
    }
    return 0.5;
  }

  private static boolean differs(LookupTables tables, int table, long a, long b) {
    for (int o = 0; o < tables.outputs(); o++) {
      if (tables.evaluate(table, o, a) != tables.evaluate(table, o, b)) {
        return true;
      }
    }
    return false;
  }
}
