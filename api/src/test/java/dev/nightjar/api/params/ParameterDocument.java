package dev.nightjar.api.params;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes {@code docs/parameters.md} from the code, so that the page cannot be out of date. */
final class ParameterDocument {
  private static final String PAGE = """
      # Parameter sets

      <!-- Generated from the code; a test fails when this page differs from it. To write it anew, in the
           module api: mvn test -Dtest=ParameterDocumentTest -Dnightjar.docs.update=true -->

      A parameter set fixes the size and noise of keys and ciphertexts, and with them security,
      correctness and speed. The torus has 64 bits. In all sets but the levelled ones below, secret keys are binary, a look-up is keyswitch, centred
      modulus switch and programmable bootstrap, and ciphertexts travel under the big key of dimension kN.

      ## The catalogue

      | id | n | d | k, N | ν | PBS B/l | KS b/l | LWE noise | GLWE noise | p | 2-norm | log2 p_fail | security | seeded key | cost | fingerprint |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
      %s
      - `id`: NJ, version, message bits p, failure bound. `_N16` marks a second set for the same p and bound that allows
        a 2-norm of 16 where the first does not, and costs more for it; models with wide sums need it. A set of NJ1
        without a successor of its bits and bound is still the best, or within 5 %% of it.
      - `p`: a look-up has 2^p boxes under one padding bit. `2-norm`: the largest, over bootstrapped
        ciphertexts, of the linear part in front of a look-up. `log2 p_fail`: of one such look-up; the
        number in the id is the bound claimed.
      - `d`: 1 for a uniform LWE key. With d = 3 the key is *block-binary*: n/3 blocks of 3 bits with at most one
        1, one decomposition and one pair of transforms a block (Lee, Min, Seo, Song, eprint 2023/958). That is
        a **younger assumption**, see below and in [SECURITY.md](../SECURITY.md): such sets have `-block3` in
        their name and are used only where that is asked for. The GLWE key is uniform in every set.
      - `-unrolled`: the LWE key is uniform, and the bootstrapping key also encrypts the products of bits 0 and 1, 2 and
        3, and so on, so that one decomposition and one pair of transforms serve two bits (after Zhou, Yang, Liu, Zhang,
        Ding, *Faster Bootstrapping with Multiple Addends*, IEEE Access 6, 2018). The evaluation key is half as large
        again. Such sets, too, are used only where that is asked for. They have no extension and end at 5 bits; where
        there is none for what a model needs, or a uniform one is cheaper, a uniform set is taken.
      - `ν`: a look-up table has 2^ν N coefficients, spread over 2^ν polynomials of N (extended bootstrapping; Lee,
        Yoon, eprint 2023/402). Keys are as long as without, a look-up takes 2^ν times as many products.
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

      ## Sets for analogue look-ups

      A network reads its functions off noisy phases: no box is right or wrong, and what matters is how noisy the argument
      of a look-up is, and its output. These sets promise both, as log2 of standard deviations relative to the torus, and
      nothing of boxes. Circuits of boxes never get one. Analogue circuits get the cheapest set that does, of these and of
      those above: where none is here, one above is within %.0f %%.

      | id | n | d | k, N | PBS B/l | KS b/l | LWE noise | GLWE noise | decision | 2-norm | output | security | seeded key | cost | fingerprint |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
      %s
      - `id`: NJ, version, D and -log2 of the noise at a decision, O and -log2 of that of an output. Both hold to the whole
        number; the columns have the figures by the formulas below, the first at the largest `2-norm`, over bootstrapped
        ciphertexts, of the linear part in front of a look-up.
      - Noise is normal: it is above 9.2 times the standard deviation with a probability of 2^-64.
      - Found as the others were, for budgets of 2^-8 to 2^-5 at the decision and 2^-14 to 2^-8 at the output, for each
        family of keys: the norm is the largest whole number up to 64 at which the search still finds the set that it
        finds at 8 (at 1 where outputs have more than 2^-11). A set is here where it is %.0f %% cheaper than all others that
        do. A test repeats the search. What a network needs besides decides which: outputs that go into sums of 2-norm 8
        and more have to be quieter than 2^-11.

      ### Custom sets

      `compile --parameters search` searches the same space for one circuit's needs, or for the budgets between these. What
      it finds is a *custom* set: its name is `NJX_` and its fingerprint, it promises noise as those here do, and clients
      take it where their owner says `--allow custom` ([SECURITY.md](../SECURITY.md)). It is taken where it is %.0f %% cheaper
      than the catalogue, so that the result is never worse. Costs are those below, times what sets of the same shape were
      measured to take on this machine over what the model says of them, where that is known. For budgets that are whole
      powers of two from 2^-8 to 2^-5 there is little more to find than the catalogue has; the search is for those between
      and beyond.

      ### A set for each layer?

      A look-up begins with a keyswitch from the key of its input to the small key of its own set, so that each layer of a
      network could have a set of its own at no further cost but a longer evaluation key, and a keyswitch for each sum that
      skips a layer. By the cost model that gains little. The cheapest uniform sets with outputs of 2^-14 take %s ms for
      budgets of 2^-7, 2^-6 and 2^-5 at the decision. Of the 288 + 64 + 32 look-ups of the digits CNN at a budget of 2^-7
      for all, the first layer would have to bear twice the noise to make the whole %.0f %% cheaper, and four times for
      %.0f %%; of a perceptron with 32 + 16 look-ups, %.0f %% and %.0f %%. Quiet outputs are what sets are dear for, and each
      layer's go into sums of 2-norm 8 or more but for the last's. Circuits therefore have one set.

      ## Security

      The figure is that of the weaker of the two keys, read off the security curve for uniform binary keys, log2 σ_min(n) =
      max(a·n + c, -62), n = kN for GLWE, with a = -0.025696778711484593, c = 2.675931372549016 for 128 bits
      and a = -0.024891456582633045, c = 2.65734593837534 for 132 bits. Source: Concrete,
      `tools/parameter-curves/concrete-security-curves-rust/src/gaussian/curves_gen.rs`; fitted to the
      lattice-estimator (RC.MATZOV, minimum of primal_usvp and dual_hybrid), valid for n ≥ 450. Between
      and beyond the two curves the figure is interpolated at fixed dimension and capped at %d. Sets are
      generated at 132 bits with the narrowest TUniform noise on the curve; under 128 bits the code
      refuses them. These are estimates against classical attacks known to that tool, not proofs.

      Block-binary LWE keys with d = 3 have lines of their own: a = -0.025853, c = 5.1658 for 128 bits and
      a = -0.025093, c = 5.1939 for 132 bits, for n from %d to %d and nothing outside. They were fitted to a
      re-implementation of the estimator's formulas (usvp, bdd, hybrid, MATZOV dual; GSA, RC.MATZOV) that knows of
      the blocks and gives back the estimator's own figures within 0.4 bits for uniform keys. Its attacker is
      stronger than a known one: meet-in-the-middle over whole blocks costs the square root of the guesses, with
      unlimited memory and without loss. Such a key needs 2.2 to 2.4 bits more noise, or about 90 more
      dimensions, than a uniform one.

      Unrolled keys are uniform keys, and held to the same curve. That a bootstrapping key encrypts functions of secret
      keys without harm is an assumption of every TFHE library; here the functions include products of two bits, as they
      do in the "multi-bit" keys of TFHE-rs. See [SECURITY.md](../SECURITY.md).

      ## Noise and failure

      Torus units (q = 2^64 becomes 1); B, β the two bases, l, l' their levels, σ² the variance of the
      key's noise, s = 1/(d+1) the mean of a bit of the LWE key: ½ for a uniform one, ¼ for blocks of 3.

      | what | variance | source |
      |---|---|---|
      | bootstrap | n·( V_fft + l(k+1)N·σ²·(B²+2)/12 + s·( B^(-2l)/12 - q^-2/12 + kN(q^-2/48 + B^(-2l)/24) ) ) | TFHE-rs `lwe_programmable_bootstrap.rs`, s = ½ |
      | its FFT in doubles | V_fft = 0.00705·2^(22 + 2 log2 B)·q^-2·l^1.01827·k^1.22003·N^2.22003·(k+1)^1.01827 | same; Zama's fit to Zama's FFT |
      | keyswitch | kN·( l'·σ²·(β²+2)/12 + q^-2/48 + β^(-2l')/24 ) | TFHE-rs `lwe_keyswitch.rs` |
      | modulus switch, centred | n·s(1-s)·( 1/(12 w²) + 1/(6 q²) ), w = 2^(ν+1) N / 2^ϑ for 2^ϑ tables | TFHE-rs `centered_mean_shifted_modulus_switch.rs`, s = ½; eprint 2025/809 |
      | modulus switch, plain | (1/12 + n s/12)/w² + (n(s(1-s)/4 - s/12) - 1/12)/q² | TFHE-rs `modulus_switch.rs`, s = ½ |
      | reply rounded to r bits | (1 + kN/2)·(2^(-2r) - q^-2)/12 | rounding error of kN/2 mask words and the body |

      The TFHE-rs files are in `tfhe/src/core_crypto/commons/noise_formulas`. A decision with margin m
      (half the distance of neighbouring plaintexts, 2^-(p+2) for 2^p boxes) fails with probability
      erfc(m / (σ√2)); look-ups of an inference are added up (union bound). The formulas give back what
      TFHE-rs publishes for its own sets, see below.

      **Our bounds allow an engine more noise**: bootstraps count with 2·(V_pbs + 1.1·n·V_fft). The factor 2 is
      there because an engine may multiply by X^a - 1 after the external product, which lets ciphertexts lie in
      the lanes of a vector; 2.1 times Zama's V_fft is the most that we measured for our FFT. All figures in the
      catalogue above are by this bound, which also covers a block taken at once: its bits share the decomposition,
      but each has key noise of its own.

      **Unrolled keys** count with n/2·( 8·(2.1·V_fft + V_key) + 2·¾·V_cut ), V_key = l(k+1)N·σ²·(B²+2)/12 being the
      noise of the key and V_cut the last factor of the first row, what the decomposition cuts off: for a pair of bits
      three products are multiplied by X^a - 1, X^b - 1 and (X^a - 1)(X^b - 1), so that their own noise counts 2 + 2 + 4
      times, and what was cut off, the same for all three, by X^(a s + b t) - 1, which is 0 for one pair in four. An
      engine may take such a key bit by bit, so that the bound above holds instead where it is larger.

      **An extension** leaves the noise of a bootstrap as it is: the accumulator is 2^ν ciphertexts of N coefficients,
      each goes through the same n external products, and multiplying by X^a permutes and rotates them. What it
      gains is the finer grid of the modulus switch.

      **Each key, not the mean one.** What a decomposition cuts off is noisier under heavier keys, and the noise of a
      block-binary set's modulus switch is, too: n s² + h (1 - 2s) stands for n s(1-s) at weight h. The formulas count the
      mean weights. The client draws a GLWE key anew, as a whole, until at most half of its bits are 1, and an LWE key
      likewise (a quarter in blocks of 3; in an unrolled set, at most ¾ of the pairs are not both 0, too). The noise of a
      keyswitching key is drawn anew until the sum of its squares is at most the mean, and the square of the sum over the
      rows of the highest level at most the sum of their squares. That sum shifts all phases alike, for the highest digit
      has a mean of nearly ½, its ties staying at β/2: the formula counts it as variance, and a shift of one standard
      deviation leads to fewer failures than that. So the figures hold for every key that is drawn. This costs each key
      less than a bit of its entropy (1.3 bits for the LWE key of an unrolled set), and the noise of a keyswitching key
      1.6 bits. Keys that an earlier version drew are read as ever; their figures are those of the mean key, and a heavy
      one fails more often: a new key is the remedy.

      **What look-ups have in common.** The outputs of one look-up of 2^ϑ tables are coefficients of one accumulator, and so
      are those of look-ups of one sum by tables that are rotations of each other. What is cut off each coefficient of the
      mask meets the same binary key, and so do the errors of the FFT in it, so that two outputs have a covariance, of
      either sign, of at most C = ½·(1 + 10/√(kN))·2·n·( s·V_mask + 2.1·V_fft ), where V_mask = kN(q^-2/48 + B^(-2l)/24),
      and with an unrolled key, if that is more, ½·(1 + 10/√(kN))·n·( ¾·V_mask + 4·2.1·V_fft ). ½ is what a binary key has
      in common with itself at any distance, and fewer than one key in 2^64 is 10/√(kN) above it. A sum of outputs of one
      accumulator with weights w counts with
      V·Σ w² + C·((Σ |w|)² - Σ w²), V being the bound of one bootstrap. Equal look-ups of one sum, those of a table and of its
      negative, too, are one source: the absolute weights of what may be the same coefficient are added first.

      | set of TFHE-rs | published log2 p_fail | ours |
      |---|---|---|
      %s
      ## Levelled sets

      A levelled set has one ternary GLWE key of dimension k = 1 and nothing to bootstrap with: packed encrypted bits are
      expanded into GGSW ciphertexts, which drive diagrams of CMUX gates. Steps of the expansion are arity:base log/level.

      | id | N | GLWE noise | expansion | switch b/l | mask b/l | body b/l | slots a ciphertext, a bit | log2 V of a row, a switched row, an external product | security | seeded key | fingerprint |
      |---|---|---|---|---|---|---|---|---|---|---|---|
      %s
      - Security is that of a binary key of equal dimension and noise on the curve above; SECURITY.md says what else is
        assumed. A key encrypts the square of the secret and its images under automorphisms.
      - σ² is the GLWE noise, m1 = 2N/3 the mean |S|², m2 = 8N²/9 the mean |S·S|² (N³/48 for a binary key, which is why the
        key is ternary). FFT rounding of a coefficient of a key switch: v_f = l·4^b·2^-97.5·N/2048.
      - A key switch adds G = N·l·(4^b+2)/12·σ² + v_f to the phase and D = 4^(-l·b)/12 + v_f to each mask coefficient; a step
        of arity r makes (G, D) into r·(G, D) + (r-1)·(G, D) of a key switch, from (σ², 0) on.
      - V_row = G + m1·D. V_switched = m1·G + m2·D + N·l·(4^b+2)/12·σ² + m2·4^(-l·b)/12, with b/l of the switch.
      - V_product = N·( l·(4^b+2)/12·V_switched + l'·(4^b'+2)/12·V_row ) + m1·4^(-l·b)/12 + 4^(-l'·b')/12, with b/l of the mask
        and b'/l' of the body, for a bit of 1; a bit of 0 adds less. A product of a constant has digits in its body alone and
        adds at most c·l'·4^(b'-1)·V_row for c coefficients that are not zero.
      - A path of a diagram adds up its products. Summands of a sum are independent, but that a product that m of them can
        reach counts m times for each; what is not worked out is added up as standard deviations, and so are products of
        constants. Words of a constant below the body's last digit are rounded: up to 2^-(l'·b'+1) is taken off the margin.
      - GGSW ciphertexts take (l + l')·2·N·8 bytes a bit and query on the server, and 2·N·8 bytes more for each level of the
        body where constants are multiplied.

      ## How the sets were found

      By exhaustive search over (k, N), the extension (none for unrolled keys), the LWE noise bound and both
      decompositions, for the cheapest set that keeps one look-up %d bits below the bound claimed (so that the bound holds
      for an inference of %d look-ups). Noise bounds are whole bits, so n advances in steps of about 40. For each p, bound
      and family of keys there is one set for a 2-norm of about 5: its norm is the largest whole number up to 16 at which
      the search still finds the same set. Where 5 would force a dearer shape (k, N, l, ν; more than a tenth), it is the
      largest that the cheapest shape holds. Where a norm of 16 then forces another shape, there is a second set,
      `_N16`. A set of NJ2 was added only where it is 5 %% cheaper than what NJ1 has, an unrolled one only where it is that
      much cheaper than any uniform one. A test repeats the search for every set of NJ2; those of NJ1 were found earlier,
      without extension and by other costs.

      ## What a look-up costs

      2^ν·e·(n/d·(k+1)(l+1)·t_FFT(N) + g·(k+1)²·l·N·c) + kN·l'·(n+1)·0.036 ns

      For uniform keys d = 1 and g = n, for unrolled ones d = 2 and g = 3n/2, for blocks of 3 d = 3 and g = n.

      | constant | value |
      |---|---|
      | t_FFT, N = 256, 512, 1024, 2048, 4096 | 0.0995, 0.254, 0.649, 1.2415, 3.051 µs |
      | c, uniform keys, (k+1)l = 2, up to 4, more | 0.0541, 0.154, 0.186 ns |
      | c, unrolled keys, (k+1)l = 2, up to 4, more | 0.112, 0.1275, 0.137 ns |
      | c, blocks of 3 | 0.150 ns |
      | e, ν = 0 | 1 |
      | e, l = 1 and ν up to 3 | 1.217 |
      | e, else: uniform keys, blocks of 3 | 1.409, 1.689 |

      Fitted to blind rotations of the pure-Java engine (512-bit vectors, eight ciphertexts in the lanes, one thread of
      an Intel Xeon with AVX-512, JDK 25, 2026-11-22): 49 of 50 measured shapes within 5 %%; unrolled keys at
      N = 4096 and l = 2 take an eighth longer than this says. Only the sum was measured, so that a constant by itself
      means little. With 256-bit vectors (four lanes, two cores of an AMD EPYC with AVX2, JDK 25, 2026-11-28, busy with other
      work, least of four turns) 18 sets with N from 256 to 2048 took 2.6 to 4.7 times what this says, 13 of them up to 3.4 times;
      those with (k, N) = (3, 512) took 3.4 to 4.2 times, so that they gain less there than the table says.
      """;

