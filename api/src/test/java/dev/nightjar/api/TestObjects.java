package dev.nightjar.api;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Small objects with reproducible content. Their words are AES-CTR key streams, not encryptions of anything: formats do
 * not look at what the words mean.
 */
public final class TestObjects {
  private TestObjects() {
  }

  /** Keys of 6 kB: n = 1, k = 1, N = 256, one level. */
  public static Parameters tiny() {
    return Parameters.builder("insecure-tiny")
        .glweKey(1, 256, new TUniform(10)).lweKey(1, new TUniform(20)).bootstrap(8, 1).keyswitch(4, 1)
        .promise(1, 1, -1).buildInsecureForTests();
  }

  /** Every dimension greater than one: n = 2, k = 2, N = 256, two and three levels. */
  public static Parameters tall() {
    return Parameters.builder("insecure-tall")
        .glweKey(2, 256, new TUniform(10)).lweKey(2, new TUniform(20)).bootstrap(6, 2).keyswitch(3, 3)
        .promise(2, 1, -1).buildInsecureForTests();
  }

  /** An unrolled set: n = 4, so that two GGSW ciphertexts of products follow the four of bits; k = 1, N = 256. */
  public static Parameters unrolled() {
    return Parameters.builder("insecure-unrolled")
        .glweKey(1, 256, new TUniform(10)).lweKey(4, new TUniform(20)).bootstrap(8, 1).keyswitch(4, 1)
        .promise(1, 1, -1).unrolled(true).buildInsecureForTests();
  }

  /** The set with the longest evaluation key, 2,147,481,632 bytes without header. */
  public static Parameters longestKey() {
    return longKey(16383);
  }

  /** One LWE coefficient more than {@link #longestKey}. */
  public static Parameters keyThatIsTooLong() {
    return longKey(16384);
  }

  private static Parameters longKey(int n) {
    return Parameters.builder("insecure-long")
        .glweKey(1, 256, new TUniform(10)).lweKey(n, new TUniform(20)).bootstrap(1, 32).keyswitch(1, 63)
        .promise(1, 1, -1).buildInsecureForTests();
  }

  /** A secure set with a small polynomial, for circuits: they are refused under insecure sets. */
  public static Parameters secure() {
    return Parameters.parse("nightjar-parameters/1 id=NJ1_M1_P64 n=702 k=3 N=512 pbs=17/1 ks=2/6 lwe=50 glwe=30 p=1 "
        + "norm2=4 failure=-64");
  }

  /** A mask seed: 16 equal bytes. */
  public static byte[] seed(int fill) {
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }

  /** The first words of the key stream of {@link #seed}. */
  public static long[] words(int fill, long count) {
    long[] words = new long[Math.toIntExact(count)];
    new MaskStream(seed(fill)).row(0, words.length, words, 0);
    return words;
  }

  /** An evaluation key: seeds 0x0b and 0x0c, bodies of streams 0x1b and 0x1c. */
  public static EvaluationKey key(Parameters p) {
    return EvaluationKey.forBootstraps(p, seed(0x0b), words(0x1b, KeyPart.BOOTSTRAPPING.words(p)), seed(0x0c),
        words(0x1c, KeyPart.KEYSWITCHING.words(p)));
  }

  /** A key of one part of {@link #key} alone. */
  public static EvaluationKey partOf(Parameters p, KeyPart part) {
    return new EvaluationKey(p, Map.of(part, key(p).part(part)));
  }

  /** A query: seed 0x0d, bodies of stream 0x1d. */
  public static PackedInput query(Parameters p, int ciphertexts) {
    return new PackedInput(p, seed(0x0d), words(0x1d, (long) ciphertexts * p.polynomialSize()));
  }

  /** The same with encryptions of zero behind them, as many as the parameters ask for. */
  public static PackedInput queryWithZeros(Parameters p, int ciphertexts) {
    int zeros = Rerandomisation.zeros(p);
    PackedInput all = query(p, ciphertexts + zeros);
    return new PackedInput(p, all.seed(), all.bodies(), zeros);
  }

  /** An answer of stream 0x1e. */
  public static LweList answer(Parameters p, int ciphertexts) {
    return LweList.wrap(p.bigLweDimension(), ciphertexts,
        words(0x1e, (long) ciphertexts * (p.bigLweDimension() + 1)));
  }

  /** What an answer is bound to: digests of 16 equal bytes each. */
  public static AnswerBinding binding() {
    return new AnswerBinding(Digest128.read(ByteBuffer.wrap(seed(0x2a))), Digest128.read(ByteBuffer.wrap(seed(0x2b))));
  }

  /** One row without terms over the coefficients of one ciphertext. */
  public static Node constantNode(int polynomialSize) {
    return new Node.Extract(new SparseMap(polynomialSize, new int[2], new int[0], new long[0], new long[] {1}));
  }

  /** One row of a linear model on three coefficients. */
  public static Circuit linearCircuit() {
    SparseMap map = new SparseMap(512, new int[] {0, 3}, new int[] {0, 1, 2}, new long[] {3, -5, 7},
        new long[] {-(1L << 50)});
    return new Circuit(secure(), 1, List.of(new Node.Extract(map)), new int[] {0}, 32);
  }

  /** A circuit that is hidden in its answers, with noise of 2^32 and three times 2^44. */
  public static Circuit hidden(Circuit open) {
    return new Circuit(open.parameters(), open.inputs(), open.nodes(), open.outputs(), open.outputBits(),
        Optional.of(new AnswerHiding(new TUniform(32), new TUniform(44))));
  }

  /** Every node type: extraction, look-ups with one and with two outputs, a linear map over all wires. */
  public static Circuit mixedCircuit() {
    SparseMap extract = new SparseMap(1024, new int[] {0, 2, 3, 3}, new int[] {0, 513, 1023},
        new long[] {1, -1, Long.MIN_VALUE}, new long[] {1L << 62, 0, -1});
    LookupTables sign = LookupTables.of(512, new long[][][] {{{1L << 61}}});
    LookupTables pair = LookupTables.of(512, new long[][][] {
        {{1L << 60, 2L << 60}, {-1, Long.MAX_VALUE}},
        {{0, Long.MIN_VALUE}, {5, 6}}});
    SparseMap sum = new SparseMap(8, new int[] {0, 2, 3}, new int[] {3, 4, 7}, new long[] {1, -2, 1},
        new long[] {9, 0});
    return new Circuit(secure(), 2, List.of(
        new Node.Extract(extract),
        new Node.Lookup(new int[] {0}, new int[] {0}, new double[] {0.25}, sign),
        new Node.Lookup(new int[] {1, 3}, new int[] {1, 0}, new double[] {0.125, 1.0 / 3 / 8}, pair),
        new Node.Linear(sum)), new int[] {8, 9, 8}, 16);
  }
}
