package dev.nightjar.cli.text;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;

/**
 * Lines of the log. What others wrote stands in messages and stack traces: neither may steer the terminal. The pattern
 * is taken apart when the first line is written, as most commands write none.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
  private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0}: "
      + "%replace(%X{request_id}){'^(.+)$', '[$1] '}%printable%n%printableStack";

  private PatternLayout lines;

  @Override
  public synchronized String doLayout(ILoggingEvent event) {
    if (lines == null) {
      lines = new PatternLayout();
      lines.setContext(getContext());
      lines.getInstanceConverterMap().put("printable", PrintableMessage::new);
      lines.getInstanceConverterMap().put("printableStack", PrintableStackTrace::new);
      lines.setPattern(PATTERN);
      lines.start();
    }
    return lines.doLayout(event);
  }
}
