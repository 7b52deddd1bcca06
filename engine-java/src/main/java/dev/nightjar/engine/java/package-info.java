/**
 * The engine in Java. Its one public class is the provider, found through {@link java.util.ServiceLoader};
 * everything else is reached through the engine SPI.
 */
package dev.nightjar.engine.java;
