package dev.nightjar.cli;

import dev.nightjar.compiler.CsvData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A picture of images that were classified encrypted, the decrypted prediction under each: green where it is the label,
 * red where it is not. It needs no font and no screen. Not thread-safe.
 */
final class BlindDigits {
  private static final int TILE = 56;
  private static final int CAPTION = 26;
  private static final int GAP = 6;
  private static final int COLUMNS = 10;
  private static final int MOST = 40;
  private static final int DOT = 3;
  private static final int PAPER = 0xffffff;
  private static final int RIGHT = 0x1a7f37;
  private static final int WRONG = 0xc62828;
  private static final int WHITE = 255;

  /** Digits of 3 by 5 dots, a bit for each, rows from above, the left dot first. */
  private static final int[] GLYPHS = {0b111101101101111, 0b010110010010111, 0b111001111100111, 0b111001111001111,
      0b101101111001001, 0b111100111001111, 0b111100111101111, 0b111001010010010, 0b111101111101111,
      0b111101111001111};
  private static final int GLYPH_ROWS = 5;
  private static final int GLYPH_COLUMNS = 3;

  /** An image, and what became of it. */
  private record Tile(double[] pixels, int width, String prediction, boolean right) {
  }

  private final List<List<Tile>> groups = new ArrayList<>();

  /**
   * Adds the first samples of a model, in rows of their own.
   *
   * @param width of an image, in pixels; its pixels are the numbers of a row, from the top left
   * @param predictions one for each sample
   */
  void add(int width, CsvData samples, List<String> predictions) {
    List<Tile> group = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST, predictions.size()); i++) {
      CsvData.Sample sample = samples.samples().get(i);
      group.add(new Tile(sample.row().numbers(), width, predictions.get(i),
          sample.labels().contains(predictions.get(i))));
    }
    groups.add(group);
  }

  /** Whether there is nothing to draw. */
  boolean isEmpty() {
    return groups.isEmpty();
  }

  /** Writes a PNG, in place of an older one. */
  void write(Path file) throws IOException {
    int rows = groups.stream().mapToInt(group -> (group.size() + COLUMNS - 1) / COLUMNS).sum();
    BufferedImage picture = new BufferedImage(COLUMNS * (TILE + GAP) + GAP, rows * (TILE + CAPTION + GAP) + GAP,
        BufferedImage.TYPE_INT_RGB);
    fill(picture, 0, 0, picture.getWidth(), picture.getHeight(), PAPER);
    int top = GAP;
    for (List<Tile> group : groups) {
      for (int i = 0; i < group.size(); i++) {
        draw(picture, group.get(i), GAP + i % COLUMNS * (TILE + GAP), top + i / COLUMNS * (TILE + CAPTION + GAP));
      }
      top += (group.size() + COLUMNS - 1) / COLUMNS * (TILE + CAPTION + GAP);
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    ImageIO.write(picture, "png", file.toFile());
  }

  private static void draw(BufferedImage picture, Tile tile, int left, int top) {
    double brightest = 1;
    for (double pixel : tile.pixels) {
      brightest = Math.max(brightest, pixel);
    }
    int height = tile.pixels.length / tile.width;
    for (int y = 0; y < TILE; y++) {
      for (int x = 0; x < TILE; x++) {
        double pixel = tile.pixels[y * height / TILE * tile.width + x * tile.width / TILE];
        int gray = WHITE - (int) Math.round(WHITE * Math.max(0, pixel) / brightest);
        picture.setRGB(left + x, top + y, gray << 16 | gray << 8 | gray);
      }
    }
    int color = tile.right ? RIGHT : WRONG;
    int at = left + (TILE - tile.prediction.length() * (GLYPH_COLUMNS + 1) * DOT) / 2;
    for (char c : tile.prediction.toCharArray()) {
      if (c >= '0' && c <= '9' && at + GLYPH_COLUMNS * DOT <= left + TILE) {
        glyph(picture, GLYPHS[c - '0'], at, top + TILE + GAP, color);
      }
      at += (GLYPH_COLUMNS + 1) * DOT;
    }
  }

  private static void glyph(BufferedImage picture, int dots, int left, int top, int color) {
    for (int i = 0; i < GLYPH_ROWS * GLYPH_COLUMNS; i++) {
      if ((dots >> GLYPH_ROWS * GLYPH_COLUMNS - 1 - i & 1) == 1) {
        fill(picture, left + i % GLYPH_COLUMNS * DOT, top + i / GLYPH_COLUMNS * DOT, DOT, DOT, color);
      }
    }
  }

  private static void fill(BufferedImage picture, int left, int top, int width, int height, int color) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        picture.setRGB(x, y, color);
      }
    }
  }
}
