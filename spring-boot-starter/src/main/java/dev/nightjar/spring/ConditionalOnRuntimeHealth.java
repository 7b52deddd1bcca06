package dev.nightjar.spring;

import dev.nightjar.runtime.NightjarRuntime;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** When there is a runtime whose health the application wants to tell: for the types of either Spring Boot. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnBean(NightjarRuntime.class)
@ConditionalOnProperty(name = "management.health.nightjar.enabled", matchIfMissing = true)
@interface ConditionalOnRuntimeHealth {
}