  private ParameterDocument() {}

  /** The whole page. */
  static String markdown() {
    return format(PAGE,
        ParameterCatalogue.bootstrapped().stream().map(ParameterDocument::row).collect(Collectors.joining()),
        ParameterCatalogue.linear().id(),
        100 * ParameterOptimizer.GAIN,
        ParameterCatalogue.analogue().stream().map(ParameterDocument::analogue).collect(Collectors.joining()),
        100 * ParameterOptimizer.GAIN, 100 * ParameterOptimizer.GAIN,
        IntStream.of(7, 6, 5).mapToObj(bits -> format("%.2f", costAt(bits))).collect(Collectors.joining(", ")),
        gain(288, 96, 6), gain(288, 96, 5), gain(32, 16, 6), gain(32, 16, 5),
        (int) SecurityCurve.MAX_REPORTED_BITS,
        SecurityCurve.MIN_BLOCK_DIMENSION, SecurityCurve.MAX_BLOCK_DIMENSION,
        PublishedSet.ALL.stream().map(ParameterDocument::row).collect(Collectors.joining()),
        ParameterCatalogue.all(KeyFamily.LEVELLED).stream().map(ParameterDocument::levelled)
            .collect(Collectors.joining()),
        ParameterCatalogue.RESERVE_LOG2,
        1 << ParameterCatalogue.RESERVE_LOG2);
  }

