package dev.nightjar.api.primitives;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** {@link Sha256} in plain Java; names are those of FIPS 180-4, section 6.2. */
final class PureSha256 implements Sha256 {
  private static final int BLOCK_BYTES = 64;
  private static final int LENGTH_BYTES = 8;
  private static final int ROUNDS = 64;

  /** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
  private static final int[] K = {
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
      0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
      0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
      0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
      0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
      0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
      0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
      0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

  /** The first 32 bits of the fractional parts of the square roots of the first 8 primes. */
  private static final int[] INITIAL = {
      0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

  private final int[] hash = INITIAL.clone();
  private final int[] w = new int[ROUNDS];
  private final byte[] block = new byte[BLOCK_BYTES];
  private final ByteBuffer words = ByteBuffer.wrap(block);
  private int filled;
  private long messageBytes;

  @Override
  public void update(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    messageBytes += length;
    for (int done = 0; done < length; ) {
      int step = Math.min(length - done, BLOCK_BYTES - filled);
      System.arraycopy(bytes, offset + done, block, filled, step);
      filled += step;
      done += step;
      if (filled == BLOCK_BYTES) {
        compress();
      }
    }
  }

  @Override
  public byte[] digest() {
    block[filled++] = (byte) 0x80;
    if (filled > BLOCK_BYTES - LENGTH_BYTES) {
      Arrays.fill(block, filled, BLOCK_BYTES, (byte) 0);
      compress();
    }
    Arrays.fill(block, filled, BLOCK_BYTES - LENGTH_BYTES, (byte) 0);
    words.putLong(BLOCK_BYTES - LENGTH_BYTES, messageBytes * Byte.SIZE);
    compress();
    ByteBuffer digest = ByteBuffer.allocate(DIGEST_BYTES);
    for (int h : hash) {
      digest.putInt(h);
    }
    System.arraycopy(INITIAL, 0, hash, 0, hash.length);
    messageBytes = 0;
    return digest.array();
  }

  private void compress() {
    filled = 0;
    expand();
    int a = hash[0];
    int b = hash[1];
    int c = hash[2];
    int d = hash[3];
    int e = hash[4];
    int f = hash[5];
    int g = hash[6];
    int h = hash[7];
    for (int t = 0; t < ROUNDS; t++) {
      int bigSigma1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
      int t1 = h + bigSigma1 + (e & f ^ ~e & g) + K[t] + w[t];
      int bigSigma0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
      int t2 = bigSigma0 + (a & b ^ a & c ^ b & c);
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    hash[0] += a;
    hash[1] += b;
    hash[2] += c;
    hash[3] += d;
    hash[4] += e;
    hash[5] += f;
    hash[6] += g;
    hash[7] += h;
  }

  /** The message schedule. */
  private void expand() {
    for (int t = 0; t < 16; t++) {
      w[t] = words.getInt(t * Integer.BYTES);
    }
    for (int t = 16; t < ROUNDS; t++) {
      int x = w[t - 15];
      int y = w[t - 2];
      int sigma0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
      int sigma1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10;
      w[t] = sigma1 + w[t - 7] + sigma0 + w[t - 16];
    }
  }
}
