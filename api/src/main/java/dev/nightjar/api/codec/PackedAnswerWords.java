package dev.nightjar.api.codec;

import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;

/**
 * What follows the binding in an answer whose outputs are packed, in version 3 (strided), in version 4 (placed), in
 * version 5 (placed in runs) and in version 6 (either, in words of any number of bits).
 */
final class PackedAnswerWords {
  private PackedAnswerWords() {
  }

  static void writeStrided(PackedAnswer answer, StridedPacking packing, int wordBits, ByteBuffer b) {
    int dimension = answer.parameters().bigLweDimension();
    b.putInt(packing.outputs()).putInt(packing.stride());
    for (int g = 0; g < answer.ciphertexts(); g++) {
      AnswerWords.put(b, answer.masks(), g * dimension, dimension, wordBits);
      AnswerWords.put(b, answer.bodies(), g * packing.outputs(), outputsOf(g, packing, answer), wordBits);
    }
  }

  static AnswerPacking readStride(ByteBuffer b, Parameters p, int count) {
    int outputs = b.getInt();
    int stride = b.getInt();
    if (outputs < 2 || stride < 1 || (long) outputs * stride > p.polynomialSize()) {
      throw Frame.invalid("an encrypted result with " + Integer.toUnsignedString(outputs)
          + " outputs in a ciphertext at a distance of " + Integer.toUnsignedString(stride) + " is out of range");
    }
    return new StridedPacking(outputs, stride).of(count);
  }

  static void readStrided(PackedAnswer answer, StridedPacking packing, int wordBits, ByteBuffer b) {
    int dimension = answer.parameters().bigLweDimension();
    for (int g = 0; g < answer.ciphertexts(); g++) {
      AnswerWords.get(b, answer.masks(), g * dimension, dimension, wordBits);
      AnswerWords.get(b, answer.bodies(), g * packing.outputs(), outputsOf(g, packing, answer), wordBits);
    }
  }

  private static int outputsOf(int ciphertext, StridedPacking packing, PackedAnswer answer) {
    return Math.min(packing.outputs(), answer.count() - ciphertext * packing.outputs());
  }

  static void writePlaced(PackedAnswer answer, boolean inRuns, int wordBits, ByteBuffer b) {
    b.putInt(answer.ciphertexts());
    writePlaces(answer, inRuns, b);
    AnswerWords.put(b, answer.masks(), wordBits);
    AnswerWords.put(b, answer.bodies(), wordBits);
  }

  private static void writePlaces(PackedAnswer answer, boolean inRuns, ByteBuffer b) {
    AnswerPacking packing = answer.packing();
    int size = answer.parameters().polynomialSize();
    if (inRuns) {
      PlaceRuns.of(packing, size).write(b);
    } else {
      for (int i = 0; i < answer.count(); i++) {
        b.putInt(PlaceRuns.place(packing, i, size));
      }
    }
  }

  static void writeBits(PackedAnswer answer, int wordBits, ByteBuffer b) {
    boolean inRuns = PlaceRuns.of(answer.packing(), answer.parameters().polynomialSize()).areShorter();
    b.putInt(answer.ciphertexts());
    if (!inRuns) {
      b.putInt(0);
    }
    writePlaces(answer, inRuns, b);
    new BitWords.Writer(b, wordBits).put(answer.masks()).put(answer.bodies()).end();
  }

  static void readBits(PackedAnswer answer, int wordBits, ByteBuffer b) {
    new BitWords.Reader(b, wordBits).get(answer.masks()).get(answer.bodies()).end();
  }

  /** Reads the places of {@code count} outputs in version 6, in runs if those are shorter. */
  static AnswerPacking readShorter(ByteBuffer b, Parameters p, int count) {
    int ciphertexts = b.getInt();
    if (b.remaining() < Integer.BYTES) {
      throw Frame.invalid("an encrypted result of " + count + " outputs does not say where they are");
    }
    boolean inRuns = b.getInt(b.position()) != 0;
    if (!inRuns) {
      b.getInt();
    }
    AnswerPacking packing = readPlaces(b, ciphertexts, inRuns, p, count);
    if (PlaceRuns.of(packing, p.polynomialSize()).areShorter() != inRuns) {
      throw Frame.invalid("the places of an encrypted result of version 6 are runs exactly where those are shorter");
    }
    return packing;
  }

  /** Reads the places of {@code count} outputs, for which there must be bytes. */
  static AnswerPacking readPlaces(ByteBuffer b, boolean inRuns, Parameters p, int count) {
    return readPlaces(b, b.getInt(), inRuns, p, count);
  }

  private static AnswerPacking readPlaces(ByteBuffer b, int ciphertexts, boolean inRuns, Parameters p, int count) {
    AnswerPacking packing = inRuns ? PlaceRuns.read(b, count).packing(p.polynomialSize())
        : PlaceRuns.packing(readPlaces(b, count), p.polynomialSize());
    if (packing.ciphertexts() != ciphertexts) {
      throw Frame.invalid("the outputs of an encrypted result are in " + packing.ciphertexts() + " ciphertexts, not in "
          + Integer.toUnsignedString(ciphertexts));
    }
    return packing;
  }

  private static int[] readPlaces(ByteBuffer b, int count) {
    if ((long) count * Integer.BYTES > b.remaining()) {
      throw Frame.invalid("the places of " + count + " outputs do not fit in the " + b.remaining()
          + " bytes that are left");
    }
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = b.getInt();
    }
    return places;
  }

  static void readPlaced(PackedAnswer answer, int wordBits, ByteBuffer b) {
    AnswerWords.get(b, answer.masks(), 0, answer.masks().length, wordBits);
    AnswerWords.get(b, answer.bodies(), 0, answer.bodies().length, wordBits);
  }
}
