package dev.nightjar.cli.text;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.nightjar.api.PrintableText;

/** The message of a log line as one line of {@link PrintableText}: {@code %printable} in {@link LogLayout}. */
public final class PrintableMessage extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return PrintableText.of(event.getFormattedMessage());
  }
}
