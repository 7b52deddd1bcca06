package dev.nightjar.api.params;

/**
 * Sets of the catalogue with a short LWE key: the same rings, decompositions and noise of a step, in a quarter of the
 * time. The noise of a bootstrap and that of the modulus switch add up over the bits of that key, so that formulas
 * which hold for few bits hold for many; the noise of the keyswitch is a quarter, too, so that each has its share in a
 * decision as under the whole set.
 */
public final class ShortSets {
  /** By how much the key is shorter. */
  private static final int SHORTER = 4;

  /** The key's bits are whole blocks and whole pairs. */
  private static final int UNIT = 2 * Parameters.BLOCK_LENGTH;

  /** Characters of an id, at most. */
  private static final int LONGEST_ID = 32;

  private ShortSets() {
  }

  /** A set with a quarter of the LWE key's bits and half of its noise's bound, which protects nothing. */
  public static Parameters of(Parameters p) {
    String id = Parameters.INSECURE_PREFIX + p.id();
    ParametersBuilder builder = Parameters.builder(id.length() <= LONGEST_ID ? id : id.replace("_", ""))
        .glweKey(p.glweDimension(), p.polynomialSize(), p.glweNoise())
        .lweKey(p.lweDimension() / SHORTER / UNIT * UNIT, new TUniform(p.lweNoise().boundLog2() - 1))
        .bootstrap(p.pbsBaseLog(), p.pbsLevel()).keyswitch(p.ksBaseLog(), p.ksLevel())
        .blockLength(p.blockLength()).extensionLog2(p.extensionLog2()).unrolled(p.unrolled());
    p.noisePromise().ifPresentOrElse(
        promise -> builder.noisePromise(promise.decisionLog2(), promise.norm2(), promise.outputLog2()),
        () -> builder.promise(p.messageBits(), p.norm2(), p.failureLog2()));
    return builder.buildInsecureForTests();
  }
}