  private static double costAt(int decisionBits) {
    return ParameterCatalogue.cost(ParameterCatalogue.byId("NJ3_D" + decisionBits + "_O14").orElseThrow());
  }

  /** Percent that are saved where the first layer's look-ups bear more noise than 2^-7, which the others do not. */
  private static double gain(int first, int others, int decisionBits) {
    return 100 * first * (1 - costAt(decisionBits) / costAt(7)) / (first + others);
  }

  private static String analogue(Parameters p) {
    SetNoise noise = SetNoise.of(p);
    double norm2 = p.noisePromise().orElseThrow().norm2();
    return format("| %s | %d | %d | %d, %d | %d/%d | %d/%d | TU(%d) | TU(%d) | %.2f | %.0f | %.2f | %.1f | %.1f MB | %.2f |"
            + " `%016x` |\n",
        p.id(), p.lweDimension(), p.blockLength(), p.glweDimension(), p.polynomialSize(), p.pbsBaseLog(), p.pbsLevel(),
        p.ksBaseLog(), p.ksLevel(), p.lweNoise().boundLog2(), p.glweNoise().boundLog2(),
        NoiseModel.log2(noise.decision(0, norm2, 0)) / 2, norm2, NoiseModel.log2(noise.bootstrap()) / 2,
        Math.floor(p.securityBits() * 10) / 10, p.seededKeyBytes() / 1e6, ParameterCatalogue.cost(p), p.fingerprint());
  }

