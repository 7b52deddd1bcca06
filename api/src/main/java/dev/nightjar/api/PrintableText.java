package dev.nightjar.api;

/**
 * Makes text that others wrote fit to be printed: labels and names of a bundle, sentences of a server, messages that
 * quote what was read. A terminal takes escape sequences for orders, a log viewer takes a line feed for a new entry,
 * and bidirectional controls show text in another order than it has.
 *
 * <p>Letters, marks, digits, punctuation, symbols and blanks of any script stay as they are. Everything else is shown
 * as an escape of printable ASCII, such as <code>&#92;u001b</code> or <code>&#92;u{e0001}</code>: control characters
 * (C0, DEL, C1), format characters (bidirectional controls, zero-width characters, byte order mark, tags), line and
 * paragraph separators, lone surrogates, private use, and code points to which the running Java knows no character. A
 * backslash is left alone, so that a text can look like an escape; it cannot act as one. Stateless and thread-safe.
 */
public final class PrintableText {
  /** Most characters of a line; of a longer one the beginning is kept, with the number of characters that follow. */
  public static final int MAX_LENGTH = 4000;

  private PrintableText() {
  }

  /** The text as one line of at most {@value #MAX_LENGTH} characters; line breaks and tabs are escaped, too. */
  public static String of(String text) {
    return of(text, MAX_LENGTH);
  }

  /**
   * The same with a bound of its own.
   *
   * @param most characters that are kept, escapes counted as they are printed
   */
  public static String of(String text, int most) {
    return escaped(String.valueOf(text), most, false);
  }

  /** The text as one line, in which line breaks with the blanks around them are one blank: for sentences. */
  public static String sentence(String text) {
    return sentence(text, MAX_LENGTH);
  }

  /** The same with a bound of its own. */
  public static String sentence(String text, int most) {
    return of(String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " "), most);
  }

  /**
   * The text with its line breaks and tabs, for output that has many lines by nature, such as a stack trace or a help
   * page. It is not shortened.
   */
  public static String lines(String text) {
    return escaped(text, Integer.MAX_VALUE, true);
  }

  private static String escaped(String text, int most, boolean layout) {
    int clean = 0;
    while (clean < text.length() && clean < most && stays(text, clean, layout)) {
      clean += Character.charCount(text.codePointAt(clean));
    }
    if (clean >= text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, clean);
    int at = clean;
    while (at < text.length() && out.length() < most) {
      int code = text.codePointAt(at);
      if (stays(text, at, layout)) {
        out.appendCodePoint(code);
      } else {
        out.append(String.format(code > 0xffff ? "\\u{%x}" : "\\u%04x", code));
      }
      at += Character.charCount(code);
    }
    return at == text.length() ? out.toString()
        : out.append("... (").append(text.length() - at).append(" more characters)").toString();
  }

  private static boolean stays(String text, int at, boolean layout) {
    int code = text.codePointAt(at);
    if (code < 0x7f && code >= ' ') {
      return true;
    }
    if (layout && (code == '\n' || code == '\t'
        || code == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n')) {
      return true;
    }
    return switch (Character.getType(code)) {
      case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
      default -> true;
    };
  }
}
