package dev.nightjar.api.codec;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Circuits as bytes, for {@code server.zip}. The payload begins with the canonical parameters, so that a circuit can be
 * read without knowing its set beforehand. Version 2 is that of circuits that are hidden in their answers, version 3
 * that of circuits whose products share masks, version 4 that of all others: it ends with what it has of all this. See
 * {@code docs/wire-format.md} for the node encodings.
 */
public final class CircuitCodec {
  private static final int EXTRACT = 1;
  private static final int LINEAR = 2;
  private static final int LOOKUP = 3;

  /** Fewest bytes that one row, term, look-up and function take: what a count is checked against. */
  private static final int ROW_BYTES = 12;
  private static final int TERM_BYTES = 12;
  private static final int LOOKUP_BYTES = 16;
  private static final int FUNCTION_BYTES = 12;

  private CircuitCodec() {
  }

  /** The circuit as one frame. */
  public static byte[] encode(Circuit circuit) {
    Writer w = new Writer();
    NodeWriter nodes = new NodeWriter(w);
    w.text(circuit.parameters().canonical());
    w.i32(circuit.inputs());
    w.i32(circuit.outputBits());
    w.i32(circuit.nodes().size());
    for (Node node : circuit.nodes()) {
      node.match(nodes);
    }
    w.i32s(circuit.outputs());
    CircuitTail tail = CircuitTail.of(circuit);
    tail.write(w::i32);
    byte[] payload = w.bytes();
    return Frame.write(Frame.Type.CIRCUIT, tail.version(), circuit.parameters(), payload.length, b -> b.put(payload));
  }

  /**
   * Reads a circuit.
   *
   * @param bytes exactly one frame, from position to limit
   * @throws NightjarException {@code INVALID_FORMAT}, {@code CHECKSUM_MISMATCH}, {@code PARAMETER_MISMATCH} when the
   *     header names another set than the payload, {@code INVALID_PARAMETERS} for a set that is insecure or
   *     inconsistent, {@code INVALID_MODEL} or {@code SHAPE_MISMATCH} for nodes that do not fit each other
   */
  public static Circuit decode(ByteBuffer bytes) {
    try {
      Frame.Header header = Frame.readHeader(bytes);
      Reader r = new Reader(Frame.openUnderAnySet(bytes, Frame.Type.CIRCUIT));
      Parameters parameters = Parameters.parse(r.text());
      Frame.requireFingerprint(header, Frame.Type.CIRCUIT, parameters);
      int inputs = r.i32();
      int outputBits = r.i32();
      int count = r.count(4);
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nodes.add(r.node(parameters));
      }
      int[] outputs = r.i32s();
      CircuitTail tail = CircuitTail.read(header.version(), r::i32);
      r.end();
      return tail.finish(new Circuit(parameters, inputs, nodes, outputs, outputBits));
    } catch (BufferUnderflowException e) {
      throw Frame.invalid("the circuit ends in the middle of a field");
    }
  }

  /** Little-endian primitives over a growing buffer. */
  private static final class Writer {
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

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

    void map(SparseMap map) {
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

    void lookup(Node.Lookup lookup) {
      i32s(lookup.inputs());
      for (int t : lookup.tableOf()) {
        i32(t);
      }
      for (double m : lookup.margins()) {
        i64(Double.doubleToLongBits(m));
      }
      LookupTables tables = lookup.tables();
      i32(tables.count());
      i32(tables.outputs());
      for (int t = 0; t < tables.count(); t++) {
        for (long[] function : tables.values(t)) {
          i32(function.length);
          for (long v : function) {
            i64(v);
          }
        }
      }
    }

    byte[] bytes() {
      return buffer.toByteArray();
    }
  }

  /** Writes a node's type and contents. */
  private record NodeWriter(Writer out) implements Node.Cases<Void> {
    @Override
    public Void extract(Node.Extract node) {
      out.i32(EXTRACT);
      out.map(node.map());
      return null;
    }

    @Override
    public Void linear(Node.Linear node) {
      out.i32(LINEAR);
      out.map(node.map());
      return null;
    }

    @Override
    public Void lookup(Node.Lookup node) {
      out.i32(LOOKUP);
      out.lookup(node);
      return null;
    }

    @Override
    public Void expand(Node.Expand node) {
      throw new UnsupportedOperationException("follows");
    }

    @Override
    public Void evaluate(Node.Evaluate node) {
      throw new UnsupportedOperationException("follows");
    }

    @Override
    public Void sampleExtract(Node.SampleExtract node) {
      throw new UnsupportedOperationException("follows");
    }
  }

  /** Little-endian primitives; every count is checked against the bytes that are left before memory is taken. */
  private static final class Reader {
    private final ByteBuffer in;

    Reader(ByteBuffer in) {
      this.in = in;
    }

    int i32() {
      return in.getInt();
    }

    int count(int bytesEach) {
      int n = in.getInt();
      if (n < 0 || (long) n * bytesEach > in.remaining()) {
        throw Frame.invalid("a count of " + n + " does not fit in the " + in.remaining() + " bytes that are left");
      }
      return n;
    }

    String text() {
      byte[] ascii = new byte[count(1)];
      in.get(ascii);
      return new String(ascii, StandardCharsets.US_ASCII);
    }

    int[] ints(int n) {
      int[] v = new int[n];
      for (int i = 0; i < n; i++) {
        v[i] = in.getInt();
      }
      return v;
    }

    long[] longs(int n) {
      return Frame.readWords(in, n);
    }

    int[] i32s() {
      return ints(count(4));
    }

    Node node(Parameters p) {
      int code = i32();
      return switch (code) {
        case EXTRACT -> new Node.Extract(map());
        case LINEAR -> new Node.Linear(map());
        case LOOKUP -> lookup(p);
        default -> throw Frame.invalid("node type " + code + " is not known");
      };
    }

    private SparseMap map() {
      int columns = i32();
      int rows = count(ROW_BYTES);
      int terms = count(TERM_BYTES);
      int[] start = new int[rows + 1];
      System.arraycopy(ints(rows), 0, start, 1, rows);
      return new SparseMap(columns, start, ints(terms), longs(terms), longs(rows));
    }

    private Node lookup(Parameters p) {
      int[] inputs = ints(count(LOOKUP_BYTES));
      int[] tableOf = ints(inputs.length);
      double[] margins = new double[inputs.length];
      for (int i = 0; i < margins.length; i++) {
        margins[i] = Double.longBitsToDouble(in.getLong());
      }
      int tables = count(FUNCTION_BYTES);
      int outputs = count(FUNCTION_BYTES);
      long[][][] values = new long[tables][][];
      for (int t = 0; t < tables; t++) {
        values[t] = new long[outputs][];
        for (int o = 0; o < outputs; o++) {
          values[t][o] = longs(count(8));
        }
      }
      return new Node.Lookup(inputs, tableOf, margins, LookupTables.of(p.tableSize(), values));
    }

    void end() {
      if (in.hasRemaining()) {
        throw Frame.invalid(in.remaining() + " bytes follow the circuit");
      }
    }
  }
}
