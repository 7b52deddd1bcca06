package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a document that a command writes, between two lines that say so.
 *
 * @param command that writes it, with its arguments
 */
record MarkedSection(String command) {
  /** The line above it. */
  String begin() {
    return "<!-- Written by `./nightjar " + command + "`; changes here are lost. -->\n";
  }

  /** The line below it. */
  String end() {
    return "<!-- End of what `" + command.split(" ")[0] + "` writes. -->";
  }

  /**
   * A document with another text in this section.
   *
   * @throws NightjarException {@code MALFORMED_REQUEST} when it does not have the two lines
   */
  String within(String document, String text) {
    int begin = document.indexOf(begin());
    int end = document.indexOf(end(), Math.max(0, begin));
    if (begin < 0 || end < 0) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "the document has not the two lines between which"
          + " the figures go: put these in it: " + begin() + end());
    }
    return document.substring(0, begin + begin().length()) + text + document.substring(end);
  }

  /** Writes a text into this section of a file. */
  void write(Path file, String text) throws IOException {
    Files.writeString(file, within(Files.readString(file), text));
  }

  /** Writes a text into this section of a file; where there is no file, or none with this section, the text alone. */
  void writeOrReplace(Path file, String text) throws IOException {
    String document = Files.exists(file) ? Files.readString(file) : "";
    Files.writeString(file, document.contains(begin()) ? within(document, text) : text);
  }

  /** Refuses a file that has no such section, before anything is measured. */
  void require(Path file) throws IOException {
    within(Files.readString(file), "");
  }
}
