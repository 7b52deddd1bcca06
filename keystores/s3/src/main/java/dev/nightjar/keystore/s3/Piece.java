package dev.nightjar.keystore.s3;

/**
 * Bytes of a part of a key, which are one object.
 *
 * @param part number of the part
 * @param within place of the first byte in the part
 */
record Piece(int part, int within, int length) implements Comparable<Piece> {
  /** Where the piece ends in its part. */
  int end() {
    return within + length;
  }

  @Override
  public int compareTo(Piece other) {
    return part != other.part ? Integer.compare(part, other.part) : Integer.compare(within, other.within);
  }
}
