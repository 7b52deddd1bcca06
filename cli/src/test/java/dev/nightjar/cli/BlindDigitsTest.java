package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.compiler.CsvData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlindDigitsTest {
  private static final int BLACK = 0xff000000;
  private static final int WHITE = 0xffffffff;

  @TempDir
  private Path folder;

  @Test
  void anImageIsDrawnWithItsPredictionUnderIt() throws IOException {
    CsvData samples = new CsvData(List.of("a", "b", "c", "d"), new double[][] {{16, 0, 0, 0}, {0, 0, 0, 16}},
        List.of("1", "7"));
    BlindDigits digits = new BlindDigits();
    assertThat(digits.isEmpty()).isTrue();
    digits.add(2, samples, List.of("1", "9"));
    assertThat(digits.isEmpty()).isFalse();
    digits.write(folder.resolve("new").resolve("digits.png"));
    BufferedImage picture = ImageIO.read(folder.resolve("new").resolve("digits.png").toFile());
    // The top left quarter of the first image is black, the bottom right one of the second.
    assertThat(picture.getRGB(10, 10)).isEqualTo(BLACK);
    assertThat(picture.getRGB(50, 50)).isEqualTo(WHITE);
    assertThat(picture.getRGB(72, 10)).isEqualTo(WHITE);
    assertThat(picture.getRGB(110, 50)).isEqualTo(BLACK);
    assertThat(reddest(picture, 6, 62)).as("a right prediction is green").isLessThan(0x40);
    assertThat(reddest(picture, 68, 124)).as("a wrong one is red").isGreaterThan(0xb0);
  }

  /** The most red of all captions' dots in some columns. */
  private static int reddest(BufferedImage picture, int from, int to) {
    int most = -1;
    for (int y = 66; y < 88; y++) {
      for (int x = from; x < to; x++) {
        if (picture.getRGB(x, y) != WHITE) {
          most = Math.max(most, picture.getRGB(x, y) >> 16 & 0xff);
        }
      }
    }
    return most;
  }
}
