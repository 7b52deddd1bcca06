/** The starter in applications of Spring Boot. */
package dev.nightjar.spring;
