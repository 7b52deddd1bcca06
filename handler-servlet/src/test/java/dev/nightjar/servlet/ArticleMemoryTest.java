package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * The article's pieces of 100 MiB, whose JSON is half a gigabyte, must not cost more than twice their bytes.
 */
class ArticleMemoryTest {
  private static final int PIECE = 100 << 20;

  /** The JSON of a piece whose bytes count up from 0, written while it is read. */
  private static final class PieceStream extends InputStream {
    private final byte[] head =
        "{\"inputs\": \"fake\", \"evaluation_keys\": {\"__class__\": \"bytes\", \"__value__\": [0"
            .getBytes(StandardCharsets.US_ASCII);
    private final byte[] round = new byte[4 * 256];
    private final byte[] tail = "]}, \"method\": \"save_key\"}".getBytes(StandardCharsets.US_ASCII);
    private final int roundBytes;
    private final long bodyBytes;
    private long at;

    PieceStream() {
      StringBuilder numbers = new StringBuilder();
      for (int i = 0; i < 256; i++) {
        numbers.append(",").append((i + 1) & 0xff);
      }
      byte[] text = numbers.toString().getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, round, 0, text.length);
      roundBytes = text.length;
      // The last number of the last round would be one too many.
      bodyBytes = (long) PIECE / 256 * roundBytes - ",0".length();
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      long place = at;
      byte[] from = head;
      int index = (int) Math.min(place, head.length);
      long left = head.length - index;
      if (left == 0) {
        place -= head.length;
        from = round;
        index = (int) (place % roundBytes);
        left = Math.min(roundBytes - index, bodyBytes - place);
      }
      if (left <= 0) {
        from = tail;
        index = (int) (place - bodyBytes);
        left = tail.length - index;
      }
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(length, left);
      System.arraycopy(from, index, into, offset, count);
      at += count;
      return count;
    }
  }

  @Test
  void aPieceOfTheArticlesSizeTakesNoMoreThanTwiceItsBytes() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ByteBudget budget = new ByteBudget(2L * PIECE + (1 << 20));
    ArticleJson json = new ArticleJson(1 << 20, PIECE, budget);
    InputStream text = new PieceStream();
    try (Lease lease = new Lease()) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      byte[] piece = json.read(text, lease, ArticleJson.Judge.NONE).bytes().get("evaluation_keys");
      long taken = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
      assertThat(taken).as("allocated, ever, in the thread that read").isLessThan(2L * PIECE + (4 << 20));
      assertThat(budget.used()).isEqualTo(PIECE);
      assertThat(piece).hasSize(PIECE);
      for (int i = 0; i < PIECE; i++) {
        if (piece[i] != (byte) i) {
          assertThat(piece[i]).as("byte " + i).isEqualTo((byte) i);
        }
      }
    }
    assertThat(budget.used()).isZero();
  }
}
