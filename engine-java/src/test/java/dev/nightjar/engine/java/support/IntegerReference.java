package dev.nightjar.engine.java.support;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;

/**
 * A bootstrap in exact integer arithmetic: schoolbook products modulo {@code X^N + 1} and 2^64. Slow,
 * obvious. It follows the engine in what the scheme leaves open, which of the two digits ±B/2 a tie gives.
 */
public final class IntegerReference {
  private final EvaluationKey key;
  private final Parameters p;
  private final int size;
  private final int columns;
  private final int parts;
  private final boolean rotateFirst;

  /**
   * A reference for one key.
   *
   * @param rotateFirst whether a step is {@code acc += BSK_i ⊡ (X^a - 1) acc} or {@code acc += (X^a -
   *     1)(BSK_i ⊡ acc)}; they differ by what the decomposition cuts off. Blocks of a block-binary key are
   *     always done the second way, from one accumulator for the whole block; so are two bits of an unrolled key, and
   *     their product, if this is false.
   */
  public IntegerReference(EvaluationKey key, boolean rotateFirst) {
    this.rotateFirst = rotateFirst;
    this.key = key;
    this.p = key.parameters();
    this.size = p.polynomialSize();
    this.columns = p.glweDimension() + 1;
    this.parts = p.tableSize() / size;
  }

  /** Everything after the modulus switch, for ciphertexts given by their exponents. */
  public LweList rotate(int[] exponents, int count, LookupTables tables, int[] tableOf) {
    int n = p.lweDimension();
    LweList out = LweList.allocate(p.bigLweDimension(), count * tables.outputs());
    for (int i = 0; i < count; i++) {
      int[] ciphertext = Arrays.copyOfRange(exponents, i * (n + 1), (i + 1) * (n + 1));
      long[][][] acc = rotate(ciphertext, tables.polynomial(tableOf[i]));
      for (int h = 0; h < tables.outputs(); h++) {
        if (tables.haveFactors()) {
          long[][] product = times(acc, tables.factor(tableOf[i], h));
          extract(product, 0, out.words(), out.offset(i * tables.outputs() + h));
          continue;
        }
        extract(acc[h % parts], h / parts, out.words(), out.offset(i * tables.outputs() + h));
      }
    }
    return out;
  }

  /** Part 0 of an accumulator times a factor, coefficient by coefficient of the long polynomials. */
  private long[][] times(long[][][] acc, int[] factor) {
    int whole = parts * size;
    long[][] product = new long[columns][size];
    for (int c = 0; c < columns; c++) {
      for (int d = 0; d < factor.length; d++) {
        for (int j = 0; j < whole && factor[d] != 0; j++) {
          int at = j + d * (whole / factor.length);
          long term = factor[d] * acc[j % parts][c][j / parts];
          if (at % parts == 0) {
            product[c][at % whole / parts] += at < whole ? term : -term;
          }
        }
      }
    }
    return product;
  }

  /**
   * Keyswitch with a key rounded to 32 bits, then the centred modulus switch, both straight from their
   * definitions.
   */
  public int[] switched(LweList in, int i, int theta) {
    int n = p.lweDimension();
    int[] lwe = new int[n + 1];
    int at = in.offset(i);
    lwe[n] = round32(in.words()[at + in.dimension()]);
    MaskStream masks = key.part(KeyPart.KEYSWITCHING).masks();
    long[] row = new long[n + 1];
    for (int j = 0; j < in.dimension(); j++) {
      int bits = p.ksBaseLog() * p.ksLevel();
      long rest = Math.floorMod(roundShift(in.words()[at + j], 64 - bits), 1L << bits);
      for (int l = 0; l < p.ksLevel(); l++) {
        long base = 1L << p.ksBaseLog();
        long digit = Math.floorMod(rest, base);
        long next = Math.floorMod(Math.floorDiv(rest, base), base);
        if (digit > base / 2 || digit == base / 2 && next >= base / 2) {
          digit -= base;
        }
        rest = (rest - digit) / base;
        key.part(KeyPart.KEYSWITCHING).expand(masks, j * p.ksLevel() + l, row, 0);
        for (int c = 0; c <= n; c++) {
          lwe[c] -= (int) digit * round32(row[c]);
        }
      }
    }
    int[] exponents = new int[n + 1];
    int grid = 2 * p.tableSize();
    double step = 0x1p32 / (grid >> theta);
    double correction = 0;
    for (int c = 0; c < n; c++) {
      double rounded = Math.floor(lwe[c] / step + 0.5);
      correction += (rounded * step - lwe[c]) / (p.blockLength() + 1);
      exponents[c] = Math.floorMod((int) rounded << theta, grid);
    }
    double body = Math.floor((lwe[n] + correction - step / 2) / step + 0.5);
    exponents[n] = Math.floorMod((int) body << theta, grid);
    return exponents;
  }

  private static int round32(long word) {
    return (int) roundShift(word, 32);
  }

  private static long roundShift(long word, int bits) {
    return (word >> bits) + (word >> bits - 1 & 1);
  }

