package dev.nightjar.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the command line logs, and who decides it. */
class LogConfiguratorTest {
  private static final String FILE = "logback.configurationFile";
  private static final Logger OURS = (Logger) LoggerFactory.getLogger("dev.nightjar.Some");
  private static final Logger PLUGIN = (Logger) LoggerFactory.getLogger("org.example.Plugin");

  @AfterEach
  void asItWas() {
    System.clearProperty(FILE);
    LogConfigurator.verbose(false);
  }

  @Test
  void warningsAloneAreLoggedUnlessMoreIsAskedFor() {
    assertThat(OURS.isWarnEnabled()).isTrue();
    assertThat(OURS.isInfoEnabled()).isFalse();
    assertThat(PLUGIN.isInfoEnabled()).isFalse();
    LogConfigurator.verbose(true);
    assertThat(OURS.isDebugEnabled()).isTrue();
    assertThat(PLUGIN.isInfoEnabled()).as("a plugin has no other way to say what it does").isTrue();
    assertThat(PLUGIN.isDebugEnabled()).isFalse();
    assertThat(((Logger) LoggerFactory.getLogger("org.eclipse.jetty.util.thread.QueuedThreadPool")).isWarnEnabled())
        .isFalse();
  }

  @Test
  void aFileOfTheUsersOwnTakesItsPlace() {
    System.setProperty(FILE, "mine.xml");
    LoggerContext context = new LoggerContext();
    assertThat(new LogConfigurator().configure(context)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders()).isExhausted();
    LogConfigurator.verbose(true);
    assertThat(OURS.isDebugEnabled()).isTrue();
    assertThat(PLUGIN.isInfoEnabled()).as("the file says it").isFalse();
  }
}
