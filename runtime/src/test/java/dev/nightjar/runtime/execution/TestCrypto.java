package dev.nightjar.runtime.execution;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.client.Decryptor;
import dev.nightjar.client.Encryptor;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.util.Arrays;

/** A client and an engine, mostly over a parameter set that is fast and protects nothing. */
final class TestCrypto implements AutoCloseable {
  /** k = 1. */
  static final Parameters FLAT = toy("insecure-flat", 1, 512);

  /** k = 3. */
  static final Parameters TALL = toy("insecure-tall", 3, 256);

  private final SecretKey secret;
  private final Engine engine;
  private final EngineKey key;

  TestCrypto(Parameters parameters) {
    secret = parameters.id().startsWith("insecure") ? SecretKey.insecureForTests(parameters, 42)
        : SecretKey.generate(parameters);
    engine = EngineRegistry.discover().create("java", new EngineOptions(2));
    key = engine.load(new KeyGenerator().evaluationKey(secret));
  }

  private static Parameters toy(String id, int k, int n) {
    TUniform lwe = new TUniform(20);
    TUniform glwe = new TUniform(10);
    return Parameters.builder(id)
        .glweKey(k, n, glwe).lweKey(60, lwe).bootstrap(15, 2).keyswitch(4, 6).promise(3, 4, -40)
        .buildInsecureForTests();
  }

  EngineKey key() {
    return key;
  }

  PackedInput encrypt(long[] plaintext) {
    return new Encryptor(secret).encrypt(plaintext);
  }

  /** The same, behind which encryptions of zero follow. */
  PackedInput encryptWithZeros(long[] plaintext) {
    return encryptWithZeros(plaintext, Rerandomisation.zeros(secret.parameters()));
  }

  /** The same with so many of them. */
  PackedInput encryptWithZeros(long[] plaintext, int zeros) {
    Parameters p = secret.parameters();
    PackedInput all = encrypt(Arrays.copyOf(plaintext, plaintext.length + zeros * p.polynomialSize()));
    return new PackedInput(p, all.seed(), all.bodies(), zeros);
  }

  long[] phases(LweList ciphertexts) {
    return new Decryptor(secret).phases(ciphertexts);
  }

  @Override
  public void close() {
    key.close();
    engine.close();
    secret.close();
  }
}
