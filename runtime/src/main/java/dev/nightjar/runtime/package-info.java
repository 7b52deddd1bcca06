/**
 * Nightjar without HTTP: serves a folder of model bundles to whoever calls it.
 *
 * <p>{@link dev.nightjar.runtime.NightjarRuntime} is the whole of it; the other types are its parts, for
 * those who want to put them together differently. Nothing in this module can decrypt.
 */
package dev.nightjar.runtime;
