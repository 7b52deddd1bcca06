package dev.nightjar.cli.text;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import dev.nightjar.api.PrintableText;

/** The stack trace below a log line as {@link PrintableText}: {@code %printableStack} in {@link LogLayout}. */
public final class PrintableStackTrace extends ThrowableProxyConverter {
  @Override
  protected String throwableProxyToString(IThrowableProxy thrown) {
    return PrintableText.lines(super.throwableProxyToString(thrown));
  }
}
