package dev.nightjar.api.primitives;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * {@link AesCtr} in plain Java, four blocks at a time in bit planes (see {@link AesPlanes}). Control flow and memory
 * addresses depend on neither key nor key stream. It is meant for hosts without the JDK's cipher and is slower than
 * that.
 */
final class PureAesCtr implements AesCtr {
  private static final int BUFFER_BYTES = AesPlanes.BLOCKS * BLOCK_BYTES;
  private static final int PLANES = AesPlanes.PLANES;

  /** Planes of the round keys, one after the other, each the same in all four blocks. */
  private final long[] roundKeys;

  private final int rounds;
  private final long[] state = new long[PLANES];
  private final long[] scratch = new long[PLANES];
  private final long[] lines = new long[PLANES];
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteBuffer words = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
  private int used = BUFFER_BYTES;
  private long high;
  private long low;
  private boolean positioned;
  private boolean closed;

  PureAesCtr(byte[] key) {
    byte[] copy = AesKeys.copy(key);
    rounds = copy.length / Integer.BYTES + 6;
    roundKeys = new long[(rounds + 1) * PLANES];
    byte[] schedule = schedule(copy);
    for (int round = 0; round <= rounds; round++) {
      ByteBuffer roundKey = ByteBuffer.wrap(schedule, round * BLOCK_BYTES, BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      long first = roundKey.getLong();
      long second = roundKey.getLong();
      for (int block = 0; block < AesPlanes.BLOCKS; block++) {
        lines[2 * block] = first;
        lines[2 * block + 1] = second;
      }
      AesPlanes.split(lines, state);
      System.arraycopy(state, 0, roundKeys, round * PLANES, PLANES);
    }
    Arrays.fill(copy, (byte) 0);
    Arrays.fill(schedule, (byte) 0);
    wipeWork();
  }

  /** The key expansion of FIPS 197, section 5.2: the bytes of all round keys. */
  private byte[] schedule(byte[] key) {
    byte[] w = Arrays.copyOf(key, (rounds + 1) * BLOCK_BYTES);
    byte[] word = new byte[Integer.BYTES];
    int constant = 1;
    for (int at = key.length; at < w.length; at += Integer.BYTES) {
      System.arraycopy(w, at - Integer.BYTES, word, 0, Integer.BYTES);
      if (at % key.length == 0) {
        byte first = word[0];
        System.arraycopy(word, 1, word, 0, Integer.BYTES - 1);
        word[Integer.BYTES - 1] = first;
        substitute(word);
        word[0] ^= (byte) constant;
        constant = constant << 1 ^ (constant >> 7) * 0x11b;
      } else if (key.length == 32 && at % key.length == BLOCK_BYTES) {
        substitute(word);
      }
      for (int i = 0; i < Integer.BYTES; i++) {
        w[at + i] = (byte) (w[at + i - key.length] ^ word[i]);
      }
    }
    Arrays.fill(word, (byte) 0);
    return w;
  }

  /** SubWord: the S-box on each byte. */
  private void substitute(byte[] word) {
    Arrays.fill(lines, 0);
    lines[0] = ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
    AesPlanes.split(lines, state);
    AesPlanes.subBytes(state);
    AesPlanes.join(state, lines);
    ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).putInt((int) lines[0]);
  }

  @Override
  public void seek(long high, long low) {
    AesKeys.requireOpen(!closed);
    this.high = high;
    this.low = low;
    used = BUFFER_BYTES;
    positioned = true;
  }

  @Override
  public void keyStream(byte[] out, int offset, int length) {
    AesKeys.requireOpen(!closed);
    AesKeys.requirePositioned(positioned);
    Objects.checkFromIndexSize(offset, length, out.length);
    for (int done = 0; done < length; ) {
      if (used == BUFFER_BYTES) {
        refill();
      }
      int step = Math.min(length - done, BUFFER_BYTES - used);
      System.arraycopy(buffer, used, out, offset + done, step);
      used += step;
      done += step;
    }
  }

  private void refill() {
    for (int block = 0; block < AesPlanes.BLOCKS; block++) {
      lines[2 * block] = Long.reverseBytes(high);
      lines[2 * block + 1] = Long.reverseBytes(low);
      low++;
      high += low == 0 ? 1 : 0;
    }
    AesPlanes.split(lines, state);
    encrypt();
    AesPlanes.join(state, lines);
    for (int i = 0; i < lines.length; i++) {
      words.putLong(i * Long.BYTES, lines[i]);
    }
    used = 0;
  }

  /** The cipher of FIPS 197, section 5.1. */
  private void encrypt() {
    addRoundKey(0);
    for (int round = 1; round < rounds; round++) {
      AesPlanes.subBytes(state);
      AesPlanes.shiftRows(state);
      AesPlanes.mixColumns(state, scratch);
      addRoundKey(round);
    }
    AesPlanes.subBytes(state);
    AesPlanes.shiftRows(state);
    addRoundKey(rounds);
  }

  private void addRoundKey(int round) {
    for (int i = 0; i < PLANES; i++) {
      state[i] ^= roundKeys[round * PLANES + i];
    }
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(roundKeys, 0);
    wipeWork();
  }

  private void wipeWork() {
    Arrays.fill(state, 0);
    Arrays.fill(scratch, 0);
    Arrays.fill(lines, 0);
    Arrays.fill(buffer, (byte) 0);
  }
}
