package dev.nightjar.api.codec;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.TUniform;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * What follows the outputs of a circuit in its encoding: how answers are hidden and packed. Version 1 has neither,
 * version 2 how they are hidden, version 3 how they are packed; version 4 has flags and what they name, for circuits
 * that the versions before it cannot say.
 *
 * @param version of the frame
 */
record CircuitTail(int version, Optional<AnswerHiding> hiding, Optional<StridedPacking> packing) {
  private static final int PLAIN = 1;
  private static final int HIDDEN = 2;
  private static final int PACKED = 3;
  private static final int FLAGGED = 4;

  private static final int HIDDEN_FLAG = 1;
  private static final int PACKED_FLAG = 2;

  /** Bits of a word that versions before 4 do not have. */
  private static final int NEWER_OUTPUT_BITS = 24;

  /** The tail of a circuit, of the lowest version that can say it. */
  static CircuitTail of(Circuit circuit) {
    int version = circuit.strided().isPresent() ? PACKED : circuit.hiding().isPresent() ? HIDDEN : PLAIN;
    return new CircuitTail(isNewer(circuit) ? FLAGGED : version, circuit.hiding(), circuit.strided());
  }

  /** Whether a circuit has what only version 4 can say. */
  private static boolean isNewer(Circuit circuit) {
    return circuit.outputBits() == NEWER_OUTPUT_BITS || !circuit.parameters().bootstraps();
  }

  void write(IntConsumer out) {
    if (version == FLAGGED) {
      out.accept((hiding.isPresent() ? HIDDEN_FLAG : 0) | (packing.isPresent() ? PACKED_FLAG : 0));
    } else if (version == PACKED) {
      out.accept(PACKED_FLAG);
    }
    hiding.ifPresent(how -> {
      out.accept(how.maskNoise().boundLog2());
      out.accept(how.flood().boundLog2());
    });
    packing.ifPresent(how -> {
      out.accept(how.outputs());
      out.accept(how.stride());
    });
  }

  static CircuitTail read(int version, IntSupplier in) {
    int flags = switch (version) {
      case PLAIN -> 0;
      case HIDDEN -> HIDDEN_FLAG;
      default -> in.getAsInt();
    };
    if (version == PACKED && flags != PACKED_FLAG) {
      throw Frame.invalid("a circuit of version 3 has the flags " + PACKED_FLAG + ", not " + flags);
    }
    if ((flags & ~(HIDDEN_FLAG | PACKED_FLAG)) != 0) {
      throw Frame.invalid("the flags 0x" + Integer.toHexString(flags)
          + " of a circuit are not known; this library is older than the circuit");
    }
    Optional<AnswerHiding> hiding = (flags & HIDDEN_FLAG) == 0 ? Optional.empty()
        : Optional.of(new AnswerHiding(new TUniform(in.getAsInt()), new TUniform(in.getAsInt())));
    Optional<StridedPacking> packing = (flags & PACKED_FLAG) == 0 ? Optional.empty()
        : Optional.of(new StridedPacking(in.getAsInt(), in.getAsInt()));
    return new CircuitTail(version, hiding, packing);
  }

  /** The circuit with what this says of it, which must be what this version alone can say. */
  Circuit finish(Circuit bare) {
    Circuit circuit = bare;
    if (hiding.isPresent()) {
      circuit = circuit.hidden(hiding.get());
    }
    if (packing.isPresent()) {
      circuit = circuit.packed(packing.get());
    }
    if (of(circuit).version != version) {
      throw Frame.invalid("a circuit like this is of version " + of(circuit).version + ", not " + version);
    }
    return circuit;
  }
}
