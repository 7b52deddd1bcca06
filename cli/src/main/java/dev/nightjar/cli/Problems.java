package dev.nightjar.cli;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.PrintableText;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one line with the remedy; a stack trace only for {@code --verbose}. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private final Terminal terminal;

  Problems(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Options that make no sense. */
  int misuse(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    List<String> similar = e instanceof UnmatchedArgumentException unmatched
        ? unmatched.getSuggestions() : List.of();
    complain(command, e.getMessage(),
        similar.isEmpty() ? "; see --help" : "; did you mean " + similar.get(0) + "?");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** A command that could not do its work. */
  int failure(Exception e, CommandLine command, ParseResult parsed) {
    complain(command, sentence(e), "");
    LOG.debug("where it happened", e);
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String sentence(Exception e) {
    if (e instanceof NightjarException || e instanceof IllegalArgumentException) {
      return e.getMessage();
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist; check the path";
    }
    if (e instanceof FileAlreadyExistsException there) {
      return there.getFile() + " exists already and is not overwritten; move it or choose another name";
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + " may not be read or written by this user; check its permissions";
    }
    if (e instanceof ConnectException) {
      return "nobody answers at that address; is the server running, and is the --url right?";
    }
    if (e instanceof IOException && e.getMessage() != null) {
      return e.getMessage();
    }
    return "unexpected " + e.getClass().getSimpleName()
        + (e.getMessage() == null ? "" : ": " + e.getMessage()) + "; run again with --verbose to see where";
  }

  private void complain(CommandLine command, String text, String remedy) {
    terminal.remark(command.getCommandSpec().qualifiedName() + ": " + PrintableText.sentence(text) + remedy);
  }
}
