/**
 * Nightjar without HTTP: serves a folder of model bundles to its callers.
 *
 * <p>{@link dev.nightjar.runtime.NightjarRuntime} is the entry point. The other types are its parts, public
 * for an application that assembles them in another way. Nothing in this module can decrypt.
 */
package dev.nightjar.runtime;
