package dev.nightjar.cli;

import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import java.util.Locale;
import java.util.OptionalDouble;

/** What the owner of a key is told about its parameter set: family, security, assumptions, failure. */
final class ParameterFacts {
  private ParameterFacts() {
  }

  /**
   * Prints them.
   *
   * @param claimedLog2 log2 of the failure of a whole inference, as the endpoint says; empty where none was asked
   */
  static void print(Parameters p, OptionalDouble claimedLog2, Terminal terminal) {
    terminal.fact("Parameter set", p.id() + ", " + origin(p) + ": " + InspectCommand.lweKey(p));
    terminal.fact("Security", security(p));
    terminal.fact("Wrong results", promised(p) + (claimedLog2.isPresent()
        ? "; an inference " + Units.probability(claimedLog2.getAsDouble())
            + ", says the endpoint, and nothing here can check that" : ""));
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
