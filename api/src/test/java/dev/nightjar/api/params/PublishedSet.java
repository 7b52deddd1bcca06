package dev.nightjar.api.params;

import java.util.List;

/** A parameter set as TFHE-rs publishes it, with Gaussian or TUniform noise and either modulus switch. */
record PublishedSet(String name, int n, int k, int polynomialSize, double lweVariance, double glweVariance,
    int pbsBaseLog, int pbsLevel, int ksBaseLog, int ksLevel, int messageBits, double norm2, boolean centred,
    double publishedFailureLog2) {

  private static final boolean PLAIN = false;
  private static final boolean CENTRED = true;
  private static final double GAUSS_1536 = gauss(1.9524392655548086e-11);
  private static final double GAUSS_2048 = gauss(2.845267479601915e-15);
  private static final double GAUSS_MIN = gauss(2.168404344971009e-19);

  static final List<PublishedSet> ALL = List.of(
      new PublishedSet("1_1 Gaussian 2M64", 781, 4, 512, gauss(8.868480365938865e-06), GAUSS_2048,
          23, 1, 4, 3, 2, 3, PLAIN, -64.01),
      new PublishedSet("2_2 Gaussian 2M64", 833, 1, 2048, gauss(3.6158408373309336e-06), GAUSS_2048,
          23, 1, 3, 5, 4, 5, PLAIN, -64.014),
      new PublishedSet("3_3 Gaussian 2M64", 977, 1, 8192, gauss(3.0144389706858286e-07), GAUSS_MIN,
          15, 2, 3, 6, 6, 9, PLAIN, -64.177),
      new PublishedSet("4_4 Gaussian 2M64", 1110, 1, 32768, gauss(3.038278019865525e-08), GAUSS_MIN,
          11, 3, 2, 11, 8, 17, PLAIN, -64.014),
      new PublishedSet("1_1 TUniform 2M64", 839, 4, 512, tUniform(47), tUniform(17),
          23, 1, 4, 3, 2, 3, PLAIN, -72.226),
      new PublishedSet("2_2 TUniform 2M64", 879, 1, 2048, tUniform(46), tUniform(17),
          23, 1, 3, 5, 4, 5, PLAIN, -72.178),
      new PublishedSet("3_3 TUniform 2M64", 998, 1, 8192, tUniform(43), tUniform(3),
          15, 2, 3, 6, 6, 9, PLAIN, -64.454),
      new PublishedSet("4_4 TUniform 2M64", 1117, 1, 32768, tUniform(40), tUniform(3),
          11, 3, 1, 22, 8, 17, PLAIN, -64.037),
      new PublishedSet("1_0 Gaussian 2M128", 747, 6, 256, gauss(1.5944604865450687e-05), GAUSS_1536,
          17, 1, 4, 3, 1, 1, CENTRED, -128.603),
      new PublishedSet("1_1 Gaussian 2M128", 837, 4, 512, gauss(3.3747142481837397e-06), GAUSS_2048,
          23, 1, 5, 3, 2, 3, CENTRED, -128.186),
      new PublishedSet("2_0 Gaussian 2M128", 846, 3, 512, gauss(2.889344520786227e-06), GAUSS_1536,
          17, 1, 5, 3, 2, 1, CENTRED, -128.285),
      new PublishedSet("2_1 Gaussian 2M128", 884, 2, 1024, gauss(1.4999005934396873e-06), GAUSS_2048,
          23, 1, 5, 3, 3, 2, CENTRED, -128.607),
      new PublishedSet("2_2 Gaussian 2M128", 866, 1, 2048, gauss(2.046151696979124e-06), GAUSS_2048,
          23, 1, 3, 5, 4, 5, CENTRED, -128.597),
      new PublishedSet("1_4 Gaussian 2M128", 930, 1, 4096, gauss(6.782362904013915e-07), GAUSS_MIN,
          15, 2, 3, 6, 5, 31, CENTRED, -128.607),
      new PublishedSet("1_1 TUniform 2M128", 879, 4, 512, tUniform(46), tUniform(17),
          23, 1, 5, 3, 2, 3, CENTRED, -144.322),
      new PublishedSet("2_2 TUniform 2M128", 918, 1, 2048, tUniform(45), tUniform(17),
          23, 1, 4, 4, 4, 5, CENTRED, -129.581),
      new PublishedSet("3_3 TUniform 2M128", 1077, 1, 8192, tUniform(41), tUniform(3),
          15, 2, 4, 5, 6, 9, CENTRED, -128.992),
      new PublishedSet("4_4 TUniform 2M128", 1117, 1, 65536, tUniform(40), tUniform(3),
          11, 3, 3, 7, 8, 17, CENTRED, -141.559));

  /** log2 of the failure probability by our formulas. */
  double failureLog2() {
    double grid = 2.0 * polynomialSize;
    double variance = NoiseFormulas.lookup(norm2,
        NoiseFormulas.bootstrap(n, k, polynomialSize, pbsBaseLog, pbsLevel, glweVariance,
            NoiseFormulas.UNIFORM_MEAN),
        NoiseFormulas.keyswitch(k * polynomialSize, ksBaseLog, ksLevel, lweVariance, TUniform.MODULUS_LOG2),
        centred ? NoiseFormulas.modulusSwitchCentred(n, grid, NoiseFormulas.UNIFORM_MEAN)
            : NoiseFormulas.modulusSwitchPlain(n, grid, NoiseFormulas.UNIFORM_MEAN));
    return NoiseModel.failureLog2OfDecision(NoiseFormulas.boxMargin(messageBits), variance);
  }

  private static double gauss(double standardDeviation) {
    return standardDeviation * standardDeviation;
  }

  private static double tUniform(int boundLog2) {
    return new TUniform(boundLog2).variance();
  }

  @Override
  public String toString() {
    return name;
  }
}
