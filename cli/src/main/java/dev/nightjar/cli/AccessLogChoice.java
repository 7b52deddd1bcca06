package dev.nightjar.cli;

import dev.nightjar.cli.text.Terminal;
import dev.nightjar.server.NightjarServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The option of the access log. */
final class AccessLogChoice {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLogChoice.class);

  @Option(names = "--access-log", paramLabel = "FILE",
      description = "Append a line for each request to this file, or print it where FILE is '-': time, request id,"
          + " address, method, route, status, bytes received and sent, milliseconds (default: none).")
  private String file;

  /** Opens the log, if there is one, for a server that is being built; closing it twice is harmless. */
  Closeable open(NightjarServer.Builder builder, Terminal terminal) throws IOException {
    if (file == null) {
      return () -> {
      };
    }
    if (file.equals("-")) {
      builder.accessLog(line -> terminal.line("%s", line));
      return () -> {
      };
    }
    FileChannel log = FileChannel.open(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.APPEND);
    builder.accessLog(line -> append(log, line));
    return log;
  }

  /** A disk that is full stops no request. */
  private static void append(FileChannel log, String line) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
    synchronized (log) {
      try {
        while (bytes.hasRemaining()) {
          log.write(bytes);
        }
      } catch (IOException e) {
        LOG.warn("the access log cannot be written: {}", e.getMessage());
      }
    }
  }
}
