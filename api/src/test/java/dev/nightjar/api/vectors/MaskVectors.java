package dev.nightjar.api.vectors;

import dev.nightjar.api.crypto.MaskStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The file of mask stream vectors.
 *
 * @param schema {@code nightjar-masks/1}
 * @param numberOfTests number of vectors
 * @param tests the vectors
 */
record MaskVectors(String schema, int numberOfTests, List<Case> tests) {
  static final String FILE = "mask_stream.json";

  private static final String[] SEEDS = {"00000000000000000000000000000000", "10a58869d74be5a374cf867cfb473859",
      "000102030405060708090a0b0c0d0e0f"};

  /**
   * One row.
   *
   * @param tcId number, from 1
   * @param seed the 16 bytes
   * @param row row number
   * @param width words of a row
   * @param words the row's words as numbers in hexadecimal
   */
  record Case(int tcId, String seed, long row, int width, List<String> words) {
  }

  static MaskVectors today() {
    List<Case> cases = new ArrayList<>();
    for (String seed : SEEDS) {
      for (int width : new int[] {1, 4, 5}) {
        for (long row : new long[] {0, 1, 2, 1000, 1L << 40}) {
          cases.add(row(cases.size() + 1, seed, row, width));
        }
      }
    }
    return new MaskVectors("nightjar-masks/1", cases.size(), cases);
  }

  private static Case row(int id, String seed, long row, int width) {
    long[] words = new long[width];
    new MaskStream(HexFormat.of().parseHex(seed)).row(row, width, words, 0);
    return new Case(id, seed, row, width, Arrays.stream(words).mapToObj(HexFormat.of()::toHexDigits).toList());
  }
}
