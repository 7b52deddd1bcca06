/** Nightjar in Spring Boot 3 and 4: a runtime and its servlet from properties {@code nightjar.*}. */
package dev.nightjar.spring;
