package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.PrintableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that asks a key management service for a master key: it is given the wrapped key at its standard input and
 * prints the key. No shell is between; it has no arguments, as other users see those, and the server's environment.
 */
final class KeyCommand {
  /** Most bytes of a wrapped key, with room for base64 or JSON around {@code KeyWrapping.MAX_WRAPPED_BYTES}. */
  static final int MAX_WRAPPED_BYTES = 16 << 10;

  /** How long what a program printed is waited for once it has ended: what it left running may have its streams. */
  private static final Duration AFTER_EXIT = Duration.ofSeconds(1);

  /** Most bytes that are kept of what a program complains of. */
  private static final int MAX_COMPLAINT_BYTES = 4096;

  /** Most characters of its last line that are shown. */
  private static final int SHOWN = 200;

  private final String source;
  private final Path program;
  private final Optional<Path> wrapped;

  /**
   * A program.
   *
   * @param source what is named in messages
   * @param command {@code PROGRAM} or {@code PROGRAM<FILE}, where FILE has the wrapped key
   * @throws NightjarException {@code INVALID_NAME} when the program is not named by its whole path or cannot be run, or
   *     FILE cannot be read or is longer than {@value #MAX_WRAPPED_BYTES} bytes
   */
  KeyCommand(String source, String command) {
    this.source = source;
    int input = command.indexOf('<');
    try {
      this.program = Path.of(input < 0 ? command : command.substring(0, input).strip());
      this.wrapped = input < 0 ? Optional.empty() : Optional.of(Path.of(command.substring(input + 1).strip()));
    } catch (InvalidPathException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, source + " names no file: " + e.getReason());
    }
    if (!program.isAbsolute() || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
      throw new NightjarException(ErrorCode.INVALID_NAME, source + ": " + program + " is no program that this user can"
          + " run; name its whole path, and see that it is executable");
    }
    wrapped.ifPresent(file -> {
      if (!Files.isRegularFile(file) || !Files.isReadable(file) || file.toFile().length() > MAX_WRAPPED_BYTES) {
        throw new NightjarException(ErrorCode.INVALID_NAME, source + ": " + file + " is no file of at most "
            + MAX_WRAPPED_BYTES + " bytes that this user can read; it holds the wrapped master key");
      }
    });
  }

  /**
   * Runs the program.
   *
   * @param limit how long it may take; it is killed then, with what it started
   * @param most most bytes that it may print
   * @return what it printed, which the caller wipes
   * @throws NightjarException {@code UNAVAILABLE} when it fails or is late, with the last line of its complaints;
   *     {@code INVALID_NAME} when it prints more
   */
  byte[] run(Duration limit, int most) {
    long end = System.nanoTime() + limit.toNanos();
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    wrapped.map(Path::toFile).ifPresent(builder::redirectInput);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw failed("cannot be started: " + e.getMessage());
    }
    try (ProgramOutput printed = ProgramOutput.first(process.getInputStream(), most);
        ProgramOutput complaints = ProgramOutput.last(process.getErrorStream(), MAX_COMPLAINT_BYTES)) {
      if (wrapped.isEmpty()) {
        process.getOutputStream().close();
      }
      CompletableFuture.anyOf(process.onExit(), printed.tooLong())
          .get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!printed.tooLong().isDone()) {
        if (process.exitValue() != 0) {
          complaints.awaitEnd(AFTER_EXIT);
          throw failed("ended with " + process.exitValue() + lastLine(complaints.content()));
        }
        printed.awaitEnd(AFTER_EXIT);
      }
      if (printed.tooLong().isDone()) {
        throw new NightjarException(ErrorCode.INVALID_NAME, source + ": the program printed more than " + most
            + " bytes; it is to print the master key in base64 and nothing else");
      }
      return printed.content();
    } catch (TimeoutException e) {
      throw failed("did not end within " + limit.toSeconds() + " s and was killed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was waited for, and this thread was interrupted");
    } catch (IOException | ExecutionException e) {
      throw failed("cannot be run: " + e.getMessage());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String lastLine(byte[] complaints) {
    String text = new String(complaints, StandardCharsets.UTF_8).strip();
    String line = text.substring(text.lastIndexOf('\n') + 1);
    return line.isEmpty() ? "" : ": " + PrintableText.of(line.length() > SHOWN ? line.substring(0, SHOWN) + "..."
        : line);
  }

  private NightjarException failed(String how) {
    return new NightjarException(ErrorCode.UNAVAILABLE, source + ": the program " + how);
  }
}
