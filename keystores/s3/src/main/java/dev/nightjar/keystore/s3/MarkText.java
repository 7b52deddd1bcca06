package dev.nightjar.keystore.s3;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.primitives.Crc32c;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Uploads and marks as text: lines of a word and a value in a fixed order, the last one with the CRC-32C of all before.
 * An operator can read them; what was cut off or changed is not read.
 */
final class MarkText {
  private static final String UPLOAD = "nightjar-upload 1";
  private static final String MANIFEST = "nightjar-key 1";
  private static final String DELETED = "nightjar-deleted 1";
  private static final String END = "crc32c ";

  private MarkText() {
  }

  static byte[] of(Upload upload) {
    return sealed(UPLOAD + "\n" + announced(upload));
  }

  static byte[] of(KeyMark.Deleted deleted) {
    return sealed(DELETED + "\ndeleted " + deleted.at().toEpochMilli() + "\n");
  }

  static byte[] of(KeyMark.Manifest key) {
    StringBuilder text = new StringBuilder(MANIFEST).append('\n').append(announced(key.upload()))
        .append("committed ").append(key.committed().toEpochMilli()).append('\n').append("fingerprint ")
        .append(key.fingerprint().isPresent() ? HexFormat.of().toHexDigits(key.fingerprint().getAsLong()) : "none")
        .append('\n').append("pieces ").append(key.pieces().size()).append('\n');
    for (int i = 0; i < key.pieces().size(); i++) {
      Piece piece = key.pieces().get(i);
      text.append(piece.part()).append(' ').append(piece.within()).append(' ').append(piece.length()).append(' ')
          .append(HexFormat.of().toHexDigits(key.checksums().get(i).intValue())).append('\n');
    }
    return sealed(text.toString());
  }

  private static String announced(Upload upload) {
    return "total " + upload.key().totalBytes() + "\npart " + upload.key().partBytes() + "\ngeneration "
        + upload.generation() + "\nbegun " + upload.begun().toEpochMilli() + "\nowner " + upload.key().owner().text()
        + "\n";
  }

  private static byte[] sealed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return (text + END + HexFormat.of().toHexDigits(Crc32c.of(bytes, 0, bytes.length)) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The lines of a text that is whole. */
  private static Optional<Lines> lines(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.lastIndexOf("\n" + END) + 1;
    return end > 0 && Arrays.equals(sealed(text.substring(0, end)), bytes)
        ? Optional.of(new Lines(text.substring(0, end).split("\n"))) : Optional.empty();
  }

  /** Reads what {@link #of(Upload)} wrote; empty for anything else. */
  static Optional<Upload> upload(byte[] bytes) {
    return lines(bytes).filter(lines -> lines.next().equals(UPLOAD)).flatMap(MarkText::upload);
  }

  private static Optional<Upload> upload(Lines lines) {
    try {
      long total = lines.number("total");
      int part = Math.toIntExact(lines.number("part"));
      long generation = lines.number("generation");
      Instant begun = Instant.ofEpochMilli(lines.number("begun"));
      return Optional.of(new Upload(new NewKey(total, part, new KeyOwner(lines.text("owner"))), generation, begun));
    } catch (NightjarException | IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Reads a mark; empty for anything else. */
  static Optional<KeyMark> mark(byte[] bytes) {
    return lines(bytes).flatMap(lines -> {
      try {
        return switch (lines.next()) {
          case DELETED -> Optional.of(new KeyMark.Deleted(Instant.ofEpochMilli(lines.number("deleted"))));
          case MANIFEST -> upload(lines).map(upload -> manifest(upload, lines));
          default -> Optional.empty();
        };
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    });
  }

  private static KeyMark manifest(Upload upload, Lines lines) {
    Instant committed = Instant.ofEpochMilli(lines.number("committed"));
    String fingerprint = lines.text("fingerprint");
    long count = lines.number("pieces");
    List<Piece> pieces = new ArrayList<>();
    List<Integer> checksums = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      String[] words = lines.next().split(" ");
      if (words.length != 4) {
        throw new IllegalArgumentException("a piece is four words");
      }
      pieces.add(new Piece(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2])));
      checksums.add(HexFormat.fromHexDigits(words[3]));
    }
    return new KeyMark.Manifest(upload, committed, fingerprint.equals("none") ? OptionalLong.empty()
        : OptionalLong.of(HexFormat.fromHexDigitsToLong(fingerprint)), pieces, checksums);
  }

  /** Lines, one after the other. */
  private static final class Lines {
    private final String[] lines;
    private int at;

    Lines(String[] lines) {
      this.lines = lines;
    }

    String next() {
      if (at == lines.length) {
        throw new IllegalArgumentException("a line is missing");
      }
      return lines[at++];
    }

    String text(String word) {
      String line = next();
      if (!line.startsWith(word + " ")) {
        throw new IllegalArgumentException("a line begins with " + word);
      }
      return line.substring(word.length() + 1);
    }

    long number(String word) {
      return Long.parseLong(text(word));
    }
  }
}
