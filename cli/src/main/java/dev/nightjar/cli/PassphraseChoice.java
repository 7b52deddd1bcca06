package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.host.PassphraseWrapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of commands that write or read a secret key: where its file's passphrase comes from. */
final class PassphraseChoice {
  private static final int MAX_BYTES = 4096;
  private static final String ASK = "ask";
  private static final String FILE = "file:";
  private static final String ENVIRONMENT = "env:";

  @Option(names = "--passphrase", paramLabel = "FROM", converter = Converter.class,
      description = "Keep the secret key's file under a passphrase: ask for it at the terminal, or take it from the "
          + "first line of file:PATH or from the variable env:NAME.")
  private Source source;

  /** Where a passphrase comes from. */
  private record Source(String kind, String value) {
  }

  /** Refuses words that name no source. */
  static final class Converter implements ITypeConverter<Source> {
    @Override
    public Source convert(String value) {
      for (String kind : new String[] {FILE, ENVIRONMENT}) {
        if (value.startsWith(kind) && value.length() > kind.length()) {
          return new Source(kind, value.substring(kind.length()));
        }
      }
      if (!value.equals(ASK)) {
        throw new TypeConversionException("expected ask, file:PATH or env:NAME; the passphrase itself does not belong "
            + "on a command line, which every user of this machine can read");
      }
      return new Source(ASK, "");
    }
  }

  /** Whether a passphrase is wanted. */
  boolean given() {
    return source != null;
  }

  /** The passphrase of a new file, typed twice where it is typed; the caller closes it. */
  PassphraseWrapping forNewFile(Terminal terminal) throws IOException {
    return wrapping(source, terminal, true);
  }

  /** The passphrase of a file that is there, asked for where no source is named; the caller closes it. */
  PassphraseWrapping forFile(Terminal terminal) throws IOException {
    return wrapping(given() ? source : new Source(ASK, ""), terminal, false);
  }

  private static PassphraseWrapping wrapping(Source source, Terminal terminal, boolean twice) throws IOException {
    char[] passphrase = switch (source.kind) {
      case FILE -> firstLine(Path.of(source.value));
      case ENVIRONMENT -> variable(source.value);
      default -> typed(terminal, twice);
    };
    try {
      return new PassphraseWrapping(passphrase);
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }

  private static char[] typed(Terminal terminal, boolean twice) {
    char[] passphrase = typed(terminal, "Passphrase of the secret key: ");
    if (twice) {
      char[] again = typed(terminal, "Once more: ");
      boolean same = Arrays.equals(passphrase, again);
      Arrays.fill(again, '\0');
      if (!same) {
        Arrays.fill(passphrase, '\0');
        throw locked("these were two different passphrases: try again");
      }
    }
    return passphrase;
  }

  private static char[] typed(Terminal terminal, String prompt) {
    return terminal.secret(prompt).orElseThrow(() -> locked("the key file takes a passphrase and there is no terminal "
        + "to ask for it: --passphrase file:PATH or --passphrase env:NAME"));
  }

  private static char[] variable(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw locked("the environment has no variable " + name + " with a passphrase");
    }
    return value.toCharArray();
  }

  /** The bytes go through a buffer outside of the heap, which is wiped. */
  private static char[] firstLine(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(MAX_BYTES + 1);
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        continue;
      }
      if (!bytes.hasRemaining()) {
        throw locked(file + " has more than " + MAX_BYTES + " bytes; a passphrase is its first line");
      }
      return firstLine(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()));
    } catch (CharacterCodingException e) {
      throw locked(file + " is no text in UTF-8");
    } finally {
      bytes.clear();
      while (bytes.hasRemaining()) {
        bytes.put((byte) 0);
      }
    }
  }

  private static char[] firstLine(CharBuffer text) {
    int length = 0;
    while (length < text.length() && text.charAt(length) != '\n' && text.charAt(length) != '\r') {
      length++;
    }
    char[] line = new char[length];
    text.duplicate().get(line);
    text.clear();
    while (text.hasRemaining()) {
      text.put('\0');
    }
    return line;
  }

  private static NightjarException locked(String message) {
    return new NightjarException(ErrorCode.KEY_LOCKED, message);
  }
}
