package dev.nightjar.client;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigestSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.ShortBufferException;

/** Puts a faulty security provider before all others, then makes a key and a query. To be run in a JVM of its own. */
final class FaultyProviders {
  private FaultyProviders() {
  }

  /** What is wrong with a provider: an algorithm of it, and the class that implements it badly. */
  enum Fault {
    CIPHER_HOLDS_BYTES_BACK("Cipher.AES/CTR/NoPadding", HoldsBack.class),
    CIPHER_GIVES_ZEROS("Cipher.AES/CTR/NoPadding", Zeros.class),
    CIPHER_IS_WRONG_FOR_LONG_KEYS("Cipher.AES/CTR/NoPadding", WrongForLongKeys.class),
    DIGEST_IS_CONSTANT("MessageDigest.SHA-256", ConstantDigest.class),
    RANDOM_IS_CONSTANT("SecureRandom.NativePRNG", ConstantRandom.class),
    RANDOM_BEGINS_ALIKE("SecureRandom.NativePRNG", CountingRandom.class);

    private final String service;
    private final Class<?> implementation;

    Fault(String service, Class<?> implementation) {
      this.service = service;
      this.implementation = implementation;
    }
  }

  /** A provider of one algorithm. */
  static final class Faulty extends Provider {
    private static final long serialVersionUID = 1L;

    Faulty(Fault fault) {
      super("Faulty", "1", "implements one algorithm badly");
      put(fault.service, fault.implementation.getName());
    }
  }

  /** The contract of {@code Cipher.update} allows a cipher to give bytes only with {@code doFinal}. */
  public static class HoldsBack extends CipherSpi {
    @Override
    protected void engineSetMode(String mode) {
      // CTR alone is registered.
    }

    @Override
    protected void engineSetPadding(String padding) {
      // None is registered.
    }

    @Override
    protected int engineGetBlockSize() {
      return 16;
    }

    @Override
    protected int engineGetOutputSize(int length) {
      return length;
    }

    @Override
    protected byte[] engineGetIV() {
      return new byte[16];
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
      return null;
    }

    @Override
    protected void engineInit(int operation, Key key, SecureRandom random) {
      // Nothing is encrypted.
    }

    @Override
    protected void engineInit(int operation, Key key, AlgorithmParameterSpec parameters, SecureRandom random) {
      // Nothing is encrypted.
    }

    @Override
    protected void engineInit(int operation, Key key, AlgorithmParameters parameters, SecureRandom random) {
      // Nothing is encrypted.
    }

    @Override
    protected byte[] engineUpdate(byte[] in, int offset, int length) {
      return new byte[0];
    }

    @Override
    protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int outOffset)
        throws ShortBufferException {
      return 0;
    }

    @Override
    protected byte[] engineDoFinal(byte[] in, int offset, int length) {
      return new byte[0];
    }

    @Override
    protected int engineDoFinal(byte[] in, int offset, int length, byte[] out, int outOffset) {
      return 0;
    }
  }

  /** Gives as many bytes as it takes, all zero. */
  public static final class Zeros extends HoldsBack {
    @Override
    protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int outOffset) {
      Arrays.fill(out, outOffset, outOffset + length, (byte) 0);
      return length;
    }
  }

  /** Right for keys of 128 bits, zeros for those of 256. */
  public static final class WrongForLongKeys extends HoldsBack {
    private Cipher right;
    private boolean wrong;

    @Override
    protected void engineInit(int operation, Key key, AlgorithmParameterSpec parameters, SecureRandom random) {
      wrong = key.getEncoded().length > 16;
      try {
        right = Cipher.getInstance("AES/CTR/NoPadding", "SunJCE");
        right.init(operation, key, parameters);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int outOffset)
        throws ShortBufferException {
      int given = right.update(in, offset, length, out, outOffset);
      if (wrong) {
        Arrays.fill(out, outOffset, outOffset + length, (byte) 0);
      }
      return given;
    }
  }

  /** One digest for all messages. */
  public static final class ConstantDigest extends MessageDigestSpi {
    @Override
    protected int engineGetDigestLength() {
      return 32;
    }

    @Override
    protected void engineUpdate(byte input) {
      // The digest does not depend on it.
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      // The digest does not depend on it.
    }

    @Override
    protected byte[] engineDigest() {
      return new byte[32];
    }

    @Override
    protected void engineReset() {
      // It has no state.
    }
  }

  /** Always the same byte. */
  public static final class ConstantRandom extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    @Override
    protected void engineSetSeed(byte[] seed) {
      // It takes no seed.
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 0x5a);
    }

    @Override
    protected byte[] engineGenerateSeed(int length) {
      return new byte[length];
    }
  }

  /** Other bytes with every call, but the same ones from every instance. */
  public static final class CountingRandom extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    private byte next;

    @Override
    protected void engineSetSeed(byte[] seed) {
      // It takes no seed.
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = next++;
      }
      next++;
    }

    @Override
    protected byte[] engineGenerateSeed(int length) {
      return new byte[length];
    }
  }

  /** Prints what a client with this fault is told when it makes a key and when it encrypts. */
  public static void main(String[] arguments) {
    Security.insertProviderAt(new Faulty(Fault.valueOf(arguments[0])), 1);
    Parameters set = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();
    attempt("key", () -> {
      try (SecretKey key = SecretKey.generate(set)) {
        new Encryptor(key).encrypt(new long[set.polynomialSize()]);
        key.encode();
      }
    });
  }

  private static void attempt(String what, Runnable action) {
    try {
      action.run();
      System.out.println(what + ": made");
    } catch (NightjarException e) {
      System.out.println(what + ": " + e.code() + ": " + e.getMessage());
    }
  }
}
