package dev.nightjar.engine.nativelib;

import static dev.nightjar.api.crypto.KeyPart.BOOTSTRAPPING;
import static dev.nightjar.api.crypto.KeyPart.KEYSWITCHING;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.params.Parameters;

/**
 * Brings an evaluation key into the library: expands the seeded rows a piece at a time, so that the standard-domain
 * key, up to half a gigabyte, is never in memory as a whole.
 */
final class KeyLoader {
  /** Words of a piece, unless a single item has more: 4 MiB. */
  private static final long PIECE_WORDS = 1 << 19;

  private KeyLoader() {}

  /** Writes one row of a key. */
  private interface Rows {
    void expand(int row, long[] out);
  }

  /** Hands a piece to the library. */
  private interface Append {
    int words(long key, Pointer words, long length);
  }

  /** A handle to the loaded key, which the caller frees. */
  static long load(long engine, EvaluationKey key) {
    Parameters p = key.parameters();
    int[] shape = {p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsBaseLog(), p.pbsLevel(),
        p.ksBaseLog(), p.ksLevel(), p.blockLength(), p.extensionLog2()};
    LongByReference opened = new LongByReference();
    NativeStatus.check(NativeBinding.nj_key_new(engine, shape, opened));
    long handle = opened.getValue();
    try {
      // Of an unrolled key only its bits: TFHE-rs takes one CMUX a bit and has no use for the products behind them,
      // which are half as much memory again.
      MaskStream bskMasks = key.part(BOOTSTRAPPING).masks();
      append(handle, p.lweDimension(), p.pbsLevel() * (p.glweDimension() + 1), p.bigLweDimension() + p.polynomialSize(),
          (row, out) -> key.part(BOOTSTRAPPING).expand(bskMasks, row, out, 0), NativeBinding::nj_key_append_bsk);
      MaskStream kskMasks = key.part(KEYSWITCHING).masks();
      append(handle, p.bigLweDimension(), p.ksLevel(), p.lweDimension() + 1,
          (row, out) -> key.part(KEYSWITCHING).expand(kskMasks, row, out, 0), NativeBinding::nj_key_append_ksk);
      return handle;
    } catch (RuntimeException | Error e) {
      NativeBinding.nj_free(handle);
      throw e;
    }
  }

  /** Appends all items, several at a time; an item is a GGSW ciphertext or a keyswitching block. */
  private static void append(long handle, int items, int rowsPerItem, int rowWords, Rows rows, Append append) {
    long itemWords = (long) rowsPerItem * rowWords;
    int itemsPerPiece = (int) Math.min(items, Math.max(1, PIECE_WORDS / itemWords));
    long[] row = new long[rowWords];
    try (Memory piece = new Memory(itemsPerPiece * itemWords * Long.BYTES)) {
      for (int first = 0; first < items; first += itemsPerPiece) {
        int count = Math.min(itemsPerPiece, items - first);
        for (int r = 0; r < count * rowsPerItem; r++) {
          rows.expand(first * rowsPerItem + r, row);
          piece.write((long) r * rowWords * Long.BYTES, row, 0, rowWords);
        }
        NativeStatus.check(append.words(handle, piece, count * itemWords));
      }
    }
  }
}
