/** The kernel family on the Vector API. Only this package and those below it name {@code jdk.incubator.vector}. */
package dev.nightjar.engine.java.vector;
