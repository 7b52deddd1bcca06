package dev.nightjar.client;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.ServiceLoader;

/** A secret key whose evaluation key an engine has loaded, and what is needed to use both. */
final class BootstrapBench implements AutoCloseable {
  private final Parameters p;
  private final Encryptor encryptor;
  private final Decryptor decryptor;
  private final EngineKey loaded;

  private BootstrapBench(Parameters p, Encryptor encryptor, Decryptor decryptor, EngineKey loaded) {
    this.p = p;
    this.encryptor = encryptor;
    this.decryptor = decryptor;
    this.loaded = loaded;
  }

  /** The Java engine with two threads. */
  static Engine engine() {
    return ServiceLoader.load(EngineProvider.class).stream().map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals("java")).findFirst().orElseThrow()
        .create(new EngineOptions(2));
  }

  /** A key of exactly the mean weight; everything follows from the label. */
  static BootstrapBench balanced(Engine engine, Parameters p, String label) {
    SecretKey key = TestKeys.balancedKey(p, label + p.id());
    return new BootstrapBench(p, new Encryptor(key, TestKeys.randomness(label + "inputs " + p.id())),
        new Decryptor(key), engine.load(new KeyGenerator(TestThreads.of(2), TestKeys.ANY_SET,
            TestKeys.randomness(label + "key " + p.id())).evaluationKey(key)));
  }

  /** A key as an owner has it, another one each time. */
  static BootstrapBench drawn(Engine engine, Parameters p) {
    SecretKey key = SecretKey.generate(p, TestKeys.ANY_SET);
    return new BootstrapBench(p, new Encryptor(key), new Decryptor(key),
        engine.load(new KeyGenerator(TestThreads.of(2), TestKeys.ANY_SET).evaluationKey(key)));
  }

  Parameters parameters() {
    return p;
  }

  LweList encrypt(long[] messages) {
    return encryptor.encryptEach(messages);
  }

  /** Phases of the outputs for inputs of these messages, in batches of a given size. */
  long[] bootstrap(long[] messages, long[] table, int batch) {
    LookupTables tables = LookupTables.of(p.tableSize(), new long[][][] {{table}});
    long[] phases = new long[messages.length];
    for (int from = 0; from < messages.length; from += batch) {
      int count = Math.min(batch, messages.length - from);
      LweList in = encryptor.encryptEach(Arrays.copyOfRange(messages, from, from + count));
      System.arraycopy(bootstrap(in, tables, new int[count]), 0, phases, from, count);
    }
    return phases;
  }

  /** Phases of all outputs of these ciphertexts at these tables, as one batch. */
  long[] bootstrap(LweList in, LookupTables tables, int[] tableOf) {
    LweList out = LweList.allocate(p.bigLweDimension(), in.count() * tables.outputs());
    loaded.bootstrap(in, tables, tableOf, out);
    return decryptor.phases(out);
  }

  /**
   * The noise of decisions inside bootstraps (keyswitch and modulus switch), read off a table whose narrow boxes count
   * up and start again before noise could reach the same value twice: the box that was taken tells where the phase was.
   *
   * @param decision the expected variance
   */
  Decisions decisions(int samples, double decision) {
    return decisions(samples, samples, decision);
  }

  /** The same in batches of a given size. */
  Decisions decisions(int samples, int batch, double decision) {
    double grid = 2.0 * p.tableSize();
    int valueBits = (int) Math.floor(-1 - Math.log(
        6 * Math.sqrt(NoiseModel.bootstrapVarianceBound(p))) / Math.log(2));
    int width = 2;
    while (width * Math.scalb(1.0, valueBits - 1) < 6 * Math.sqrt(decision) * grid) {
      width *= 2;
    }
    long[] table = new long[p.tableSize() / width];
    for (int m = 0; m < table.length; m++) {
      table[m] = (long) m << (64 - valueBits);
    }
    // Noise takes no message to the other half of the torus, where the table's values have the other sign.
    double from = Math.max(0.06, 6.5 * Math.sqrt(decision));
    long[] messages = new long[samples];
    for (int i = 0; i < samples; i++) {
      messages[i] = (long) Math.scalb(from + (0.5 - 2 * from) * i / samples, 64);
    }
    ChiSquared noise = new ChiSquared();
    ChiSquared outputs = new ChiSquared();
    long[] phases = bootstrap(messages, table, batch);
    for (int i = 0; i < samples; i++) {
      double at = Math.scalb((double) messages[i], -64) * grid / width;
      double taken = (phases[i] + (1L << (63 - valueBits)) >>> (64 - valueBits)) & (1L << valueBits) - 1;
      noise.add(Math.IEEEremainder(taken - at, 1 << valueBits) * width / grid);
      outputs.addDifference(phases[i], (long) taken << (64 - valueBits));
    }
    return new Decisions(noise, outputs, width / grid * (width / grid) / 12);
  }

  /**
   * What decisions were.
   *
   * @param noise of where phases were, in parts of the torus
   * @param outputs noise of what was looked up, beside the values of the boxes
   * @param ofBoxes variance that the width of the boxes adds to the first one
   */
  record Decisions(ChiSquared noise, ChiSquared outputs, double ofBoxes) {
  }

  @Override
  public void close() {
    loaded.close();
  }
}
