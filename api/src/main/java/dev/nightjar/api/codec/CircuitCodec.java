package dev.nightjar.api.codec;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.params.Parameters;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Circuits as bytes, for {@code server.zip}. The payload begins with the canonical parameters, so that a circuit can
 * be read without knowing its set beforehand. Version 2 is that of circuits that are hidden in their answers,
 * version 3 that of circuits whose products share masks, version 4 that of others: it ends with what it has of all
 * this. Version 5 is the same with look-ups of several values, version 6 the same with words of any number of bits.
 * See {@code docs/wire-format.md} for the node encodings.
 */
public final class CircuitCodec {
  static final int EXTRACT = 1;
  static final int LINEAR = 2;
  static final int LOOKUP = 3;
  static final int EXPAND = 4;
  static final int EVALUATE = 5;
  static final int SAMPLE_EXTRACT = 6;
  static final int FACTORED_LOOKUP = 7;

  private CircuitCodec() {
  }

  /** The circuit as one frame. */
  public static byte[] encode(Circuit circuit) {
    CircuitWriter w = new CircuitWriter();
    w.text(circuit.parameters().canonical());
    w.i32(circuit.inputs());
    w.i32(circuit.outputBits());
    w.i32(circuit.nodes().size());
    for (Node node : circuit.nodes()) {
      node.match(w);
    }
    w.i32s(circuit.outputs());
    CircuitTail tail = CircuitTail.of(circuit, w.wroteFactors());
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
      CircuitReader r = new CircuitReader(Frame.openUnderAnySet(bytes, Frame.Type.CIRCUIT));
      Parameters parameters = Parameters.parse(r.text());
      Frame.requireFingerprint(header, Frame.Type.CIRCUIT, parameters);
      int inputs = r.i32();
      int outputBits = r.i32();
      CircuitTail.requireOutputBits(header.version(), outputBits);
      int count = r.count(4);
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nodes.add(r.node(parameters));
      }
      int[] outputs = r.i32s();
      CircuitTail tail = CircuitTail.read(header.version(), r::i32);
      r.end();
      return tail.finish(new Circuit(parameters, inputs, nodes, outputs, outputBits), r.readFactors());
    } catch (BufferUnderflowException e) {
      throw Frame.invalid("the circuit ends in the middle of a field");
    }
  }
}
