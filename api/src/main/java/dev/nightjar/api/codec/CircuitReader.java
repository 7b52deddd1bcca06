package dev.nightjar.api.codec;

import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Reads the payload of a circuit; every count is checked against the bytes that are left before memory is taken. */
final class CircuitReader {
  /** Fewest bytes that one row, term, look-up and function take: what a count is checked against. */
  private static final int ROW_BYTES = 12;
  private static final int TERM_BYTES = 12;
  private static final int LOOKUP_BYTES = 16;
  private static final int FUNCTION_BYTES = 12;
  private static final int FACTOR_BYTES = 8;
  private static final int EXTRACTION_BYTES = 8;
  private static final int LEAST_STEP_BYTES = 9;

  private final ByteBuffer in;
  private boolean readFactors;

  CircuitReader(ByteBuffer in) {
    this.in = in;
  }

  /** Whether a look-up of several values was read. */
  boolean readFactors() {
    return readFactors;
  }

  int i32() {
    return in.getInt();
  }

  int count(int bytesEach) {
    return Frame.count(in, bytesEach);
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
      case CircuitCodec.EXTRACT -> new Node.Extract(map());
      case CircuitCodec.LINEAR -> new Node.Linear(map());
      case CircuitCodec.LOOKUP -> lookup(p, this::interleaved);
      case CircuitCodec.FACTORED_LOOKUP -> lookup(p, this::factored);
      case CircuitCodec.EXPAND -> new Node.Expand(i32());
      case CircuitCodec.EVALUATE -> evaluate(p);
      case CircuitCodec.SAMPLE_EXTRACT -> sampleExtract();
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

  private Node lookup(Parameters p, Function<Parameters, LookupTables> tables) {
    int[] inputs = ints(count(LOOKUP_BYTES));
    int[] tableOf = ints(inputs.length);
    double[] margins = new double[inputs.length];
    for (int i = 0; i < margins.length; i++) {
      margins[i] = Double.longBitsToDouble(in.getLong());
    }
    return new Node.Lookup(inputs, tableOf, margins, tables.apply(p));
  }

  private LookupTables interleaved(Parameters p) {
    int tables = count(FUNCTION_BYTES);
    int outputs = count(FUNCTION_BYTES);
    long[][][] values = new long[tables][][];
    for (int t = 0; t < tables; t++) {
      values[t] = new long[outputs][];
      for (int o = 0; o < outputs; o++) {
        values[t][o] = longs(count(8));
      }
    }
    return LookupTables.of(p.tableSize(), values);
  }

  private LookupTables factored(Parameters p) {
    readFactors = true;
    int tables = count(FUNCTION_BYTES);
    int outputs = count(FACTOR_BYTES);
    long[][] common = new long[tables][];
    int[][][] factors = new int[tables][][];
    for (int t = 0; t < tables; t++) {
      common[t] = longs(count(8));
      factors[t] = new int[outputs][];
      for (int o = 0; o < outputs; o++) {
        factors[t][o] = i32s();
      }
    }
    return LookupTables.ofFactors(p.tableSize(), common, factors);
  }

  private Node evaluate(Parameters p) {
    int[] bits = i32s();
    if (bits.length == 0) {
      throw Frame.invalid("a diagram reads at least one bit");
    }
    return new Node.Evaluate(new DiagramReader(in, p.polynomialSize(), bits.length).read(count(LEAST_STEP_BYTES)),
        bits);
  }

  private Node sampleExtract() {
    int[] wires = ints(count(EXTRACTION_BYTES));
    return new Node.SampleExtract(wires, ints(wires.length));
  }

  void end() {
    if (in.hasRemaining()) {
      throw Frame.invalid(in.remaining() + " bytes follow the circuit");
    }
  }
}
