package dev.nightjar.servlet;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host's access log, whose failures neither spoil an answer nor keep what its request held. */
final class ContainedLog implements AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(ContainedLog.class);

  private final AccessLog log;
  private final AtomicBoolean failed = new AtomicBoolean();

  ContainedLog(AccessLog log) {
    this.log = log;
  }

  @Override
  public void log(String line) {
    try {
      log.log(line);
    } catch (Throwable e) {
      // Whatever it is, an exhausted heap included, the request that was answered is over.
      if (failed.compareAndSet(false, true)) {
        LOG.warn("the access log failed; it is given further lines, and what else it throws is not logged", e);
      }
    }
  }
}
