package dev.nightjar.cli;

import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import java.util.Locale;
import java.util.OptionalDouble;

/** What the owner of a key is told about its parameter set: family, security, assumptions, failure. */
final class ParameterFacts {
  private static final String BLOCK_BINARY_WARNING =
      "faster, on an assumption that few have tried to break; see SECURITY.md";

  private ParameterFacts() {
  }

  /**
   * Prints them.
   *
   * @param claimedLog2 log2 of the failure of a whole inference, as the endpoint says; empty where none was asked
   */
  static void print(Parameters p, OptionalDouble claimedLog2, Terminal terminal) {
    terminal.fact("Parameter set", p.id() + ", " + origin(p) + ": " + lweKey(p));
    terminal.fact("Security", security(p));
    terminal.fact("Wrong results", promised(p) + (claimedLog2.isPresent()
        ? "; an inference " + Units.probability(claimedLog2.getAsDouble())
            + ", says the endpoint, and nothing here can check that" : ""));
  }

  /** Prints all of them, as facts of a model. */
  static void printAll(Parameters p, Terminal terminal) {
    if (p.bootstraps()) {
      terminal.fact("parameter set", String.format(Locale.ROOT,
          "%s: n = %d, k = %d, N = %d, PBS 2^%d x %d, KS 2^%d x %d",
          p.id(), p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsBaseLog(), p.pbsLevel(),
          p.ksBaseLog(), p.ksLevel()));
      terminal.fact("LWE key", lweKey(p));
      terminal.fact("look-up tables", tables(p));
    } else {
      p.levelled().ifPresent(levelled -> terminal.fact("parameter set", String.format(Locale.ROOT,
          "%s: k = %d, N = %d, %d slots in a ciphertext, mask 2^%d x %d, body 2^%d x %d",
          p.id(), p.glweDimension(), p.polynomialSize(), 1 << levelled.slotsLog2(), levelled.mask().baseLog(),
          levelled.mask().level(), levelled.body().baseLog(), levelled.body().level())));
      terminal.fact("GLWE key", lweKey(p));
    }
    terminal.fact("security", security(p));
    terminal.fact("origin", origin(p));
    terminal.fact("consent", PolicyChoice.allowanceFor(p).isEmpty() ? "keys are made without being asked"
        : "keys are made with --allow " + PolicyChoice.allowanceFor(p) + " alone");
  }

  /** What the small key is like, with a warning where that is unusual and the cost where it has one. */
  private static String lweKey(Parameters p) {
    if (!p.bootstraps()) {
      return "uniform " + p.glweKey().secret().name().toLowerCase(Locale.ROOT)
          + " keys, levelled: nothing is bootstrapped";
    }
    if (p.blockBinary()) {
      return "block-binary keys, blocks of " + p.blockLength() + ": " + BLOCK_BINARY_WARNING;
    }
    return "uniform binary keys" + (p.unrolled() ? ", unrolled: " + Units.exactBytes(bytesOfProducts(p))
        + " of the evaluation key are products of two bits, which make batches faster" : "");
  }

  private static long bytesOfProducts(Parameters p) {
    long bytesOfOne = KeyPart.BOOTSTRAPPING.words(p) / p.ggswCount() * Long.BYTES;
    return bytesOfOne * (p.ggswCount() - p.lweDimension());
  }

  /** How large tables are, and over which polynomials where those are smaller. */
  static String tables(Parameters p) {
    return "tables of " + p.tableSize() + " coefficients"
        + (p.extensionLog2() == 0 ? "" : " over polynomials of " + p.polynomialSize());
  }

  /** What the set says of a look-up. */
  static String promised(Parameters p) {
    if (!p.bootstraps()) {
      return "no look-up";
    }
    return p.noisePromise().map(noise -> "none, look-ups are analogue, with noise of at most 2^" + noise.decisionLog2()
        + " of the torus, by the set").orElseGet(() -> "a look-up " + Units.probability(p.failureLog2())
            + ", by the set");
  }

  /** Whether the catalogue has it. */
  static String origin(Parameters p) {
    if (p.custom()) {
      return "found for this model, NOT in the catalogue";
    }
    return ParameterCatalogue.all().contains(p) ? "of the catalogue" : "NOT in the catalogue of this version";
  }

  /** Bits, and on which assumptions. */
  static String security(Parameters p) {
    return String.format(Locale.ROOT, "%.1f bits by the best known attacks, classical; assumes %s", p.securityBits(),
        assumption(KeyFamily.of(p)));
  }

  private static String assumption(KeyFamily family) {
    return switch (family) {
      case UNIFORM -> "LWE with uniform binary keys and circular security, as every TFHE library does";
      case UNROLLED -> "LWE with uniform binary keys and circular security, also of products of key bits";
      case BLOCK_BINARY -> "LWE with keys in blocks, which is young and little tried, and circular security";
      case LEVELLED -> "ring LWE with uniform ternary keys and circular security, as BFV and CKKS libraries do";
    };
  }
}
