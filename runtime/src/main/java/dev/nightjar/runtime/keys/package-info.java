/** Evaluation keys on the server: the stores in memory and in files, and the cache of loaded keys. */
package dev.nightjar.runtime.keys;
