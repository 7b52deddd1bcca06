package dev.nightjar.api.codec;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;

/** What follows the binding in an answer whose outputs are packed, in version 3 (strided) and in version 4 (placed). */
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

  static void writePlaced(PackedAnswer answer, int wordBits, ByteBuffer b) {
    AnswerPacking packing = answer.packing();
    int size = answer.parameters().polynomialSize();
    b.putInt(answer.ciphertexts());
    for (int i = 0; i < answer.count(); i++) {
      b.putInt(packing.ciphertext(i) * size + packing.coefficient(i));
    }
    AnswerWords.put(b, answer.masks(), wordBits);
    AnswerWords.put(b, answer.bodies(), wordBits);
  }

  /** Reads the places of {@code count} outputs, for which there must be bytes. */
  static AnswerPacking readPlaces(ByteBuffer b, Parameters p, int count) {
    int ciphertexts = b.getInt();
    if ((long) count * Integer.BYTES > b.remaining()) {
      throw Frame.invalid("the places of " + count + " outputs do not fit in the " + b.remaining()
          + " bytes that are left");
    }
    int[] ciphertext = new int[count];
    int[] coefficient = new int[count];
    for (int i = 0; i < count; i++) {
      int place = b.getInt();
      ciphertext[i] = Math.floorDiv(place, p.polynomialSize());
      coefficient[i] = Math.floorMod(place, p.polynomialSize());
    }
    AnswerPacking packing = packing(ciphertext, coefficient);
    if (packing.ciphertexts() != ciphertexts) {
      throw Frame.invalid("the outputs of an encrypted result are in " + packing.ciphertexts() + " ciphertexts, not in "
          + Integer.toUnsignedString(ciphertexts));
    }
    return packing;
  }

  private static AnswerPacking packing(int[] ciphertext, int[] coefficient) {
    try {
      return new AnswerPacking(ciphertext, coefficient);
    } catch (NightjarException e) {
      throw Frame.invalid(e.getMessage());
    }
  }

  static void readPlaced(PackedAnswer answer, int wordBits, ByteBuffer b) {
    AnswerWords.get(b, answer.masks(), 0, answer.masks().length, wordBits);
    AnswerWords.get(b, answer.bodies(), 0, answer.bodies().length, wordBits);
  }
}
