package dev.nightjar.api.params;

import java.util.Locale;
import java.util.stream.Collectors;

/** Writes {@code docs/parameters.md} from the code, so that the page cannot be out of date. */
final class ParameterDocument {
  private static final String PAGE = """
      # Parameter sets

      <!-- Generated from the code; a test fails when this page differs from it. To write it anew, in the
           module api: mvn test -Dtest=ParameterDocumentTest -Dnightjar.docs.update=true -->

      A parameter set fixes the size and noise of keys and ciphertexts, and with them security,
      correctness and speed. The torus has 64 bits, secret keys are uniform binary, a look-up is
      keyswitch, centred modulus switch and programmable bootstrap, and ciphertexts travel under the big
      key of dimension kN.

      ## The catalogue

      | id | n | k, N | PBS B/l | KS b/l | LWE noise | GLWE noise | p | 2-norm | log2 p_fail | security | seeded key | cost | fingerprint |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
      %s
      - `p`: a look-up has 2^p boxes under one padding bit. `2-norm`: the largest, over bootstrapped
        ciphertexts, of the linear part in front of a look-up. `log2 p_fail`: of one such look-up; the
        number in the id is the bound claimed.
      - `B/l`, `b/l`: log2 of the decomposition base, and levels. `LWE noise` is that of the
        keyswitching key, `GLWE noise` that of the bootstrapping key and of fresh ciphertexts; TU(b) is
        TUniform on ±2^b of a 64-bit word.
      - `security`: bits of the weaker of the two keys, see below. `seeded key`: what a client sends, in
        MB of 10^6 bytes. `cost`: expected milliseconds of one look-up in a large batch on one core of
        the machine the cost model was fitted on; only ratios mean anything elsewhere. `fingerprint`:
        the parameter id in all byte formats.
      - A published set never changes. `TFHE_RS_2_2_P128` is the default set of TFHE-rs (2 message bits,
        2 carry bits, TUniform, 2^-128), for comparison; there it is used up to a 2-norm of 5. Models without look-ups use the GLWE key of
        `%s` and no evaluation key.

      ## Security

      The figure is read off the security curve for uniform binary keys, log2 σ_min(n) =
      max(a·n + c, -62), n = kN for GLWE, with a = -0.025696778711484593, c = 2.675931372549016 for 128 bits
      and a = -0.024891456582633045, c = 2.65734593837534 for 132 bits. Source: Concrete,
      `tools/parameter-curves/concrete-security-curves-rust/src/gaussian/curves_gen.rs`; fitted to the
      lattice-estimator (RC.MATZOV, minimum of primal_usvp and dual_hybrid), valid for n ≥ 450. Between
      and beyond the two curves the figure is interpolated at fixed dimension and capped at %d. Sets are
      generated at 132 bits with the narrowest TUniform noise on the curve; under 128 bits the code
      refuses them. These are estimates against classical attacks known to that tool, not proofs.

      ## Noise and failure

      Torus units (q = 2^64 becomes 1); B, β the two bases, l, l' their levels, σ² the variance of the
      key's noise.

      | what | variance | source |
      |---|---|---|
      | bootstrap | n·( V_fft + l(k+1)N·σ²·(B²+2)/12 + ½·( B^(-2l)/12 - q^-2/12 + kN(q^-2/48 + B^(-2l)/24) ) ) | TFHE-rs `lwe_programmable_bootstrap.rs` |
      | its FFT in doubles | V_fft = 0.00705·2^(22 + 2 log2 B)·q^-2·l^1.01827·k^1.22003·N^2.22003·(k+1)^1.01827 | same; Zama's fit to Zama's FFT |
      | keyswitch | kN·( l'·σ²·(β²+2)/12 + q^-2/48 + β^(-2l')/24 ) | TFHE-rs `lwe_keyswitch.rs` |
      | modulus switch, centred | n/(48 w²) + n/(24 q²), w = 2N / 2^ϑ for 2^ϑ tables | TFHE-rs `centered_mean_shifted_modulus_switch.rs`; eprint 2025/809 |
      | modulus switch, plain | (1/12 + n/24)/w² + (n/48 - 1/12)/q² | TFHE-rs `modulus_switch.rs` |
      | reply rounded to r bits | (1 + kN/2)·(2^(-2r) - q^-2)/12 | rounding error of kN/2 mask words and the body |

      The TFHE-rs files are in `tfhe/src/core_crypto/commons/noise_formulas`. A decision with margin m
      (half the distance of neighbouring plaintexts, 2^-(p+2) for 2^p boxes) fails with probability
      erfc(m / (σ√2)); look-ups of an inference are added up (union bound). The formulas give back what
      TFHE-rs publishes for its own sets, see below.

      **Our bounds allow an engine more noise**: bootstraps count with 2·(V_pbs + 1.1·n·V_fft). The factor 2 is
      there because an engine may multiply by X^a - 1 after the external product, which lets ciphertexts lie in
      the lanes of a vector; 2.1 times Zama's V_fft is the most that we measured for our FFT. All figures in the
      catalogue above are by this bound.

      | set of TFHE-rs | published log2 p_fail | ours |
      |---|---|---|
      %s
      ## How the sets were found

      By exhaustive search over (k, N), the LWE noise bound and both decompositions, for the cheapest
      set that keeps one look-up %d bits below the bound claimed (so that the bound holds for an
      inference of %d look-ups). A test repeats the search. Noise bounds are whole bits, so n advances in steps of about 40. Cost model,
      fitted to a pure-Java engine with 512-bit vectors:
      n·((k+1)(l+1)·t_FFT(N) + (k+1)²·l·N·c_k) + kN·l'·(n+1)·0.03 ns, with t_FFT = 0.3675 µs at N = 512
      and 1.222 µs at 2048, c_k = 0.0832 ns at k = 1 and 0.1776 ns at k = 4, the rest interpolated or
      extrapolated.
      """;

  private ParameterDocument() {}

  /** The whole page. */
  static String markdown() {
    return format(PAGE,
        ParameterCatalogue.all().stream().map(ParameterDocument::row).collect(Collectors.joining()),
        ParameterCatalogue.linear().id(),
        (int) SecurityCurve.MAX_REPORTED_BITS,
        PublishedSet.ALL.stream().map(ParameterDocument::row).collect(Collectors.joining()),
        ParameterCatalogue.RESERVE_LOG2,
        1 << ParameterCatalogue.RESERVE_LOG2);
  }

  private static String row(Parameters p) {
    double bits = p.securityBits();
    return format("| %s | %d | %d, %d | %d/%d | %d/%d | TU(%d) | TU(%d) | %d | %.0f | %.2f | %.1f | %.1f MB"
            + " | %.2f | `%016x` |\n",
        p.id(), p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsBaseLog(), p.pbsLevel(),
        p.ksBaseLog(), p.ksLevel(), p.lweNoise().boundLog2(), p.glweNoise().boundLog2(), p.messageBits(),
        p.norm2(), NoiseModel.lookUpFailureLog2(p), Math.floor(bits * 10) / 10, p.seededKeyBytes() / 1e6,
        ParameterCatalogue.cost(p), p.fingerprint());
  }

  private static String row(PublishedSet set) {
    return format("| %s | %.3f | %.3f |\n", set.name(), set.publishedFailureLog2(), set.failureLog2());
  }

  private static String format(String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }
}
