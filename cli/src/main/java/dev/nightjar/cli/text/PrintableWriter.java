package dev.nightjar.cli.text;

import dev.nightjar.api.PrintableText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/** Hands on what is written as {@link PrintableText}, with its line breaks. */
final class PrintableWriter extends FilterWriter {
  PrintableWriter(Writer out) {
    super(out);
  }

  @Override
  public void write(int c) throws IOException {
    write(String.valueOf((char) c), 0, 1);
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    write(new String(text, from, length), 0, length);
  }

  @Override
  public void write(String text, int from, int length) throws IOException {
    out.write(PrintableText.lines(text.substring(from, from + length)));
  }
}
