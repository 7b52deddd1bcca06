package dev.nightjar.api.circuit;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.Parameters;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What a wire of a circuit carries. Immutable and thread-safe.
 *
 * @param kind kind of ciphertext
 * @param parameters parameter set whose key it is under
 */
public record WireType(Kind kind, Parameters parameters) {
  /** Kinds of ciphertexts. What reads wires requires the kinds that it can read, {@link #require}. */
  public enum Kind {
    /** An LWE ciphertext under the big key: kN words of mask, then the body. */
    LWE {
      @Override
      int words(Parameters p) {
        return p.bigLweDimension() + 1;
      }
    },

    /** A GLWE ciphertext: k mask polynomials of N words, then the body polynomial. */
    GLWE {
      @Override
      int words(Parameters p) {
        return (p.glweDimension() + 1) * p.polynomialSize();
      }
    },

    /** A GGSW ciphertext of a bit under a levelled set, a GLWE ciphertext for each row; kept in an engine's form. */
    GGSW {
      @Override
      int words(Parameters p) {
        return p.levelled().map(Levelled::rows).orElse(0) * GLWE.words(p);
      }
    };

    abstract int words(Parameters p);
  }

  public WireType {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(parameters, "parameters");
  }

  /** An LWE ciphertext under the big key of a set. */
  public static WireType lwe(Parameters parameters) {
    return new WireType(Kind.LWE, parameters);
  }

  /** Requires a kind: {@code INVALID_MODEL} otherwise. */
  void require(String reader, Kind wanted) {
    if (kind != wanted) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, reader + " reads " + wanted + " wires, not " + this);
    }
  }

  /** Words of a ciphertext. */
  public int words() {
    return kind.words(parameters);
  }

  /**
   * The one type of all wires that something reads.
   *
   * @param reader what reads them, for messages
   * @param wires at least one
   * @param types type of each wire
   * @throws NightjarException {@code INVALID_MODEL} when two are of different types
   */
  static WireType common(String reader, IntStream wires, IntFunction<WireType> types) {
    PrimitiveIterator.OfInt each = wires.iterator();
    int first = each.nextInt();
    WireType common = types.apply(first);
    while (each.hasNext()) {
      int wire = each.nextInt();
      WireType type = types.apply(wire);
      if (!type.equals(common)) {
        throw new NightjarException(ErrorCode.INVALID_MODEL, reader + " reads wire " + first + ", " + common
            + ", and wire " + wire + ", " + type + "; all that it reads must be of one type");
      }
    }
    return common;
  }

  /** For people, e.g. {@code LWE under NJ1_M1_P64}. */
  @Override
  public String toString() {
    return kind + " under " + parameters.id();
  }
}