  private static String levelled(Parameters p) {
    Levelled levelled = p.levelled().orElseThrow();
    return format("| %s | %d | TU(%d) | %s | %s | %s | %s | %d, %d | %.1f, %.1f, %.1f | %.1f | %.2f MB | `%016x` |\n",
        p.id(), p.polynomialSize(), p.glweNoise().boundLog2(), levelled.expansion().stream()
            .map(step -> step.arity() + ":" + text(step.gadget())).collect(Collectors.joining(" ")),
        text(levelled.schemeSwitch()), text(levelled.mask()), text(levelled.body()), 1 << levelled.slotsLog2(),
        levelled.mask().level(), NoiseModel.log2(LevelledNoise.row(p)),
        NoiseModel.log2(LevelledNoise.schemeSwitchedRow(p)), NoiseModel.log2(LevelledNoise.externalProduct(p)),
        Math.floor(p.securityBits() * 10) / 10, p.seededKeyBytes() / 1e6, p.fingerprint());
  }

  private static String text(Gadget gadget) {
    return gadget.baseLog() + "/" + gadget.level();
  }

  private static String row(Parameters p) {
    double bits = p.securityBits();
    return format("| %s | %d | %d | %d, %d | %d | %d/%d | %d/%d | TU(%d) | TU(%d) | %d | %.0f | %.2f | %.1f | %.1f MB"
            + " | %.2f | `%016x` |\n",
        p.id(), p.lweDimension(), p.blockLength(), p.glweDimension(), p.polynomialSize(), p.extensionLog2(),
        p.pbsBaseLog(), p.pbsLevel(), p.ksBaseLog(), p.ksLevel(), p.lweNoise().boundLog2(),
        p.glweNoise().boundLog2(), p.messageBits(), p.norm2(),
        NoiseModel.lookupFailureLog2(p), Math.floor(bits * 10) / 10, p.seededKeyBytes() / 1e6,
        ParameterCatalogue.cost(p), p.fingerprint());
  }

  private static String row(PublishedSet set) {
    return format("| %s | %.3f | %.3f |\n", set.name(), set.publishedFailureLog2(), set.failureLog2());
  }

  private static String format(String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }
}