  private long[][][] rotate(int[] exponents, long[] table) {
    int n = p.lweDimension();
    long[][][] acc = new long[parts][columns][size];
    setPolynomial(acc, columns - 1, rotated(table, 2 * table.length - exponents[n]));
    int bits = p.unrolled() && !rotateFirst ? 2 : p.blockLength();
    for (int i = 0; i < n; i += bits) {
      long[][][] sum = new long[parts][columns][size];
      for (int j = i; j < i + bits; j++) {
        if (rotateFirst && p.blockLength() == 1) {
          add(externalProducts(j, minusOneTimes(exponents[j], acc)), sum);
        } else {
          add(minusOneTimes(exponents[j], externalProducts(j, acc)), sum);
        }
      }
      if (p.unrolled() && !rotateFirst) {
        long[][][] both = externalProducts(n + i / 2, acc);
        add(minusOneTimes(exponents[i], minusOneTimes(exponents[i + 1], both)), sum);
      }
      add(sum, acc);
    }
    return acc;
  }

  private static void add(long[][][] a, long[][][] sum) {
    for (int part = 0; part < a.length; part++) {
      for (int c = 0; c < a[part].length; c++) {
        for (int j = 0; j < a[part][c].length; j++) {
          sum[part][c][j] += a[part][c][j];
        }
      }
    }
  }

  private long[][][] externalProducts(int i, long[][][] acc) {
    long[][][] out = new long[parts][][];
    for (int part = 0; part < parts; part++) {
      out[part] = externalProduct(i, acc[part]);
    }
    return out;
  }

  /** {@code (X^exponent - 1) · a}. */
  private long[][][] minusOneTimes(int exponent, long[][][] a) {
    long[][][] out = new long[parts][columns][size];
    for (int c = 0; c < columns; c++) {
      long[] whole = polynomial(a, c);
      long[] moved = rotated(whole, exponent);
      for (int j = 0; j < whole.length; j++) {
        moved[j] -= whole[j];
      }
      setPolynomial(out, c, moved);
    }
    return out;
  }

  /** The polynomial of the size of a table whose coefficients the parts hold in turn. */
  private long[] polynomial(long[][][] acc, int c) {
    long[] whole = new long[parts * size];
    for (int j = 0; j < whole.length; j++) {
      whole[j] = acc[j % parts][c][j / parts];
    }
    return whole;
  }

  private void setPolynomial(long[][][] acc, int c, long[] whole) {
    for (int j = 0; j < whole.length; j++) {
      acc[j % parts][c][j / parts] = whole[j];
    }
  }

  /** {@code X^exponent · a}. */
  private static long[] rotated(long[] a, int exponent) {
    int size = a.length;
    long[] out = new long[size];
    for (int j = 0; j < size; j++) {
      int to = (j + exponent) % (2 * size);
      out[to % size] = to < size ? a[j] : -a[j];
    }
    return out;
  }

  /** GGSW ciphertext {@code i} of the bootstrapping key ⊡ a GLWE ciphertext, given by its polynomials. */
  public long[][] externalProduct(int i, long[][] glwe) {
    long[][] sum = new long[columns][size];
    MaskStream masks = key.part(KeyPart.BOOTSTRAPPING).masks();
    long[] row = new long[columns * size];
    for (int c = 0; c < columns; c++) {
      long[] rest = new long[size];
      for (int j = 0; j < size; j++) {
        rest[j] = roundShift(glwe[c][j], 64 - p.pbsBaseLog() * p.pbsLevel());
      }
      for (int l = 0; l < p.pbsLevel(); l++) {
        long[] digits = new long[size];
        for (int j = 0; j < size; j++) {
          long base = 1L << p.pbsBaseLog();
          long quotient = Math.floorDiv(rest[j], base);
          long remainder = rest[j] - quotient * base;
          if (remainder > base / 2 || remainder == base / 2 && (quotient & 1) != 0) {
            quotient++;
          }
          digits[j] = l == p.pbsLevel() - 1 ? rest[j] : rest[j] - quotient * base;
          rest[j] = quotient;
        }
        key.part(KeyPart.BOOTSTRAPPING).expand(masks, (i * p.pbsLevel() + l) * columns + c, row, 0);
        for (int o = 0; o < columns; o++) {
          addProduct(digits, row, o * size, sum[o]);
        }
      }
    }
    return sum;
  }

  /** Without the digits that are zero, as all of an accumulator's masks are in the first step. */
  private static void addProduct(long[] digits, long[] row, int at, long[] sum) {
    int size = digits.length;
    for (int a = 0; a < size; a++) {
      if (digits[a] == 0) {
        continue;
      }
      for (int b = 0; b < size - a; b++) {
        sum[a + b] += digits[a] * row[at + b];
      }
      for (int b = size - a; b < size; b++) {
        sum[a + b - size] -= digits[a] * row[at + b];
      }
    }
  }

  private void extract(long[][] acc, int h, long[] out, int at) {
    for (int c = 0; c < p.glweDimension(); c++) {
      for (int j = 0; j < size; j++) {
        out[at + c * size + j] = j <= h ? acc[c][h - j] : -acc[c][size + h - j];
      }
    }
    out[at + p.bigLweDimension()] = acc[p.glweDimension()][h];
  }
}
