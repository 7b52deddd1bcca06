package dev.nightjar.spring;

import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says in two sentences, and not by a stack trace, why a bean of ours could not be made of properties and bundles. A
 * failure of which neither is the reason keeps its stack trace.
 */
final class SetupFailureAnalyzer extends AbstractFailureAnalyzer<BeanCreationException> {
  private static final String OURS = "dev/nightjar/spring/";

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BeanCreationException cause) {
    return reason(cause).map(reason -> new FailureAnalysis("Nightjar cannot start: " + reason,
        "Correct the property below 'nightjar' that the reason is about, or the folder 'nightjar.models' names: it"
            + " holds bundles as 'nightjar compile' writes them. Without 'nightjar.models' the application starts"
            + " without Nightjar.", rootFailure)).orElse(null);
  }

  /** A sentence of ours, wherever it is, as what is below it may be a path alone; else what our beans refuse. */
  private static Optional<String> reason(BeanCreationException cause) {
    Optional<String> told = first(cause, t -> t instanceof NightjarException).map(Throwable::getMessage);
    return told.isPresent() || !ofOurs(cause) ? told
        : first(cause, t -> t instanceof IllegalArgumentException && t.getMessage() != null)
            .map(Throwable::getMessage).or(() -> first(cause, t -> t instanceof IOException).map(Throwable::toString));
  }

  /** Whether the innermost bean that failed is one of ours; those around it only needed it. */
  private static boolean ofOurs(BeanCreationException cause) {
    BeanCreationException innermost = chain(cause).filter(BeanCreationException.class::isInstance)
        .map(BeanCreationException.class::cast).reduce(cause, (outer, inner) -> inner);
    return String.valueOf(innermost.getResourceDescription()).contains(OURS)
        || String.valueOf(innermost.getBeanName()).endsWith(NightjarProperties.class.getName());
  }

  private static Optional<Throwable> first(Throwable cause, Predicate<Throwable> wanted) {
    return chain(cause).filter(wanted).findFirst();
  }

  private static Stream<Throwable> chain(Throwable cause) {
    return Stream.iterate(cause, t -> t != null, Throwable::getCause);
  }
}
