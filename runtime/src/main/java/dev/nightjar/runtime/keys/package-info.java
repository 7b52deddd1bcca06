/** Evaluation keys on the server: the store in memory and the cache of loaded keys. */
package dev.nightjar.runtime.keys;
