package dev.nightjar.api.primitives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The steps of AES in bit planes against their definitions in FIPS 197, byte by byte. */
class AesPlanesTest {
  private static byte[] bytes(long[] planes) {
    long[] lines = new long[8];
    AesPlanes.join(planes, lines);
    byte[] bytes = new byte[64];
    for (int i = 0; i < 64; i++) {
      bytes[i] = (byte) (lines[i / 8] >>> 8 * (i % 8));
    }
    return bytes;
  }

  private static long[] planes(byte[] bytes) {
    long[] lines = new long[8];
    for (int i = 0; i < 64; i++) {
      lines[i / 8] |= (bytes[i] & 0xffL) << 8 * (i % 8);
    }
    long[] planes = new long[8];
    AesPlanes.split(lines, planes);
    return planes;
  }

  private static byte[] someBytes() {
    return Bytes.random(new Random(3), 64);
  }

  /** Section 4.2: the product in GF(2^8). */
  private static int product(int a, int b) {
    int sum = 0;
    for (int bit = 0; bit < 8; bit++) {
      if ((b >> bit & 1) != 0) {
        sum ^= a << bit;
      }
    }
    for (int bit = 14; bit >= 8; bit--) {
      if ((sum >> bit & 1) != 0) {
        sum ^= 0x11b << bit - 8;
      }
    }
    return sum;
  }

  /** Section 5.1.1: the inverse, then the affine map. */
  private static byte substituted(int x) {
    int inverse = 0;
    for (int y = 1; y < 256; y++) {
      if (product(x, y) == 1) {
        inverse = y;
      }
    }
    int result = 0;
    for (int bit = 0; bit < 8; bit++) {
      int sum = inverse >> bit ^ inverse >> (bit + 4) % 8 ^ inverse >> (bit + 5) % 8 ^ inverse >> (bit + 6) % 8
          ^ inverse >> (bit + 7) % 8 ^ 0x63 >> bit;
      result |= (sum & 1) << bit;
    }
    return (byte) result;
  }

  @Test
  void aPlaneHoldsOneBitOfEveryByteInTheirOrder() {
    byte[] bytes = someBytes();
    long[] planes = planes(bytes);
    for (int bit = 0; bit < 8; bit++) {
      for (int i = 0; i < 64; i++) {
        assertThat(planes[bit] >>> i & 1).as("bit %d of byte %d", bit, i).isEqualTo(bytes[i] >> bit & 1);
      }
    }
    assertThat(bytes(planes)).isEqualTo(bytes);
  }

  @Test
  void theSboxIsTheInverseAndTheAffineMapForEveryByte() {
    for (int first = 0; first < 256; first += 64) {
      byte[] bytes = new byte[64];
      byte[] expected = new byte[64];
      for (int i = 0; i < 64; i++) {
        bytes[i] = (byte) (first + i);
        expected[i] = substituted(first + i);
      }
      long[] planes = planes(bytes);
      AesPlanes.subBytes(planes);
      assertThat(bytes(planes)).isEqualTo(expected);
    }
  }

  @Test
  void rowsAreShiftedInEveryBlock() {
    byte[] bytes = someBytes();
    byte[] expected = new byte[64];
    for (int i = 0; i < 64; i++) {
      int row = i % 4;
      int column = i % 16 / 4;
      expected[i] = bytes[i / 16 * 16 + (column + row) % 4 * 4 + row];
    }
    long[] planes = planes(bytes);
    AesPlanes.shiftRows(planes);
    assertThat(bytes(planes)).isEqualTo(expected);
  }

  @Test
  void columnsAreMixedInEveryBlock() {
    byte[] bytes = someBytes();
    byte[] expected = new byte[64];
    for (int i = 0; i < 64; i++) {
      int column = i / 4 * 4;
      expected[i] = (byte) (product(2, bytes[i] & 0xff) ^ product(3, bytes[column + (i + 1) % 4] & 0xff)
          ^ bytes[column + (i + 2) % 4] ^ bytes[column + (i + 3) % 4]);
    }
    long[] planes = planes(bytes);
    AesPlanes.mixColumns(planes, new long[8]);
    assertThat(bytes(planes)).isEqualTo(expected);
  }
}
