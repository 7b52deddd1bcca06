package dev.nightjar.api.codec;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.TUniform;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * What follows the outputs of a circuit in its encoding: how answers are hidden and packed, and short queries. Version
 * 1 has none of it, version 2 how answers are hidden, version 3 how they are packed; version 4 has flags and what they
 * name, for circuits that the versions before it cannot say, and version 5 the same. Version 6 has a flag more, and is
 * that of circuits with words of any number of bits.
 *
 * @param version of the frame
 */
record CircuitTail(int version, Optional<AnswerHiding> hiding, Optional<StridedPacking> packing,
    Optional<ShortQuery> query) {
  private static final int PLAIN = 1;
  private static final int HIDDEN = 2;
  private static final int PACKED = 3;
  private static final int FLAGGED = 4;

  /** As the one before, with look-ups of several values. */
  private static final int FACTORED = 5;

  /** As that, with or without such look-ups, for secrets that are not ternary and words that are not whole bytes. */
  private static final int WIDE = 6;

  private static final int HIDDEN_FLAG = 1;
  private static final int PACKED_FLAG = 2;
  private static final int SHORT_FLAG = 4;
  private static final int RANK_FLAG = 8;
  private static final int FLAGS_BEFORE_WIDE = HIDDEN_FLAG | PACKED_FLAG | SHORT_FLAG | RANK_FLAG;
  private static final int SECRET_FLAG = 16;

  /**
   * The tail of a circuit, of the lowest version that can say it.
   *
   * @param factored whether it has look-ups of several values
   */
  static CircuitTail of(Circuit circuit, boolean factored) {
    int version = circuit.strided().isPresent() ? PACKED : circuit.hiding().isPresent() ? HIDDEN : PLAIN;
    return new CircuitTail(isWide(circuit) ? WIDE : factored ? FACTORED : isNewer(circuit) ? FLAGGED : version,
        circuit.hiding(), circuit.strided(), circuit.shortQuery());
  }

  /** Whether a circuit has what the versions before 6 cannot say. */
  private static boolean isWide(Circuit circuit) {
    return !Circuit.OUTPUT_BITS.contains(circuit.outputBits())
        || circuit.hiding().flatMap(AnswerHiding::secret).isPresent();
  }

  /**
   * Requires the bits of a word of an answer to be those that circuits of a version have: {@code INVALID_MODEL}
   * otherwise.
   */
  static void requireOutputBits(int version, int bits) {
    if (version < WIDE && !Circuit.OUTPUT_BITS.contains(bits)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "a circuit of version " + version
          + " has answers in words of 64, 32, 24 or 16 bits, not " + bits);
    }
  }

  /** Whether a circuit has what the versions before 4 cannot say. */
  private static boolean isNewer(Circuit circuit) {
    return AnswerWords.isNewer(circuit.outputBits()) || !circuit.parameters().bootstraps()
        || circuit.shortQuery().isPresent() || circuit.hiding().filter(how -> how.rank() > 1).isPresent()
        || circuit.hiding().isPresent() && circuit.strided().isPresent();
  }

  private int rank() {
    return hiding.map(AnswerHiding::rank).orElse(1);
  }

  private Optional<TUniform> secret() {
    return hiding.flatMap(AnswerHiding::secret);
  }

  void write(IntConsumer out) {
    if (version >= FLAGGED) {
      out.accept((hiding.isPresent() ? HIDDEN_FLAG : 0) | (packing.isPresent() ? PACKED_FLAG : 0)
          | (query.isPresent() ? SHORT_FLAG : 0) | (rank() > 1 ? RANK_FLAG : 0)
          | (secret().isPresent() ? SECRET_FLAG : 0));
    } else if (version == PACKED) {
      out.accept(PACKED_FLAG);
    }
    hiding.ifPresent(how -> {
      out.accept(how.maskNoise().boundLog2());
      out.accept(how.flood().boundLog2());
      if (how.rank() > 1) {
        out.accept(how.rank());
      }
      how.secret().ifPresent(secret -> out.accept(secret.boundLog2()));
    });
    packing.ifPresent(how -> {
      out.accept(how.outputs());
      out.accept(how.stride());
    });
    query.ifPresent(how -> {
      out.accept(how.words());
      out.accept(how.bits());
      out.accept(how.zeros());
      out.accept(how.zeroBits());
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
    if ((flags & (RANK_FLAG | SECRET_FLAG)) != 0 && (flags & HIDDEN_FLAG) == 0) {
      throw Frame.invalid("a circuit that is not hidden has no rank and no secret");
    }
    if ((flags & ~(version < WIDE ? FLAGS_BEFORE_WIDE : FLAGS_BEFORE_WIDE | SECRET_FLAG)) != 0) {
      throw Frame.invalid("the flags 0x" + Integer.toHexString(flags)
          + " of a circuit are not known; this library is older than the circuit");
    }
    Optional<AnswerHiding> hiding = (flags & HIDDEN_FLAG) == 0 ? Optional.empty()
        : Optional.of(new AnswerHiding(new TUniform(in.getAsInt()), new TUniform(in.getAsInt()),
            (flags & RANK_FLAG) == 0 ? 1 : rank(in.getAsInt()),
            (flags & SECRET_FLAG) == 0 ? Optional.empty() : Optional.of(new TUniform(in.getAsInt()))));
    Optional<StridedPacking> packing = (flags & PACKED_FLAG) == 0 ? Optional.empty()
        : Optional.of(new StridedPacking(in.getAsInt(), in.getAsInt()));
    Optional<ShortQuery> query = (flags & SHORT_FLAG) == 0 ? Optional.empty()
        : Optional.of(new ShortQuery(in.getAsInt(), in.getAsInt(), in.getAsInt(), in.getAsInt()));
    return new CircuitTail(version, hiding, packing, query);
  }

  private static int rank(int read) {
    if (read == 1) {
      throw Frame.invalid("a rank of 1 is not written");
    }
    return read;
  }

  /**
   * The circuit with what this says of it, which must be what this version alone can say.
   *
   * @param factored whether it has look-ups of several values
   */
  Circuit finish(Circuit bare, boolean factored) {
    Circuit circuit = bare;
    if (hiding.isPresent()) {
      circuit = circuit.hidden(hiding.get());
    }
    if (packing.isPresent()) {
      circuit = circuit.packed(packing.get());
    }
    if (query.isPresent()) {
      circuit = circuit.taking(query.get());
    }
    int right = of(circuit, factored).version;
    if (right != version) {
      throw Frame.invalid("a circuit like this is of version " + right + ", not " + version);
    }
    return circuit;
  }
}
