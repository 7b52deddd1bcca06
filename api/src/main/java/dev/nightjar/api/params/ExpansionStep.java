package dev.nightjar.api.params;

/**
 * A step of the expansion of packed bits: each ciphertext becomes {@code arity} ciphertexts of as many times fewer
 * coefficients (Angel, Chen, Laine, Setty, <em>PIR with Compressed Queries and Amortized Query Processing</em>, eprint
 * 2017/1142, section 3.3).
 *
 * @param arity 2, with one automorphism, or 4: two doublings whose three automorphisms share one decomposition
 *     (hoisting: Halevi, Shoup, <em>Faster Homomorphic Linear Transformations in HElib</em>, eprint 2018/244)
 * @param gadget decomposition of the step's automorphism keys
 */
public record ExpansionStep(int arity, Gadget gadget) {
  /** Checks the arity. */
  public ExpansionStep {
    if (arity != 2 && arity != 4) {
      throw ParameterChecks.refused("a step of the expansion has an arity of 2 or 4, not " + arity);
    }
    ParameterChecks.requireGiven("decomposition of an expansion step", gadget);
  }

  /** log2 of the arity. */
  public int doublings() {
    return arity == 2 ? 1 : 2;
  }
}
