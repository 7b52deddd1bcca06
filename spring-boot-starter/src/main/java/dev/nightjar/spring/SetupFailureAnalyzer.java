package dev.nightjar.spring;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/** Says in two sentences, and not by a stack trace, why a bean of ours could not be made of properties and bundles. */
final class SetupFailureAnalyzer extends AbstractFailureAnalyzer<BeanCreationException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BeanCreationException cause) {
    // The innermost bean that failed; those around it only needed it.
    BeanCreationException innermost = cause;
    for (Throwable t = cause; t != null; t = t.getCause()) {
      innermost = t instanceof BeanCreationException failed ? failed : innermost;
    }
    String bean = innermost.getBeanName();
    if (bean == null || !bean.startsWith("nightjar")) {
      return null;
    }
    Throwable reason = NestedExceptionUtils.getMostSpecificCause(innermost);
    return new FailureAnalysis("Nightjar cannot start: " + reason.getMessage(),
        "Correct the property below 'nightjar' that the reason is about, or the folder 'nightjar.models' names: it"
            + " holds bundles as 'nightjar compile' writes them. Without 'nightjar.models' the application starts"
            + " without Nightjar.", rootFailure);
  }
}
