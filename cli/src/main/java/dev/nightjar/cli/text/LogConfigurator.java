package dev.nightjar.cli.text;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of the command line: warnings and errors to standard error, with {@code --verbose} more. Logback finds it
 * through {@code ServiceLoader}; as code, because a file in XML takes a quarter of a second to be read at each start.
 * A file of the user's own, {@code -Dlogback.configurationFile=FILE}, takes its place.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  private static final String FILE = "logback.configurationFile";

  /** Warns of the bounded queue that the embedded server is given on purpose. */
  private static final String JETTY_POOL = "org.eclipse.jetty.util.thread.QueuedThreadPool";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    context.getStatusManager().add(new NopStatusListener());
    LogLayout layout = new LogLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    encoder.setParent(appender);
    encoder.start();
    appender.start();
    context.getLogger(JETTY_POOL).setLevel(Level.ERROR);
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Has more written, or what there was again: of Nightjar all but the finest, of others, plugins among them, what they
   * do. A file of the user's own decides itself what of others is written.
   */
  public static void verbose(boolean wanted) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("dev.nightjar").setLevel(wanted ? Level.DEBUG : null);
      if (System.getProperty(FILE) == null) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(wanted ? Level.INFO : Level.WARN);
      }
    }
  }
}
