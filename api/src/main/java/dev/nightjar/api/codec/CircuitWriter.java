package dev.nightjar.api.codec;

import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.engine.LookupTables;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the payload of a circuit, as little-endian primitives over a growing buffer; as an interpreter, its nodes. */
final class CircuitWriter implements Node.Cases<Void> {
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private boolean wroteFactors;

  /** Whether a look-up of several values was written. */
  boolean wroteFactors() {
    return wroteFactors;
  }

  void i32(int v) {
    buffer.write(word.putInt(0, v).array(), 0, Integer.BYTES);
  }

  void i64(long v) {
    buffer.write(word.putLong(0, v).array(), 0, Long.BYTES);
  }

  void text(String s) {
    byte[] ascii = s.getBytes(StandardCharsets.US_ASCII);
    i32(ascii.length);
    buffer.writeBytes(ascii);
  }

  void i32s(int[] v) {
    i32(v.length);
    for (int x : v) {
      i32(x);
    }
  }

  private void map(SparseMap map) {
    i32(map.columns());
    i32(map.rows());
    i32(map.terms());
    for (int r = 1; r <= map.rows(); r++) {
      i32(map.start(r));
    }
    for (int t = 0; t < map.terms(); t++) {
      i32(map.column(t));
    }
    for (int t = 0; t < map.terms(); t++) {
      i64(map.weight(t));
    }
    for (int r = 0; r < map.rows(); r++) {
      i64(map.constant(r));
    }
  }

  private void look(Node.Lookup lookup) {
    i32s(lookup.inputs());
    for (int t : lookup.tableOf()) {
      i32(t);
    }
    for (double m : lookup.margins()) {
      i64(Double.doubleToLongBits(m));
    }
    LookupTables tables = lookup.tables();
    wroteFactors |= tables.haveFactors();
    i32(tables.count());
    i32(tables.outputs());
    for (int t = 0; t < tables.count(); t++) {
      for (long[] function : tables.values(t)) {
        i32(function.length);
        for (long v : function) {
          i64(v);
        }
      }
      for (int o = 0; tables.haveFactors() && o < tables.outputs(); o++) {
        i32s(tables.factor(t, o));
      }
    }
  }

  byte[] bytes() {
    return buffer.toByteArray();
  }

  @Override
  public Void extract(Node.Extract node) {
    i32(CircuitCodec.EXTRACT);
    map(node.map());
    return null;
  }

  @Override
  public Void linear(Node.Linear node) {
    i32(CircuitCodec.LINEAR);
    map(node.map());
    return null;
  }

  @Override
  public Void lookup(Node.Lookup node) {
    i32(node.tables().haveFactors() ? CircuitCodec.FACTORED_LOOKUP : CircuitCodec.LOOKUP);
    look(node);
    return null;
  }

  @Override
  public Void expand(Node.Expand node) {
    i32(CircuitCodec.EXPAND);
    i32(node.bits());
    return null;
  }

  @Override
  public Void evaluate(Node.Evaluate node) {
    i32(CircuitCodec.EVALUATE);
    i32s(node.bits());
    diagram(node.diagram());
    return null;
  }

  @Override
  public Void sampleExtract(Node.SampleExtract node) {
    i32(CircuitCodec.SAMPLE_EXTRACT);
    i32s(node.wires());
    for (int coefficient : node.coefficients()) {
      i32(coefficient);
    }
    return null;
  }

  private void diagram(Diagram diagram) {
    i32(diagram.steps());
    for (int step = 0; step < diagram.steps(); step++) {
      buffer.write(diagram.kind(step).ordinal());
      step(diagram, step);
    }
    i32(diagram.outputs());
    for (int o = 0; o < diagram.outputs(); o++) {
      i32(diagram.output(o));
    }
  }

  private void step(Diagram diagram, int step) {
    switch (diagram.kind(step)) {
      case CONSTANT -> {
        i32(diagram.start(step));
        i32(diagram.length(step));
        for (int i = 0; i < diagram.length(step); i++) {
          i64(diagram.word(step, i));
        }
      }
      case SELECT -> {
        i32(diagram.bit(step));
        i32(diagram.first(step));
        i32(diagram.second(step));
      }
      case ROTATE -> {
        i32(diagram.bit(step));
        i32(diagram.first(step));
        i32(diagram.amount(step));
      }
      case SHIFT -> {
        i32(diagram.first(step));
        i32(diagram.amount(step));
      }
      case SUM -> {
        i32(diagram.terms(step));
        for (int t = 0; t < diagram.terms(step); t++) {
          i32(diagram.term(step, t));
        }
      }
    }
  }
}
