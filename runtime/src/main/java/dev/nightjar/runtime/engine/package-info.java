/** Finds engines and makes the one that the user chose. */
package dev.nightjar.runtime.engine;
